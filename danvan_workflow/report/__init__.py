"""What a consolidated report says: facts in, a document and a workbook as models out.

Pure: no store, no frames, no files; the look is decided in `render`, the reading of facts in `services/consolidation`.
What it tells of next is a module in `chapters`; a fact that it needs for that is a field of `facts.ReportFacts`.
"""

"""The pieces of a workbook: how cells look, a data sheet, the summary sheet."""

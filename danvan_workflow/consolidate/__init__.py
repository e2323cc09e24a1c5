"""Consolidation: the checks of figures, and the totals of a cycle; frames inside, the frozen types of `figures` out.

pandas is imported here and nowhere else, and only by the modules that add up; no store, no wording of a report.
A new check is a form of rule in `checks`; a new figure that others read is a type in `figures`, made in `typed_figures`.
"""

"""The board: agencies by cycles, the plan's tasks by agency, and both as workbooks.

Here: many agencies at once. Not here: one agency (agency/), one cycle (cycle/). The next one: another table over a whole plan.
"""

"""What an officer decides: extension, waiver, return, moved deadline, a report taken in on paper.

Here: an act with reason and decider, in one transaction with its event. Not here: what it would do (views/previews). The next
one: an ActKind with its label, and a module through `note_act`.
"""

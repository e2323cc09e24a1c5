"""The life of a cycle: its opening, its dates, its tasks, what happened in it.

Here: opening, passing on, milestones, tasks. Not here: how a cycle is read (views/cycle), its letters (letters/). The next
one: another thing that happens to a whole cycle.
"""

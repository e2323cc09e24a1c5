"""What an act would do, seen before it is done.

Here: the act run in a transaction that is taken back, and proposals to begin with. Not here: the act itself (services/).
The next one: a preview for each new act, on `foresee`.
"""

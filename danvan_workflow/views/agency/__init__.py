"""An agency as it is read: the list, one whole through its mergers, its duty in a cycle, what a version says, its form.

Here: reading what concerns one agency. Not here: many agencies by many cycles (board/). The next one: a part of an agency's page.
"""

"""A cycle as it is read: the list of all, one with its time line and record, its status.

Here: reading a cycle's rows. Not here: what an act would do (previews/), one agency (agency/). The next one: a tab of the page.
"""

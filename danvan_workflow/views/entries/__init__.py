"""One stored thing in words: a version, a finding, a letter, an act, an event of the audit log.

Here: what several pages show alike. Not here: whole pages. The next one: beside its like, with its Vietnamese words.
"""

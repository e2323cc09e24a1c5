"""A plan's whole year in seconds, and an example cycle to look at.

Here: a moving clock over the very services that run in production. Not here: invented drafts (sample/). The next one: another
act of the year in `year`.
"""

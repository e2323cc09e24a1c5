"""What a page, a command or a file of ours reads, and never changes.

Here: a folder a subject (board, cycle, agency, approval), `previews` of acts, `entries` for one stored thing in words. Not here:
anything that writes (services/), markup (web/, the console). The next page: a module that reads, in its subject's folder.
"""

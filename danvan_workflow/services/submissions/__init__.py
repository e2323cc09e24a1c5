"""Reports of agencies: taken in from wherever they come, kept as versions, judged.

Here: receive_submission, through which every way in goes; collecting, judging. Not here: reading a file (intake/), showing a
version (views/agency). The next way in: a module here that makes drafts with intake and hands them to receive_submission.
"""

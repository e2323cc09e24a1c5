"""From the versions of a cycle to its issued report, and from there to the tier above as a submission.

Reads the store and calls `consolidate` and `report`; what a report says is decided there, not here.
The next act upon a snapshot is a module named after its verb; what a report newly states is read in `read_facts`.
"""

"""The consolidated report: a snapshot, the documents made of it, and its issue."""

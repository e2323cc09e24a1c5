"""What an officer decides: extension, waiver, return, moved deadline, a report taken in on paper; seen before it is done."""

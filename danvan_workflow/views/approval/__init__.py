"""What the leader reads before deciding.

Here: the snapshot asked about, beside what moved since. Not here: the decision itself (services/approval/). The next one: another
thing that a leader must know before signing.
"""

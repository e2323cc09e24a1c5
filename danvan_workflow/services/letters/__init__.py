"""Letters: which are owed, each once, what they say, and sending them."""

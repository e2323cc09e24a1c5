"""A plan's whole year in seconds."""

"""A province's own project, laid outside of any checkout.

Here: its DAG files, a first plan, places for what it words or asks its own way (`skeleton` is laid as it is). Not here:
running it (embedded/). The next one: another file of the skeleton.
"""

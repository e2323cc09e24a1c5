"""A province's own project, laid outside of any checkout.

Its DAG files, a first plan, and places for what it words or asks its own way; what is laid as it is stands in `skeleton`.
"""

"""Plausible invented submissions, for trials, demonstrations and load tests.

Here: pure, seeded drafts, marked as samples. Not here: putting them into a store or a source (services/simulation, embedded).
The next one: another mistake or habit of an agency, in `mistakes` or `levels`.
"""

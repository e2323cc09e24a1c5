"""Trying rules out: on examples that stand beside a plan, and on what agencies sent in past cycles. Nothing is stored here.

The judging itself is `consolidate.checks`; what a submission is judged by is read in `services.submissions.assess`.
"""

"""Plausible invented submissions, for trials, demonstrations and load tests: pure, seeded, and marked as samples."""

from danvan_workflow.sample.drafts import sample_drafts
from danvan_workflow.sample.models import Outcome, SampleCycle, SampleDuty, Shares
from danvan_workflow.sample.quota import outcomes

__all__ = ["Outcome", "SampleCycle", "SampleDuty", "Shares", "outcomes", "sample_drafts"]

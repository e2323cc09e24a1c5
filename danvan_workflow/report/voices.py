"""The agencies' own words under a heading: a few quoted, the quiet ones named."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.consolidate.mentions import mentions
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Block, Paragraph, Quote
from danvan_workflow.report.facts import ReportFacts, Voice
from danvan_workflow.report.silence import answers, unsaid
from danvan_workflow.report.wording import excerpt, listed

VOICES_IN_BODY = 3


def said_blocks(facts: ReportFacts, section: str, *, alone: bool) -> Iterator[Block]:
    """All that was said under a heading; `alone` where no figures stand there, so that silence is told of as silence."""
    told = any(voice.section == section and voice.text.strip() and not voice.nil for voice in facts.voices)
    silence = unsaid(facts, section) if alone and not told else ""
    if not (silence and answers(facts, section).all_nil):
        yield from voice_blocks(facts, section)
    if silence:
        yield Paragraph(silence)


def voice_blocks(facts: ReportFacts, section: str) -> Iterator[Block]:
    """The longest texts, shortened, with who wrote them; then who had nothing to report, and who gave a reason."""
    voices = [voice for voice in facts.voices if voice.section == section]
    yield from _quotes(facts, [voice for voice in voices if voice.text.strip() and not voice.nil])
    yield from _nil(facts, voices)
    skipped = [voice for voice in voices if voice.skip_reason and not voice.text.strip()]
    if skipped:
        names = listed(f"{facts.short[voice.agency]} ({voice.skip_reason})" for voice in skipped)
        yield Paragraph(f"Không báo cáo, có lý do ({numbers.count(len(skipped))}): {names}.")


def _quotes(facts: ReportFacts, told: list[Voice]) -> Iterator[Block]:
    """No text that states a figure which is being checked: it is no more a figure in words than in a table."""
    sound = [voice for voice in told if not is_doubted(facts, voice)]
    shown = sorted(sound, key=lambda voice: -len(voice.text))[:VOICES_IN_BODY]
    yield from (Quote(excerpt(voice.text), facts.short[voice.agency]) for voice in sound if voice in shown)
    if told and not sound:
        names = listed(facts.short[voice.agency] for voice in told)
        yield Paragraph(f"Chưa trích báo cáo có số liệu đang kiểm tra ({numbers.count(len(told))}): {names}.")


def is_doubted(facts: ReportFacts, voice: Voice) -> bool:
    """True where a text stands beside figures of its agency that are being checked, or states some."""
    doubted = {own.indicator for own in facts.figures.apart if own.agency == voice.agency and own.why is Apart.CHECKING}
    if not doubted:
        return False
    beside = {code for section in facts.plan.sections if section.id == voice.section for code in section.indicators}
    return not doubted.isdisjoint(beside | {mention.code for mention in mentions(voice.text)})


def _nil(facts: ReportFacts, voices: list[Voice]) -> Iterator[Block]:
    quiet = wholly_nil(facts)
    nil = [facts.short[voice.agency] for voice in voices if voice.nil and voice.agency not in quiet]
    if nil:
        yield Paragraph(f"Không phát sinh ({numbers.count(len(nil))}): {listed(nil)}.")


def wholly_nil(facts: ReportFacts) -> set[str]:
    """Agencies that answered nothing but “không phát sinh”: they are named once, not under every heading."""
    spoken = {voice.agency for voice in facts.voices if not voice.nil}
    headings = {voice.section for voice in facts.voices}
    return {voice.agency for voice in facts.voices} - spoken if len(headings) > 1 else set()

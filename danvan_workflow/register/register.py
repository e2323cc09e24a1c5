"""The register of agencies, read as of a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Self

from danvan_workflow.errors import InvalidInput, UnknownName
from danvan_workflow.register import integrity
from danvan_workflow.register.grouping import grouped
from danvan_workflow.register.lineage import Lineage, Shares
from danvan_workflow.register.models import Agency, AgencyKind, Contact, Succession
from danvan_workflow.register.search import NameIndex

ContactSource = Callable[[Agency], tuple[Contact, ...]]


class Register:
    """Agencies, their successions and their contacts; nothing in it ever changes.

    `fallback_contacts` answers for agencies that have no contact of their own (example addresses, for trials).
    Raises InvalidInput with every inconsistency at once.
    """

    def __init__(
        self,
        agencies: Iterable[Agency],
        successions: Iterable[Succession] = (),
        contacts: Iterable[Contact] = (),
        *,
        fallback_contacts: ContactSource | None = None,
    ) -> None:
        self.agencies = tuple(agencies)
        self.succession_records = tuple(successions)
        self.contact_records = tuple(contacts)
        self._fallback = fallback_contacts
        self._by_code = {agency.code: agency for agency in self.agencies}
        self._lineage = Lineage(self._by_code, self.succession_records)
        self._contacts = grouped(self.contact_records, lambda contact: contact.agency)
        self._refuse_inconsistencies()

    def _refuse_inconsistencies(self) -> None:
        problems = [
            *integrity.duplicate_codes(self.agencies),
            *integrity.broken_parents(self._by_code),
            *integrity.broken_successions(self._by_code, self._lineage.onward),
            *integrity.broken_contacts(self._by_code, self.contact_records),
        ]
        if problems:
            raise InvalidInput(problems)

    # -- agencies -----------------------------------------------------------------------------------------------

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self.agencies)

    def get(self, code: str) -> Agency:
        """The agency that bears `code`, living or not; UnknownName if none ever did."""
        try:
            return self._by_code[code]
        except KeyError:
            near = [known for known in self._by_code if known[:3] == code[:3].upper()]
            raise UnknownName("cơ quan", code, near) from None

    def exists(self, code: str, day: date) -> bool:
        """Whether an agency bears `code` on `day`; False for an unknown code."""
        return code in self._by_code and self._by_code[code].valid_on(day)

    def as_of(self, day: date) -> tuple[Agency, ...]:
        """The agencies that exist on `day`, in the order of the files."""
        return tuple(agency for agency in self.agencies if agency.valid_on(day))

    def members(self, kinds: Collection[AgencyKind], of: str, day: date) -> tuple[Agency, ...]:
        """The agencies of these kinds anywhere beneath `of` that exist on `day`, in the order of the files.

        The communes of a province before 1/7/2025 are found through its districts. A unit that has ended has no
        members left: ask for its successors, or use `heirs`.
        """
        self.get(of)
        found = (agency for agency in self._beneath(of) if agency.kind in kinds and agency.valid_on(day))
        return tuple(sorted(found, key=lambda agency: self._order[agency.code]))

    def _beneath(self, code: str) -> Iterator[Agency]:
        for child in self._children.get(code, ()):
            yield child
            yield from self._beneath(child.code)

    @cached_property
    def _children(self) -> dict[str, list[Agency]]:
        return grouped(self.agencies, lambda agency: agency.parent)

    @cached_property
    def _order(self) -> dict[str, int]:
        return {agency.code: position for position, agency in enumerate(self.agencies)}

    # -- successions --------------------------------------------------------------------------------------------

    def successors(self, code: str, day: date) -> Shares:
        """Who stands for the agency on `day` and for what share of it, sorted by code.

        Itself while it lives; nobody when it isn't founded yet or ended without a successor. Chains are followed up
        to and including `day`. What passed to an agency that itself ended without a successor falls to the others
        in proportion, so the shares of a non-empty answer always sum to exactly 1.
        """
        return self._lineage.successors(self.get(code), day)

    def predecessors(self, code: str, on: date) -> Shares:
        """Which agencies of the earlier date `on` pass into this one, and what share of each does, sorted by code.

        A share is part of the predecessor, so the shares don't sum to 1: two whole provinces pass into one. An agency
        that exists on `on` is among its own predecessors with share 1. Into a new commune pass both the old communes and,
        in part, their old district: keep one kind when adding figures, or the same people count twice.
        """
        return self._lineage.predecessors(self.get(code), on)

    def heirs(self, codes: Iterable[str], day: date) -> dict[str, Shares]:
        """Who owes on `day` what the agencies `codes` owed: each heir with the ones it stands for and their shares.

        An agency that still exists stands for itself. The ones that ended without a successor are in no entry.
        """
        found: dict[str, list[tuple[str, Fraction]]] = defaultdict(list)
        for code in codes:
            for heir, share in self.successors(code, day):
                found[heir].append((code, share))
        return {heir: tuple(shares) for heir, shares in found.items()}

    def successions_from(self, code: str) -> tuple[Succession, ...]:
        """The records by which the agency passed into others, whatever their day."""
        return tuple(self._lineage.onward.get(code, ()))

    def successions_into(self, code: str) -> tuple[Succession, ...]:
        """The records by which others passed into the agency, whatever their day."""
        return tuple(self._lineage.inward.get(code, ()))

    # -- contacts and names -------------------------------------------------------------------------------------

    def contacts(self, code: str, day: date) -> tuple[Contact, ...]:
        """Whom to write to at the agency on `day`; nobody when it doesn't exist on that day."""
        agency = self.get(code)
        if not agency.valid_on(day):
            return ()
        own = tuple(contact for contact in self._contacts.get(code, ()) if contact.valid_on(day))
        return own or (self._fallback(agency) if self._fallback else ())

    def search(self, text: str, *, day: date | None = None, of: str = "", exact: bool = False) -> tuple[Agency, ...]:
        """The agencies whose name, short name or code resembles `text`, best first; case and diacritics don't matter.

        Several agencies may bear one name: all are returned, and `of` (a province, a district) and `day` narrow them
        down. `exact` keeps only those that bear just this name.
        """
        codes = {agency.code for agency in self._beneath(of)} | {of} if of else None
        found = self._names.find(text, exact=exact)
        in_reach = (agency for agency in found if codes is None or agency.code in codes)
        return tuple(agency for agency in in_reach if day is None or agency.valid_on(day))

    @cached_property
    def _names(self) -> NameIndex:
        return NameIndex(self.agencies)

    # -- change -------------------------------------------------------------------------------------------------

    def overlaid(
        self,
        agencies: Iterable[Agency] = (),
        successions: Iterable[Succession] = (),
        contacts: Iterable[Contact] = (),
    ) -> Self:
        """Another register in which a province's own records take the place of ours.

        An agency replaces the one of the same code; successions replace all successions of the same predecessor;
        contacts replace all contacts of the same agency.
        """
        own_agencies, own_successions, own_contacts = tuple(agencies), tuple(successions), tuple(contacts)
        ended = {succession.predecessor for succession in own_successions}
        reached = {contact.agency for contact in own_contacts}
        return type(self)(
            (self._by_code | _unique(own_agencies)).values(),
            [*(s for s in self.succession_records if s.predecessor not in ended), *own_successions],
            [*(c for c in self.contact_records if c.agency not in reached), *own_contacts],
            fallback_contacts=self._fallback,
        )


def _unique(agencies: Iterable[Agency]) -> dict[str, Agency]:
    listed = tuple(agencies)
    problems = list(integrity.duplicate_codes(listed))
    if problems:
        raise InvalidInput(problems)
    return {agency.code: agency for agency in listed}

"""The register of reporting agencies: who exists when, who follows whom, whom to write to."""

from danvan_workflow.register.apportion import apportion
from danvan_workflow.register.build import national_register
from danvan_workflow.register.codec import (
    RegisterRecords,
    read_agencies_csv,
    read_contacts_csv,
    read_register_files,
    read_successions_csv,
    write_agencies_csv,
    write_contacts_csv,
    write_successions_csv,
)
from danvan_workflow.register.contacts import example_contacts
from danvan_workflow.register.lineage import Shares
from danvan_workflow.register.models import UNIT_KINDS, Agency, AgencyKind, Contact, ContactRole, Succession
from danvan_workflow.register.register import Register
from danvan_workflow.register.tiers import tier_above

__all__ = [
    "UNIT_KINDS",
    "Agency",
    "AgencyKind",
    "Contact",
    "ContactRole",
    "Register",
    "RegisterRecords",
    "Shares",
    "Succession",
    "apportion",
    "example_contacts",
    "national_register",
    "read_agencies_csv",
    "read_contacts_csv",
    "read_register_files",
    "read_successions_csv",
    "tier_above",
    "write_agencies_csv",
    "write_contacts_csv",
    "write_successions_csv",
]

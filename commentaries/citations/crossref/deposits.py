"""Holds what a deposit at Crossref says: its head, and each text with what it updates or translates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commentaries.record import Record


class Update(StrEnum):
    """How a later text changes an earlier one, in Crossref's words."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    CONCERN = "expression_of_concern"
    NEW_VERSION = "new_version"
    RETRACTION = "retraction"
    REMOVAL = "removal"


@dataclass(frozen=True, slots=True)
class Updated:
    """A text that this one updates: how, and since when."""

    doi: str
    how: Update
    since: date


@dataclass(frozen=True, slots=True)
class Deposited:
    """One text as it is deposited.

    ``pdf_url`` is where machines read it whole. ``translation_of`` is the DOI of its original, where that has one of
    its own. ``updates`` are named only with ``policy``, the DOI of the page that says what the publisher does about
    corrections: Crossref takes none without it.
    """

    record: Record
    pdf_url: str = ""
    translation_of: str = ""
    updates: tuple[Updated, ...] = ()
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The head of a deposit. ``stamp`` grows with each: of two deposits of one DOI the greater one holds."""

    name: str
    stamp: int
    depositor: str
    email: str
    registrant: str

"""Saved work: drafts and their revisions, in SQLite by default and in PostgreSQL where a URL says so.

It knows the text of a case and not what it means. A draft is found by its link, 128 random bits of which only a hash is
kept; where people sign in it belongs to one of them or to a team, and its link opens it for them alone.
"""

from make_the_case.store.bin import IN_BIN_DAYS, KEPT_DAYS, WHAT_THE_BIN_IS, Swept
from make_the_case.store.daily import keep_to_the_days
from make_the_case.store.drafts import Drafts
from make_the_case.store.held_rounds import ALONE, CLOSED, SEEN, Given, HeldRound, Mine, Room, Rounds
from make_the_case.store.lists import Listed
from make_the_case.store.locations import folder_of_drafts, hosted_as, is_kept_here, opened_drafts, where_kept
from make_the_case.store.members import Team, Teams
from make_the_case.store.people import SIGNED_IN_HOURS, Person, person_of
from make_the_case.store.refusals import (
    Conflict,
    NewerDatabase,
    NoSuchDraft,
    NoSuchRound,
    NotUnderstood,
    NotYours,
    ReadOnlyLink,
    RoundClosed,
    RoundFull,
    SignedOut,
    StoreError,
    Unavailable,
)
from make_the_case.store.shapes import Draft, Revision, Whose

__all__ = [
    "ALONE",
    "CLOSED",
    "IN_BIN_DAYS",
    "KEPT_DAYS",
    "SEEN",
    "SIGNED_IN_HOURS",
    "WHAT_THE_BIN_IS",
    "Conflict",
    "Draft",
    "Drafts",
    "Given",
    "HeldRound",
    "Listed",
    "Mine",
    "NewerDatabase",
    "NoSuchDraft",
    "NoSuchRound",
    "NotUnderstood",
    "NotYours",
    "Person",
    "ReadOnlyLink",
    "Revision",
    "Room",
    "RoundClosed",
    "RoundFull",
    "Rounds",
    "SignedOut",
    "StoreError",
    "Swept",
    "Team",
    "Teams",
    "Unavailable",
    "Whose",
    "folder_of_drafts",
    "hosted_as",
    "is_kept_here",
    "keep_to_the_days",
    "opened_drafts",
    "person_of",
    "where_kept",
]

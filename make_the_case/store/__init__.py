"""Saved work: drafts and their revisions, in SQLite by default and in PostgreSQL where a URL says so.

It knows the text of a case and not what it means. A draft is found by its link, 128 random bits of which only a hash is
kept; where people sign in it belongs to one of them or to a team, and its link opens it for them alone.
"""

from make_the_case.store.about_person import Erased
from make_the_case.store.audit_log import Entry
from make_the_case.store.bin import IN_BIN_DAYS, KEPT_DAYS, Days, Swept
from make_the_case.store.daily import keep_to_the_days
from make_the_case.store.drafts import Drafts
from make_the_case.store.groups import GroupMapping, Groups, News, mapping_of
from make_the_case.store.held_rounds import ALONE, CLOSED, SEEN, Given, HeldRound, Mine, Room, Rounds
from make_the_case.store.lists import Listed
from make_the_case.store.locations import (
    days_kept,
    folder_of_drafts,
    groups_mapped,
    hosted_as,
    is_kept_here,
    opened_drafts,
    what_the_bin_is,
    where_kept,
)
from make_the_case.store.members import Member, Team, Teams
from make_the_case.store.refusals import (
    Conflict,
    LastOwner,
    NewerDatabase,
    NoSuchDraft,
    NoSuchRound,
    NotUnderstood,
    NotYours,
    OfGroups,
    OwnsTeams,
    ReaderOfTeam,
    ReadOnlyLink,
    RoundClosed,
    RoundFull,
    SignedOut,
    StoreError,
    Unavailable,
    UnderHold,
)
from make_the_case.store.roles import EDITOR, OWNER, READER
from make_the_case.store.running import Hold, Running, TeamHeld
from make_the_case.store.shapes import Draft, Revision, Whose
from make_the_case.store.signed_in import SIGNED_IN_HOURS, Person, person_of

__all__ = [
    "ALONE",
    "CLOSED",
    "EDITOR",
    "IN_BIN_DAYS",
    "KEPT_DAYS",
    "OWNER",
    "READER",
    "SEEN",
    "SIGNED_IN_HOURS",
    "Conflict",
    "Days",
    "Draft",
    "Drafts",
    "Entry",
    "Erased",
    "Given",
    "GroupMapping",
    "Groups",
    "HeldRound",
    "Hold",
    "LastOwner",
    "Listed",
    "Member",
    "Mine",
    "NewerDatabase",
    "News",
    "NoSuchDraft",
    "NoSuchRound",
    "NotUnderstood",
    "NotYours",
    "OfGroups",
    "OwnsTeams",
    "Person",
    "ReadOnlyLink",
    "ReaderOfTeam",
    "Revision",
    "Room",
    "RoundClosed",
    "RoundFull",
    "Rounds",
    "Running",
    "SignedOut",
    "StoreError",
    "Swept",
    "Team",
    "TeamHeld",
    "Teams",
    "Unavailable",
    "UnderHold",
    "Whose",
    "days_kept",
    "folder_of_drafts",
    "groups_mapped",
    "hosted_as",
    "is_kept_here",
    "keep_to_the_days",
    "mapping_of",
    "opened_drafts",
    "person_of",
    "what_the_bin_is",
    "where_kept",
]

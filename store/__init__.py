"""Saved work: drafts and their revisions, in SQLite by default and in PostgreSQL where a URL says so.

It knows the text of a case and not what it means. A draft is found by its link, 128 random bits of which only a hash is
kept; where people sign in it belongs to one of them or to a team, and its link opens it for them alone.
"""

from store.drafts import Draft, Drafts, Revision, Whose
from store.errors import (
    Conflict,
    NewerDatabase,
    NoSuchDraft,
    NotUnderstood,
    NotYours,
    ReadOnlyLink,
    StoreError,
    Unavailable,
)
from store.lists import Listed
from store.people import SIGNED_IN_HOURS, Person, Team, Teams, person_of
from store.places import folder_of_drafts, hosted_as, opened_drafts, where_kept

__all__ = [
    "SIGNED_IN_HOURS",
    "Conflict",
    "Draft",
    "Drafts",
    "Listed",
    "NewerDatabase",
    "NoSuchDraft",
    "NotUnderstood",
    "NotYours",
    "Person",
    "ReadOnlyLink",
    "Revision",
    "StoreError",
    "Team",
    "Teams",
    "Unavailable",
    "Whose",
    "folder_of_drafts",
    "hosted_as",
    "opened_drafts",
    "person_of",
    "where_kept",
]

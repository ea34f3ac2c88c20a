"""Saved work: drafts and their revisions, in SQLite by default and in PostgreSQL where a URL says so.

It knows the text of a case and not what it means. A draft is found by its link alone: 128 random bits, of which only a
hash is kept.
"""

from store.drafts import Draft, Drafts, Revision
from store.errors import Conflict, NewerDatabase, NoSuchDraft, ReadOnlyLink, StoreError, Unavailable
from store.places import folder_of_drafts, hosted_as, opened_drafts, where_kept

__all__ = [
    "Conflict",
    "Draft",
    "Drafts",
    "NewerDatabase",
    "NoSuchDraft",
    "ReadOnlyLink",
    "Revision",
    "StoreError",
    "Unavailable",
    "folder_of_drafts",
    "hosted_as",
    "opened_drafts",
    "where_kept",
]

"""Where drafts are kept: in the user's data folder, or in the database that DATABASE_URL names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import URL

from make_the_case.store.bin import Days
from make_the_case.store.drafts import Drafts
from make_the_case.store.folders import made_ready
from make_the_case.store.groups import GroupMapping, mapping_of
from make_the_case.store.refusals import Unavailable

HOSTED = "MAKE_THE_CASE_HOSTED"
"""The environment variable that names the host where the app is run for others."""
FOLDER = "MAKE_THE_CASE_DATA"
"""The environment variable that names another folder than the user's own."""
DAYS_SETTINGS = {
    "MAKE_THE_CASE_UNUSED_DAYS": ("unused", 7),
    "MAKE_THE_CASE_BIN_DAYS": ("in_bin", 7),
    "MAKE_THE_CASE_LOG_DAYS": ("log", 30),
}
"""The environment variables that say how long things are kept, and the fewest days that each may be."""
MOST_DAYS = 36_500


def folder_of_drafts(settings: Mapping[str, str] = os.environ) -> Path:
    """Returns the folder that holds the drafts on this computer."""
    named = settings.get(FOLDER)
    return Path(named) if named else user_data_path("make-the-case", appauthor=False)


def hosted_as(settings: Mapping[str, str] = os.environ) -> str:
    """Returns under which name others are served, or nothing where the app runs for one person on their own computer."""
    return settings.get(HOSTED, "").strip()


def is_kept_here(settings: Mapping[str, str] = os.environ) -> bool:
    """Returns whether drafts are kept in a folder of whoever runs the app for themselves, and nobody else's are among them."""
    return not hosted_as(settings) and not settings.get("DATABASE_URL")


def days_kept(settings: Mapping[str, str] = os.environ) -> Days:
    """Returns how long things are kept; raises Unavailable where a setting is no number of days."""
    found = {}
    for name, (key, fewest) in DAYS_SETTINGS.items():
        said = settings.get(name, "").strip()
        if said and not (said.isascii() and said.isdigit() and fewest <= int(said) <= MOST_DAYS):
            raise Unavailable(
                f"{name} is “{said[:40]}”. It takes a whole number of days from {fewest} to {MOST_DAYS:,}. No draft is deleted until it is mended."
            )
        if said:
            found[key] = int(said)
    return Days(**found)


def _days_or_the_usual(settings: Mapping[str, str]) -> Days:
    """Returns how long things are kept; the usual where a setting is no number, which whatever needs the drafts then says."""
    try:
        return days_kept(settings)
    except Unavailable:
        return Days()


def what_the_bin_is(settings: Mapping[str, str] = os.environ) -> str:
    """Returns what the bin is, to stand above what lies in it."""
    return _days_or_the_usual(settings).what_the_bin_is


def groups_mapped(settings: Mapping[str, str] = os.environ) -> GroupMapping:
    """Returns which groups are mapped to teams; none where the setting cannot be understood, and then no draft can be opened either."""
    try:
        return mapping_of(settings)
    except Unavailable:
        return GroupMapping()


def where_kept(signs_in: bool = False, settings: Mapping[str, str] = os.environ) -> str:
    """Returns in a sentence or two where drafts are kept, and who can read them, for the first page."""
    host, days = hosted_as(settings), _days_or_the_usual(settings)
    if signs_in:
        where = f" on {host}" if host else ""
        how_long = (
            f" A case is put in the bin {days.unused} days after it was last opened, and deleted when it has lain there for {days.in_bin}."
            if host
            else ""
        )
        return f"Your cases are kept{where} for you and for the teams that you give them to.{how_long} Delete them any time. Do not enter personal data."
    if host:
        return (
            f"There is no log-in. Your draft is kept on {host} under a link that only you have. It is put in the bin {days.unused} days after you last open it, and deleted when it has lain there for {days.in_bin}. Delete it any "
            "time. Do not enter personal data."
        )
    if settings.get("DATABASE_URL"):
        return "There is no log-in. Your draft is kept in the database of your organisation, under a link that only you have. Do not enter personal data."
    return f"There is no log-in. Your draft is kept on this computer only, in {folder_of_drafts(settings)}. Nothing is sent anywhere."


def opened_drafts(settings: Mapping[str, str] = os.environ) -> Drafts:
    """Returns the drafts that the environment names; raises Unavailable where they cannot be opened."""
    url, mapping, days = settings.get("DATABASE_URL"), mapping_of(settings), days_kept(settings)
    expires = bool(hosted_as(settings))
    if url:
        return Drafts(url, expires, days, mapping)
    folder = folder_of_drafts(settings)
    made_ready(folder)
    file = URL.create(
        "sqlite", database=str(folder / "drafts.sqlite")
    )  # whatever characters the folder's name has
    return Drafts(file, expires, days, mapping)

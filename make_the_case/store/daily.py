"""What a day asks for whether or not anybody opens a page: answers to a workshop are deleted on the day that was promised."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from make_the_case.store.drafts import Drafts
from make_the_case.store.refusals import StoreError

LOG = logging.getLogger("make_the_case")
OFTEN = 3600.0
"""Seconds between two looks."""


def keep_to_the_days(opened: Callable[[], Drafts], until: Event, often: float = OFTEN) -> None:
    """Deletes the workshops whose day has come, at once and then every hour, until the event; a database that is away is asked again."""
    while True:
        try:
            done = opened().rounds().delete_what_is_due()
            if done:
                LOG.info("%d workshops deleted on their day", done)
        except StoreError as error:
            LOG.warning("no workshop could be looked at for its day of deletion: %s", error)
        if until.wait(often):
            return

"""What nobody foresaw: said in words, with a code that the log has too; never what was in it."""

from __future__ import annotations

import logging
import traceback
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from make_the_case.telemetry import signals
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import notice

LOG = logging.getLogger("make_the_case")


def reported(what: str, error: Exception) -> str:
    """Returns the report code of a failure, and writes it to the log with its kind and its place in the program.

    The error's own words stay out of the log: they may hold what somebody typed.
    """
    at = traceback.extract_tb(error.__traceback__)
    place = f"{Path(at[-1].filename).name}:{at[-1].lineno}" if at else "nowhere"
    return coded(what, type(error).__name__, getattr(error, "place", place))


def coded(what: str, kind: str, place: str) -> str:
    """Returns the report code of a failure whose kind and place in the program are known, and writes it to the log."""
    code = f"E-{zlib.crc32(f'{what} {kind} {place}'.encode()) % 1000:03d}"
    facts = {"event": "failure", "code": code, "what": what, "kind": kind, "place": place}
    LOG.error("%s %s %s %s", code, what, kind, place, extra={"facts": facts})
    signals.failed(code, kind)
    return code


@contextmanager
def said(what: str) -> Iterator[None]:
    """Says in words that a part of a page failed; what stands around it is drawn all the same."""
    try:
        yield
    except Exception as error:
        words = f"This part of the page has stopped working. Your case has not changed. Save the case file, or undo the last change. Report code {reported(what, error)}."
        say(notice(words))

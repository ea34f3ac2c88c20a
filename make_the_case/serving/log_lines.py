"""The log as one JSON object a line, where a setting asks for it: what happened, where and when, and never what somebody typed."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

SETTING = "MAKE_THE_CASE_LOG"
AS_JSON, AS_TEXT = "json", "text"
OURS = logging.Filter("make_the_case")
"""Whether a line is the program's own: those hold only its own words, and numbers."""
LAST_PLACES = 5
LOG = logging.getLogger("make_the_case")


def is_json(settings: Mapping[str, str] = os.environ) -> bool:
    """Returns whether the log is to be JSON."""
    return settings.get(SETTING, "").strip().lower() == AS_JSON


def why_not(settings: Mapping[str, str] = os.environ) -> str | None:
    """Returns what is wrong with the setting, or None."""
    said = settings.get(SETTING, "").strip().lower()
    if said in ("", AS_JSON, AS_TEXT):
        return None
    return f"{SETTING} takes {AS_JSON} or {AS_TEXT}, not {said[:40]}."


class OneObject(logging.Formatter):
    """Writes a record as one JSON object on one line.

    Of what others' code writes, its words as they stand in that code, without the values that it would put in; of an exception its
    kind and its places in the program, as its own words may hold what somebody typed.
    """

    def __init__(self, **always: str | int):
        """Binds what stands in every line."""
        super().__init__()
        self._always = always

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        words = record.getMessage() if OURS.filter(record) else str(record.msg)
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **self._always,
            "message": words if isinstance(record.msg, str) else type(record.msg).__name__,
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(at: TracebackType | None) -> list[str]:
    return [f"{Path(each.filename).name}:{each.lineno}" for each in traceback.extract_tb(at)[-LAST_PLACES:]]


def write_as_json(**always: str | int) -> None:
    """Has every line of this process's log be one JSON object, what ends a thread or the program too."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneObject(**always))
    root = logging.getLogger()
    for each in [*root.handlers]:
        root.removeHandler(each)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _ended
    threading.excepthook = _thread_ended


def _ended(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    LOG.critical("the process ended by an error", exc_info=(kind, error, at))


def _thread_ended(of: threading.ExceptHookArgs) -> None:
    error = of.exc_value or of.exc_type()
    LOG.error("a thread ended by an error", exc_info=(of.exc_type, error, of.exc_traceback))


def passed_on(line: str, port: int, level: int = logging.INFO) -> str:
    """Returns a line that one of several processes wrote, as the log of all of them has it."""
    if not is_json():
        return f"[{port}] {line}"
    if _is_object(line):
        return line
    record = logging.LogRecord("make_the_case.serving", level, "", 0, line, (), None)
    return OneObject(port=port).format(record)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False

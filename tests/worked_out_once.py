"""What the app works out of a case as it was opened, worked out once for all tests of a process that open the same.

Each of them has a session of its own, which would run the same simulation again, and that takes longer than all its pages. A test that
puts something of its own in the program's place has nothing shared, and no session has once its case has been changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from make_the_case.views.shell.open_case import OpenCase
from valuation.sensitivity.analysis import Analysis

SHARED = ("simulation", "analysis", "net values", "chances", "information")
"""What is shared, with the pilot of every option."""
MOST_KEPT = 30


@dataclass(frozen=True)
class Kept:
    """Something that was worked out, of which case, and the columns that were drawn for it."""

    data: Any
    found: Any
    drawn: dict[Any, Any]


class WorkedOutOnce:
    """What has been worked out in this process, the latest last."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Any, Kept] = OrderedDict()
        self.is_shared = True

    @contextmanager
    def in_every_session(self) -> Iterator[None]:
        """Lets every session take what another has worked out of the same case."""
        by_itself = OpenCase.worked_out

        def worked_out(
            now: OpenCase, scenario: str | None, draws: int, what: str, work: Callable[[], Any]
        ) -> Any:
            is_as_opened = not (now.earlier or now.later) and not now.is_worked_out(scenario, draws, what)
            if not (self.is_shared and draws and is_as_opened and what.startswith((*SHARED, "pilot:"))):
                return by_itself(now, scenario, draws, what, work)
            key = now.key(scenario, draws, what)
            kept = self.kept.get(key)
            if kept is None or kept.data != now.case.data:
                found = by_itself(now, scenario, draws, what, work)
                kept = Kept(now.case.data, own(found), dict(now.drawn))
                self.kept[key] = kept
                if len(self.kept) > MOST_KEPT:
                    self.kept.popitem(last=False)
                return found
            now.drawn.clear()
            now.drawn.update(kept.drawn)
            return by_itself(now, scenario, draws, what, lambda: own(kept.found))

        OpenCase.worked_out = worked_out  # type: ignore[method-assign, assignment]
        yield
        OpenCase.worked_out = by_itself  # type: ignore[method-assign]


def own(found: Any) -> Any:
    """Returns something that was worked out with whatever in it is added to, as its own: all else is frozen."""
    if isinstance(found, Analysis):
        return replace(found, pilots=dict(found.pilots))
    return dict(found) if isinstance(found, dict) else found

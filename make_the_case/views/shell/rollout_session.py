"""The roll-out of this window: what it says, what it comes to, and what was said of the last step."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from make_the_case.authoring.rollout_changes import RolloutData
from make_the_case.views.shell import rollout_tasks, session, slow_work
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.views.shell.slow_work import NotFinished
from make_the_case.words.blocks import Box, Lines, notice, paragraphs
from make_the_case.words.phrases import counted
from valuation import CaseError, MakeTheCaseError
from valuation.draws import DRAWS
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout, rollout_of

DATA, SERIAL, EARLIER = "rollout:data", "rollout:serial", "rollout:earlier"
FOUND, HALTED, SAID, REFUSED = "rollout:found", "rollout:halted", "rollout:said", "rollout:refused"
MOST_EARLIER = 20
MOST_PROBLEMS = 20
STOPPED = "The work was stopped. Your roll-out is safe, and the areas that are done are kept: the work goes on from there."


@dataclass(frozen=True)
class WorkedOut:
    """A roll-out that was worked out, and what it came to."""

    code: str
    rollout: Rollout
    answer: RolloutAnswer


def current() -> RolloutData | None:
    """Returns the roll-out of this window, if there is one."""
    found = session.value_of(DATA)
    return found if isinstance(found, dict) else None


def serial() -> int:
    """Returns a number that changes with every step, so that the fields show what the roll-out says."""
    return int(session.value_of(SERIAL, 0))


def put(data: RolloutData | None, said: str = "") -> None:
    """Makes a roll-out the one of this window; the one before it can be gone back to."""
    before = current()
    if before is not None:
        session.keep(EARLIER, [*session.value_of(EARLIER, []), before][-MOST_EARLIER:])
    session.keep(DATA, data)
    session.keep(SERIAL, serial() + 1)
    session.keep(SAID, said)
    session.forget(REFUSED)


def changed(change: Callable[[RolloutData], RolloutData]) -> None:
    """Makes a change of the roll-out, as a step that can be taken back."""
    now = current()
    if now is not None:
        put(change(now))


def refuse(at: str, why: str) -> None:
    """Notes why the last step at a part of the form was refused."""
    session.keep(REFUSED, (at, why))


def why_refused(at: str) -> str:
    """Returns why the last step at a part of the form was refused; nothing where it was not."""
    found: tuple[str, str] = session.value_of(REFUSED) or ("", "")
    return found[1] if found[0] == at else ""


def can_undo() -> bool:
    """Returns whether there is a step to take back."""
    return bool(session.value_of(EARLIER, []))


def undo() -> None:
    """Takes the last step back."""
    earlier = session.value_of(EARLIER, [])
    if earlier:
        session.keep(DATA, earlier[-1])
        session.keep(EARLIER, earlier[:-1])
        session.keep(SERIAL, serial() + 1)


def say_what_was_done() -> None:
    """Says what the last step has to say."""
    if session.value_of(SAID):
        say(notice(str(session.value_of(SAID)), aloud="status"))


# What it comes to --------------------------------------------------------------------------------------------


def code(data: RolloutData) -> str:
    """Returns what tells this roll-out from every other."""
    return f"{zlib.crc32(json.dumps(data, sort_keys=True, default=str).encode()):08x}"


def worked_out(data: RolloutData) -> WorkedOut | None:
    """Returns what the roll-out comes to, from memory where it can; None where it was stopped or could not be worked out, which it says."""
    asked = code(data)
    kept: WorkedOut | None = session.value_of(FOUND)
    if kept is not None and kept.code == asked:
        return kept
    halted: tuple[str, str] | None = session.value_of(HALTED)
    if halted is not None and halted[0] == asked:
        say(notice(halted[1]))
        action("Go on with the work", f"rollout:run:{asked}", session.forget, HALTED, type="primary")
        return None
    try:
        rollout = rollout_of(data, "The roll-out", None, session.library())
        found = WorkedOut(asked, rollout, _in_a_process(data, len(rollout.places), asked))
    except NotFinished as error:
        session.keep(HALTED, (asked, f"{error} The areas that are done are kept."))
        say(notice(f"{error} The areas that are done are kept."))
        action("Go on with the work", f"rollout:again:{asked}", session.forget, HALTED, type="primary")
        return None
    except CaseError as error:
        _say_problems(error)
        return None
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return None
    session.keep(FOUND, found)
    return found


def _in_a_process(data: RolloutData, places: int, asked: str) -> RolloutAnswer:
    def words(done: float) -> str:
        return f"Working out {counted(places, 'area')}: {done:,.0f} done…"

    halt: Any = (asked, STOPPED)
    return slow_work.run(
        rollout_tasks.rolled_out,
        data,
        DRAWS,
        words=words,
        total=float(places),
        stop=lambda: session.keep(HALTED, halt),
    )


def _say_problems(error: CaseError) -> None:
    """Says everything that is wrong with the roll-out, all of it together."""
    count = len(error.problems)
    why = f"The roll-out cannot be worked out yet: it has {counted(count, 'problem')}. Nothing of it is lost."
    listed = Lines(tuple(problem.sentence() for problem in error.problems[:MOST_PROBLEMS]))
    more = f"And {count - MOST_PROBLEMS} more." if count > MOST_PROBLEMS else ""
    say(Box((paragraphs(why), listed, paragraphs(more)), "refused", "alert"))

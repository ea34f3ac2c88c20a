"""The programme of this window: what it says, what it comes to, and what was said of the last step."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from make_the_case.views.shell import programme_tasks, session, slow_work
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.views.shell.slow_work import NotFinished
from make_the_case.words.blocks import Box, Lines, notice, paragraphs
from make_the_case.words.phrases import counted
from make_the_case.words.programme_words import name_of_service
from valuation import CaseError, MakeTheCaseError
from valuation.draws import DRAWS
from valuation.programme.choosing import SOLVED
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import programme_text
from valuation.programme.programme_shape import ProgrammeShape

SHAPE, SERIAL, EARLIER = "programme:shape", "programme:serial", "programme:earlier"
FOUND, HALTED, SAID = "programme:found", "programme:halted", "programme:said"
MOST_EARLIER, MOST_FOUND = 30, 10
STOPPED = "The work was stopped. Your programme is safe."


def current() -> ProgrammeShape | None:
    """Returns the programme of this window, if there is one."""
    found = session.value_of(SHAPE)
    return found if isinstance(found, ProgrammeShape) else None


def serial() -> int:
    """Returns a number that changes with every step, so that the fields show what the programme says."""
    return int(session.value_of(SERIAL, 0))


def put(programme: ProgrammeShape | None, said: str = "") -> None:
    """Makes a programme the one of this window; the one before it can be gone back to."""
    before = current()
    if before is not None:
        session.keep(EARLIER, [*session.value_of(EARLIER, []), before][-MOST_EARLIER:])
    session.keep(SHAPE, programme)
    session.keep(SERIAL, serial() + 1)
    session.keep(SAID, said)


def remark(said: str) -> None:
    """Keeps what the page has to say of what was done."""
    session.keep(SAID, said)


def changed(change: Callable[[ProgrammeShape], ProgrammeShape]) -> None:
    """Makes a change of the programme, as a step that can be taken back."""
    now = current()
    if now is not None:
        put(change(now))


def can_undo() -> bool:
    """Returns whether there is a step to take back."""
    return bool(session.value_of(EARLIER, []))


def undo() -> None:
    """Takes the last step back."""
    earlier = session.value_of(EARLIER, [])
    if earlier:
        session.keep(SHAPE, earlier[-1])
        session.keep(EARLIER, earlier[:-1])
        session.keep(SERIAL, serial() + 1)


def say_what_was_done() -> None:
    """Says what the last step has to say."""
    if session.value_of(SAID):
        say(notice(str(session.value_of(SAID)), aloud="status"))


def names(programme: ProgrammeShape) -> dict[str, str]:
    """Returns what each service is called."""
    return {service.id: name_of_service(service) for service in programme.services}


# What it comes to --------------------------------------------------------------------------------------------


def code(programme: ProgrammeShape) -> str:
    """Returns what tells this programme from every other."""
    return f"{zlib.crc32(programme_text(programme).encode()):08x}"


def answer(programme: ProgrammeShape) -> ProgrammeAnswer | None:
    """Returns which services are best, from memory where it can; None where it was stopped or could not be worked out, which it says."""
    asked = code(programme)
    kept: dict[str, ProgrammeAnswer] = session.value_of(FOUND, {})
    if asked in kept:
        return kept[asked]
    halted: tuple[str, str] | None = session.value_of(HALTED)
    if halted is not None and halted[0] == asked:
        say(notice(halted[1]))
        action("Work it out", f"programme:run:{asked}", session.forget, HALTED, type="primary")
        return None
    try:
        found = _worked_out(programme, asked)
    except NotFinished as error:
        session.keep(HALTED, (asked, str(error)))
        say(notice(str(error)))
        action("Work it out", f"programme:again:{asked}", session.forget, HALTED, type="primary")
        return None
    except CaseError as error:
        _say_problems(error)
        return None
    except MakeTheCaseError as error:
        say(notice(str(error)))
        return None
    session.keep(FOUND, dict([*kept.items(), (asked, found)][-MOST_FOUND:]))
    return found


def _worked_out(programme: ProgrammeShape, asked: str) -> ProgrammeAnswer:
    candidates = sum(len(service.sizes) for service in programme.services)
    total = float(DRAWS * candidates + SOLVED)

    def words(done: float) -> str:
        if done >= DRAWS * candidates:
            return "Choosing among the services…"
        return f"Working out {counted(candidates, 'size')} of {counted(len(programme.services), 'service')}…"

    return slow_work.run(
        programme_tasks.chosen,
        programme_text(programme),
        DRAWS,
        words=words,
        total=total,
        stop=lambda: session.keep(HALTED, (asked, STOPPED)),
    )


MOST_PROBLEMS = 20


def _say_problems(error: CaseError) -> None:
    """Says everything that is wrong with the programme, all of it together."""
    count = len(error.problems)
    why = f"The best services cannot be worked out yet: the programme has {counted(count, 'problem')}. Nothing of it is lost."
    listed = Lines(tuple(problem.sentence() for problem in error.problems[:MOST_PROBLEMS]))
    more = f"And {count - MOST_PROBLEMS} more." if count > MOST_PROBLEMS else ""
    say(Box((paragraphs(why), listed, paragraphs(more)), "refused", "alert"))

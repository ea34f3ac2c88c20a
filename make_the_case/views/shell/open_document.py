"""What a page of its own builds and is no case, a programme or a roll-out: the one of this window, its steps back, and its slow work."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from make_the_case.views.shell import session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.views.shell.slow_work import NotFinished
from make_the_case.words.blocks import Box, Lines, notice, paragraphs
from make_the_case.words.document_words import DocumentWords
from make_the_case.words.phrases import counted
from valuation import CaseError, MakeTheCaseError

MOST_EARLIER, MOST_FOUND, MOST_PROBLEMS = 30, 5, 20
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Document(Generic[T]):
    """One kind of document: how it is written and read, and where this window keeps the one that is open."""

    key: str
    """What its names in the session begin with, and what stands before the link's secret in the address."""
    page: str
    """The page on which it is built."""
    words: DocumentWords
    text_of: Callable[[T], str]
    read: Callable[[str], T]
    """Reads such a text; raises CaseError where it is none."""
    title_of: Callable[[T], str]
    holds_something: Callable[[T], bool]
    """Whether there is anything in it to keep."""
    place_in: Callable[[T, str], str]
    """What a place in it is called on its page."""

    def name(self, what: str) -> str:
        """Returns the name in the session of something about it."""
        return f"{self.key}:{what}"

    # The one of this window ----------------------------------------------------------------------------------

    def current(self) -> T | None:
        """Returns the one of this window, if there is one."""
        return cast("T | None", session.value_of(self.name("now")))

    def serial(self) -> int:
        """Returns a number that changes with every step, so that the fields show what it says."""
        return int(session.value_of(self.name("serial"), 0))

    def put(self, one: T | None, said: str = "") -> None:
        """Makes this the one of this window; the one before it can be gone back to."""
        before = self.current()
        if before is not None:
            earlier = session.value_of(self.name("earlier"), [])
            session.keep(self.name("earlier"), [*earlier, before][-MOST_EARLIER:])
        self._show(one)
        self.remark(said)
        session.forget(self.name("refused"))

    def _show(self, one: T | None) -> None:
        session.keep(self.name("now"), one)
        session.keep(self.name("serial"), self.serial() + 1)

    def changed(self, change: Callable[[T], T]) -> None:
        """Makes a change of it, as a step that can be taken back."""
        now = self.current()
        if now is not None:
            self.put(change(now))

    def can_undo(self) -> bool:
        """Returns whether there is a step to take back."""
        return bool(session.value_of(self.name("earlier"), []))

    def undo(self) -> None:
        """Takes the last step back."""
        earlier = session.value_of(self.name("earlier"), [])
        if earlier:
            session.keep(self.name("earlier"), earlier[:-1])
            self._show(earlier[-1])

    # What is said of the last step ---------------------------------------------------------------------------

    def remark(self, said: str) -> None:
        """Keeps what the page has to say of what was done."""
        session.keep(self.name("said"), said)

    def say_what_was_done(self) -> None:
        """Says what the last step has to say."""
        said = session.value_of(self.name("said"))
        if said:
            say(notice(str(said), aloud="status"))

    def refuse(self, at: str, why: str) -> None:
        """Notes why the last step at a part of the form was refused."""
        session.keep(self.name("refused"), (at, why))

    def why_refused(self, at: str) -> str:
        """Returns why the last step at a part of the form was refused; nothing where it was not."""
        found: tuple[str, str] = session.value_of(self.name("refused")) or ("", "")
        return found[1] if found[0] == at else ""

    # What it comes to ----------------------------------------------------------------------------------------

    def code(self, one: T) -> str:
        """Returns what tells this one from every other."""
        return f"{zlib.crc32(self.text_of(one).encode()):08x}"

    def answer(self, one: T, work: Callable[[T, Callable[[], None]], R]) -> R | None:
        """Returns what slow work on it comes to, from memory where it can; None where it was stopped or could not be done, which it says.

        The work is handed what a button *Stop* does.
        """
        asked = self.code(one)
        found: dict[str, R] = session.value_of(self.name("found"), {})
        if asked in found:
            return found[asked]
        halted: tuple[str, str] | None = session.value_of(self.name("halted"))
        if halted is not None and halted[0] == asked:
            self._offer_to_go_on(halted[1])
            return None
        try:
            came_to = work(one, lambda: session.keep(self.name("halted"), (asked, self.words.stopped)))
        except NotFinished as error:
            why = f"{error} {self.words.what_is_kept}".rstrip()
            session.keep(self.name("halted"), (asked, why))
            self._offer_to_go_on(why)
            return None
        except CaseError as error:
            self._say_problems(one, error)
            return None
        except MakeTheCaseError as error:
            say(notice(str(error)))
            return None
        session.keep(self.name("found"), dict([*found.items(), (asked, came_to)][-MOST_FOUND:]))
        return came_to

    def _offer_to_go_on(self, why: str) -> None:
        say(notice(why))
        halted = self.name("halted")
        action(self.words.go_on, self.name(f"run:{self.serial()}"), session.forget, halted, type="primary")

    def _say_problems(self, one: T, error: CaseError) -> None:
        """Says everything that is wrong with it, all of it together, by the names that stand on the page."""
        count = len(error.problems)
        why = f"{self.words.cannot} {counted(count, 'problem')}. Nothing of it is lost."
        named = (
            replace(problem, path=self.place_in(one, problem.path), line=None)
            for problem in error.problems[:MOST_PROBLEMS]
        )
        listed = Lines(tuple(problem.sentence() for problem in named))
        more = f"And {count - MOST_PROBLEMS} more." if count > MOST_PROBLEMS else ""
        say(Box((paragraphs(why), listed, paragraphs(more)), "refused", "alert"))

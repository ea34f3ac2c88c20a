"""Why something could not be done, said once, where it was asked for: for what belongs to no open case."""

from __future__ import annotations

from collections.abc import Callable

from make_the_case.views.shell import draft_keeper, session
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import refused

SAID = "said:where"


def attempt(at: str, work: Callable[[], object], keeper: draft_keeper.Keeper, what: str) -> bool:
    """Does one thing, and returns whether it was done; where it cannot be, the page says why not at that place.

    `what` is what the log calls it then.
    """
    try:
        work()
    except keeper.failed as error:
        session.keep(SAID, (at, keeper.why(error, what)))
        return False
    return True


def say_why_not(at: str) -> None:
    """Says why what was last asked for at a place was not done, where it was not."""
    said = session.value_of(SAID)
    if said is not None and said[0] == at:
        _say(said[1])


def say_what_is_left() -> None:
    """Says it where its place is no longer on the page: the team has gone, for example."""
    said = session.value_of(SAID)
    if said is not None:
        _say(said[1])


def _say(why: str) -> None:
    say(refused(why))
    session.forget(SAID)

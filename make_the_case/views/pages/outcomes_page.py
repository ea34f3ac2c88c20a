"""The Outcomes page: what changes, for which people, how much, for how long, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable

from make_the_case.views.forms import benefits, outcome_form
from make_the_case.views.shell import session
from make_the_case.views.shell.answer_beside import beside
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, state


def show(option: str, goto: Callable[[str], None], done: Callable[[], None]) -> None:
    """Draws the page for one option."""
    if outcome_form.is_open(option):
        outcome_form.show(option)
        done()
    else:
        title = session.opened().case.shape.title or "A case without a title"
        say(state(title), Heading("Outcomes"))
        beside(option, lambda: benefits.show(option), goto, done)

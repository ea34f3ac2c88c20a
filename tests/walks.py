"""A walk through the app, one thing after another as a hurried person does them, with what must hold after each."""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patience import PATIENCE
from streamlit.testing.v1 import AppTest

from make_the_case.words.first_answer import running_sentence
from valuation import answer, case_text, parse_case

ROOT = Path(__file__).resolve().parents[1]
Step = tuple[Any, ...]
"""What is done, and with what: ("click", key), ("type", key, text), ("choose", key, place), ("tick", key), ("page", name),
("unfold", key), ("resend",)."""

TYPED = (
    "", "0", "12", "12%", "0,02", "1.200", "£1,500", "1.2m", "-3", "150, 250, 300", "lots", "(", "[a-z", "\\", "🙂", "100", "40",
    "<b>bold</b>", "x" * 300, "Ein langer Name", "nurse", "1e999", "£190,000", "2", "0.5",
)  # fmt: skip
PAGES = ("costs",) * 5 + ("outcomes",) * 4 + ("proposal", "delivery") * 2 + (
    "start", "assumptions", "results", "test", "papers", "history", "library", "help",
)  # fmt: skip
BEGINNINGS: tuple[tuple[Step, ...], ...] = (
    (("click", "start:example:open"), ("page", "costs")),
    (("click", "start:blank"), ("page", "costs")),
    (
        ("type", "start:words", "xpert"),
        ("click", "start:build:structured_diabetes_education_xpert"),
        ("page", "costs"),
    ),
)
"""How a walk begins: with a finished case, with nothing, or with a template's."""
LEFT_ALONE = ("history:delete", "note:make", "export:", "signing", "tour")
"""Buttons that a walk does not use: what they lead to has its own tests, or takes minutes."""
WITH_A_SENTENCE = ("proposal", "costs", "outcomes", "assumptions", "test", "delivery", "papers", "history")
"""Pages with the result so far at the top, under no set of changes."""
UNFORESEEN = "has stopped working"


@dataclass
class Walk:
    """The app as it is walked through, the steps so far and what the case was after each change."""

    page: AppTest
    steps: list[Step] = field(default_factory=list)
    at: str = "start"
    unfolded: set[str] = field(default_factory=set)
    answered: tuple[Any, Any] | None = None
    """The case that was worked out last, and its answer."""
    read_back: list[Any] = field(default_factory=list)
    """Cases that were found to be read as they are written; what is undone and done again comes back as the same."""
    sent_before: Any = None
    """What the browser held on the page before: one that is slow sends it once more."""

    @staticmethod
    def begun() -> Walk:
        """Returns a walk at its beginning, with nothing open."""
        return Walk(AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run())

    # What can be done ---------------------------------------------------------------------------------------

    def chosen(self, dice: random.Random) -> Step:
        """Returns something that can be done here."""
        kind = dice.choices(
            ("click", "type", "choose", "tick", "page", "unfold", "undo", "redo", "resend"),
            (24, 24, 14, 8, 8, 6, 7, 4, 3),
        )[0]
        if kind in ("undo", "redo"):
            return ("click", kind) if kind in self._buttons() else ("page", "costs")
        if kind == "page":
            return (kind, dice.choice(PAGES))
        if kind == "unfold":
            return (kind, dice.choice(self._foldable()))
        if kind == "resend":
            return (kind,)
        keys = {
            "click": self._buttons,
            "type": lambda: [w.key for w in self._fields()],
            "choose": lambda: [w.key for w in self._lists()],
            "tick": lambda: [w.key for w in [*self.page.checkbox, *self.page.toggle] if w.key],
        }[kind]()
        if not keys:
            return ("page", "costs")
        key = dice.choice(sorted(keys))
        if kind == "type":
            return (kind, key, dice.choice(TYPED))
        return (kind, key, dice.randrange(20)) if kind == "choose" else (kind, key)

    def _buttons(self) -> list[str]:
        return [
            button.key
            for button in self.page.button
            if button.key and not button.disabled and not button.key.startswith(LEFT_ALONE)
        ]

    def _fields(self) -> list[Any]:
        return [w for w in [*self.page.text_input, *self.page.text_area] if w.key and not w.disabled]

    def _lists(self) -> list[Any]:
        found = [
            *self.page.selectbox,
            *self.page.radio,
            *self.page.multiselect,
            *self.page.get("button_group"),
        ]
        return [
            w for w in found if w.key and getattr(w, "options", None) and not getattr(w, "disabled", False)
        ]

    def _foldable(self) -> list[str]:
        case = self.case
        keys = ["choice:options", "choice:own", "choice:settings", "results:summary", "choice:dispute"]
        for option in case.shape.options if case else ():
            keys += [
                f"choice:{what}:{option.id}"
                for what in ("people", "enablers", "add:outcome", "add:costs", "add:replaces")
            ]
        keys += [f"choice:from:{path}" for path in list(case.numbers_written)[:40]] if case else []
        keys += (
            [
                f"choice:library:{path}"
                for path in case.numbers_written
                if path.endswith(("unit_cost", "unit_value"))
            ]
            if case
            else []
        )
        return keys

    @property
    def opened(self) -> Any:
        """Returns the open case with all that is held beside it, or None."""
        return self.page.session_state["open"] if "open" in self.page.session_state else None  # noqa: SIM401

    @property
    def case(self) -> Any:
        return self.opened.case if self.opened is not None else None

    # Doing it -------------------------------------------------------------------------------------------------

    def do(self, step: Step) -> None:
        """Does one thing, and asserts what must hold after everything."""
        self.steps.append(step)
        now = self.opened
        before = (now, now.case, len(now.earlier), len(now.later)) if now else None
        kind, *how = step
        if kind == "type":
            next(w for w in self._fields() if w.key == how[0]).set_value(how[1])
        elif kind == "choose":
            self._choose(*how)
        elif kind == "tick":
            widget = next(w for w in [*self.page.checkbox, *self.page.toggle] if w.key == how[0])
            widget.uncheck() if hasattr(widget, "uncheck") and widget.value else widget.set_value(
                not widget.value
            )
        elif kind == "click":
            next(button for button in self.page.button if button.key == how[0]).click()
        elif kind == "unfold":
            self.unfolded ^= {how[0]}
        self._run(kind, how)
        self._holds(step, before)

    def _choose(self, key: str, place: int) -> None:
        widget = next(w for w in self._lists() if w.key == key)
        chosen = widget.options[place % len(widget.options)]
        if hasattr(widget, "select_index"):
            widget.select_index(place % len(widget.options))
        elif isinstance(widget.value, list):
            widget.set_value([] if place % 3 == 0 else [chosen])
        else:
            widget.set_value(chosen)

    def _run(self, kind: str, how: list[Any]) -> None:
        for key in self.unfolded:
            self.page.session_state[key] = True
        states = self.page._tree.get_widget_states()
        if kind == "page":
            link = next(
                found
                for found in self.page.get("page_link")
                if found.proto.page == ("" if how[0] == "start" else how[0])
            )
            self.page._page_hash = link.proto.page_script_hash
            self.sent_before, self.at = states, how[0]
        elif kind == "resend" and self.sent_before is not None:
            known = {state.id for state in states.widgets}
            states.widgets.extend(
                state
                for state in self.sent_before.widgets
                if state.id not in known and not state.HasField("trigger_value")
            )
        self.page._run(states)

    # What must hold -------------------------------------------------------------------------------------------

    def _holds(self, step: Step, before: Any) -> None:
        page = self.page
        assert not page.exception, page.exception
        said = text_of(page)
        assert UNFORESEEN not in said
        if "open" not in page.session_state:
            return
        now = page.session_state["open"]
        case = now.case
        at = str(page.session_state["page"]) if "page" in page.session_state else ""
        if not any(found is case for found in self.read_back):
            assert parse_case(case_text(case)).data == case.data, "the case is written and read as it is"
            self.read_back.append(case)
        if before is not None and before[0] is now:
            self._one_step_at_most(step, before, now)
        if at in WITH_A_SENTENCE and 'class="mtc-strip"' in "".join(e.proto.body for e in page.get("html")):
            option = case.shape.preferred or case.shape.options[0].id
            if self.answered is None or self.answered[0] is not case:
                self.answered = case, answer(case)
            sentence = running_sentence(self.answered[1], option)
            assert without_spaces(sentence[1:]) in without_spaces(said), (
                "the sentence at the top is the case's"
            )
        self._nothing_is_lost(now)

    def _one_step_at_most(self, step: Step, before: Any, now: Any) -> None:
        """Asserts that one thing done is one step, that undo takes back one, and that what is sent again does nothing."""
        _, case, back, forward = before
        grown = len(now.earlier) - back
        if step == ("click", "undo"):
            assert (grown, len(now.later) - forward) == (-1, 1)
        elif step == ("click", "redo"):
            assert (grown, len(now.later) - forward) == (1, -1)
        elif now.case.data != case.data:
            assert grown == 1 or back > 50, "one step, that can be taken back"
            assert step[0] in ("click", "type", "choose", "tick"), "only what somebody does changes the case"
        else:
            assert grown == 0, "what changes nothing is no step"

    def _nothing_is_lost(self, now: Any) -> None:
        """Asserts that what was refused, or typed into a form that is not used yet, stands in its field."""
        shown = {w.key: w.value for w in self._fields()}
        for path, refused in now.kept.refused.items():
            if refused.is_typed and f"field:{path}" in shown:
                assert shown[f"field:{path}"] == refused.typed, path
        for key, typed in now.kept.typed.items():
            if key in shown:
                assert shown[key] == typed, key


def text_of(page: AppTest) -> str:
    """Returns what a page says, as plain text."""
    marked = " ".join(element.proto.body for element in page.get("html"))
    plain = re.sub(r"<style>.*?</style>|<[^>]+>", "", marked.replace("</", " </"), flags=re.DOTALL)
    return " ".join(html.unescape(plain).split())


def without_spaces(words: str) -> str:
    return re.sub(r"\s", "", words)


def walked(seed: int, steps: int) -> Walk:
    """Walks at random from a seed; where something does not hold, says the steps that lead there."""
    dice = random.Random(seed)
    walk = Walk.begun()
    try:
        for step in BEGINNINGS[seed % len(BEGINNINGS)]:
            walk.do(step)
        for _ in range(steps):
            walk.do(walk.chosen(dice))
    except Exception as error:
        listed = ",\n    ".join(repr(step) for step in walk.steps)
        raise AssertionError(
            f"seed {seed}, step {len(walk.steps)}: {error}\nreplayed([\n    {listed},\n])"
        ) from error
    return walk


def replayed(steps: list[Step]) -> Walk:
    """Does the steps of a walk again."""
    walk = Walk.begun()
    for step in steps:
        walk.do(step)
    return walk

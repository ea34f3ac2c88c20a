"""A person at the app in a browser, whose clicks and inputs are counted: what a journey may take at most is said in those."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from browsing import at_rest, with_list_open


@dataclass
class Person:
    """Somebody at a page of the app, and what they have done so far."""

    page: Any
    clicks: list[str] = field(default_factory=list)
    """What was clicked: links, buttons, tabs and fields. To scroll and to type are no clicks."""
    inputs: list[str] = field(default_factory=list)
    """What was answered: a field that was filled, or a choice that was made."""

    def click(self, control: Any, what: str) -> None:
        """Clicks a control, and waits until the page is drawn."""
        self.clicks.append(what)
        control.click()
        at_rest(self.page)

    def choose(self, field_: Any, option: Any, what: str) -> None:
        """Opens the list of a field and chooses from it, which are two clicks, and waits until the page is drawn."""
        self.clicks.append(f"the list: {what}")
        with_list_open(self.page, field_)
        self.click(option, what)

    def answer(self, field_: Any, text: str, what: str) -> None:
        """Fills a field and leaves it, and waits until the page is drawn."""
        self.inputs.append(what)
        field_.fill(text)
        field_.press("Enter")
        at_rest(self.page)

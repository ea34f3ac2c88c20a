"""Every page with an empty or an extreme case: drawn whole, in words, with nothing that fails."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from finished_cases import case_at
from test_pages import ROOT, at_page, opened, run, text_of
from walks_over_everything import longer_but

from make_the_case.views.shell.parts_of_test import KEY, PARTS
from make_the_case.words.markup import MOST_COLUMNS, Screen
from make_the_case.words.tables.summary_tables import Table
from valuation import case_text
from valuation.case.file import with_every_rule

PAGES = (
    "outcomes",
    "results",
    "proposal",
    "costs",
    "assumptions",
    "test",
    "workshop",
    "delivery",
    "going",
    "papers",
    "history",
    "library",
)


def without(*keys: str):
    def made(data: dict[str, Any]) -> None:
        for option in data["options"]:
            for key in keys:
                option.pop(key, None)

    return made


def ten_options(data: dict[str, Any]) -> None:
    base = data["options"][0]
    names = [f"Option {k}, {'a name that goes on and on ' * 5}" for k in range(10)]
    data["options"] = [
        {**copy.deepcopy(base), "id": f"option_{k}", "name": name} for k, name in enumerate(names)
    ]
    data["preferred"] = "option_3"


def long_names(data: dict[str, Any]) -> None:
    data["title"], data["place"] = "Nameless" * 25, "🏥" * 100
    for option in data["options"]:
        option["name"] = "W" * 200
        for key in ("costs", "outcomes", "replaces"):
            for entry in option.get(key, []):
                entry["name"] = "🙂" * 60 + "x" * 140


def no_names(data: dict[str, Any]) -> None:
    for key in ("title", "proposal", "organisation", "place"):
        data.pop(key, None)
    for option in data["options"]:
        option.pop("name", None)
        for key in ("costs", "outcomes"):
            for entry in option.get(key, []):
                entry.pop("name", None)


def no_gains(data: dict[str, Any]) -> None:
    for option in data["options"]:
        for outcome in option["outcomes"]:
            for key in ("adds", "reduces"):
                if key in outcome:
                    outcome[key] = 0


def no_sources(data: dict[str, Any]) -> None:
    for option in data["options"]:
        for entry in (*option["costs"], *option["outcomes"]):
            for key, number in entry.items():
                if isinstance(number, dict) and "value" in number and "use" not in number:
                    entry[key] = {"value": number["value"]}


def sixty_years(data: dict[str, Any]) -> None:
    data["appraisal"]["years"] = 60


STATES = {
    "no benefits": without("outcomes"),
    "no costs": without("costs", "replaces", "enablers"),
    "no people, no costs and no benefits": without("people", "outcomes", "costs", "replaces", "enablers"),
    "ten options with long names": ten_options,
    "names of 200 characters and emoji": long_names,
    "nothing has a name": no_names,
    "every benefit is nothing": no_gains,
    "no sources": no_sources,
    "sixty years": sixty_years,
}


LOOKED_AT = {
    "no people, no costs and no benefits",
    "no costs",
    "no benefits",
    "names of 200 characters and emoji",
}
"""In the ordinary run: what is empty, and names that are long."""


@pytest.mark.slow
@pytest.mark.parametrize("state", longer_but(LOOKED_AT, STATES))
def test_every_page_is_drawn_for_an_empty_or_extreme_case(state: str, tmp_path: Path):
    case = case_at(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml")
    data = {
        k: v
        for k, v in copy.deepcopy(case.data).items()
        if k not in ("scenarios", "correlations", "benefits")
    }
    STATES[state](data)
    path = tmp_path / "case.yaml"
    path.write_text(case_text(with_every_rule(data, "case", case.library, None)), "utf-8")
    page = opened(path)
    for name in PAGES:
        at_page(page, name)
        for part in PARTS if name == "test" else ():
            page.session_state[KEY] = PARTS[part]
            run(page)
            assert "stopped working" not in text_of(page), part
        assert "stopped working" not in text_of(page), name


def test_a_table_wider_than_the_page_moves_by_itself_and_can_be_reached_by_keyboard():
    wide = Table("Wide", tuple("abcdefghij"), (tuple("0123456789"),), "")
    assert len(wide.header) > MOST_COLUMNS and 'class="mtc-wide" tabindex="0"' in Screen().table(wide)
    narrow = Table("Narrow", ("a", "b"), (("1", "2"),), "")
    assert "mtc-wide" not in Screen().table(narrow)

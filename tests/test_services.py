"""The services side by side: each answer is the one that its template gives, each service is counted once, and any order can be asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from template_cases import SERVICES, case_from
from test_pages import at_page, text_of

from make_the_case.words.panel_markup import panel_markup
from make_the_case.words.service_rows import HEADER, IN_SHORT, service_rows
from make_the_case.words.services import (
    ORDERS,
    STANDING_WORDS,
    ServiceAnswer,
    Standing,
    counts_in_words,
    kept_services,
)
from valuation import load_library, result
from valuation.case.effects import CLAIMED, EXPECTED, PROVEN, RUNGS

ROOT = Path(__file__).resolve().parents[1]
KEPT = {service.id: service for service in kept_services()}
REAL = [service for service in KEPT.values() if not service.is_enabler]


def one(ident: str = "telehealth_wsd", **changes: object) -> ServiceAnswer:
    return replace(KEPT[ident], **changes)


def test_every_template_of_the_library_is_kept_once() -> None:
    assert sorted(KEPT) == load_library().template_ids()
    assert sorted(service.id for service in REAL) == sorted(SERVICES)


@pytest.mark.parametrize("ident", ["telehealth_wsd", "year_of_care", "green_social_prescribing", "ebcd"])
def test_what_is_kept_is_what_the_template_comes_to(ident: str) -> None:
    (option,) = result(case_from(ident))["options"].values()
    kept = KEPT[ident]
    for rung in RUNGS:
        said = option["evidence"]["rungs"][rung]
        assert kept.net[rung] == pytest.approx(said["npv"], abs=1) and kept.verdicts[rung] == said["verdict"]
    assert kept.cost == pytest.approx(option["accounts"]["commissioner"]["pv_costs"], abs=1)
    assert kept.starts == pytest.approx(sum(option["starts"]), rel=1e-3)
    main = kept.main
    if main is not None:
        said_of = {
            (o["label"], o["worthwhile"] and float(f"{o['worthwhile']:.4g}"))
            for o in option["evidence"]["outcomes"].values()
        }
        assert (main.label, main.worthwhile) in said_of


def test_a_service_is_of_one_standing_by_what_is_proven_then_planned_on_then_shown() -> None:
    loss = {PROVEN: -5.0, EXPECTED: -1.0, CLAIMED: 9.0}
    main = KEPT["telehealth_wsd"].main
    assert main is not None
    assert one(net=loss | {PROVEN: 0.0}).standing is Standing.PROVEN
    assert one(net=loss | {EXPECTED: 1.0}).standing is Standing.EXPECTED
    for label in ("ruled_out", "too_small", "harm_shown"):
        assert one(net=loss, main=replace(main, label=label)).standing is Standing.RULED_OUT
    for label in ("not_ruled_out", "no_comparison", "shown"):
        assert one(net=loss, main=replace(main, label=label)).standing is Standing.UNKNOWN
    assert one(net=loss, main=None).standing is Standing.UNKNOWN, "what its supporters claim decides nothing"


def test_the_counts_add_up_to_every_service() -> None:
    first, *each = counts_in_words(list(KEPT.values()))
    assert first == f"{len(KEPT)} templates: {len(REAL)} services and {len(KEPT) - len(REAL)} enablers."
    counted = [re.search(r": (\d+|none)(?: \(|\.$)", words) for words in each]
    numbers = [0 if found is None or found[1] == "none" else int(found[1]) for found in counted]
    assert len(each) == len(STANDING_WORDS) and sum(numbers) == len(REAL)


def test_an_effect_that_cannot_be_is_not_asked_for() -> None:
    main = KEPT["telehealth_wsd"].main
    assert main is not None
    share = replace(main, measure="relative_reduction", worthwhile=1.4, most=1.0, counted=0.05)
    assert one(main=share).needed == (
        "It cannot pay for the service. It would have to be 140%, and the most is 100%. The case uses 5%."
    )
    assert one(main=replace(share, worthwhile=0.4)).needed == "It would have to be 40%. The case uses 5%."
    assert one(main=replace(main, worthwhile=None)).needed.startswith("No effect on it would pay")


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_puts_the_best_first_and_what_has_no_answer_last(order: str) -> None:
    nobody = one(name="AAA", starts=0.0)
    found = sorted([*REAL, nobody], key=ORDERS[order])
    keys = [ORDERS[order](service) for service in found]
    assert keys == sorted(keys)
    if order.startswith("Cost"):
        assert found[-1] is nobody
        costs = [service.cost_per_start for service in found[:-1]]
        assert costs == sorted(cost for cost in costs if cost is not None)


def test_each_service_is_a_row_of_one_line_that_opens_to_what_is_known_of_it() -> None:
    panel = service_rows(list(KEPT.values()))
    assert [row.cells[0] for row in panel.rows] == [service.name for service in REAL]
    for service, row in zip(REAL, panel.rows, strict=True):
        assert len(row.cells) == len(panel.header) - 1 and row.standing == IN_SHORT[service.standing]
        assert any(service.known in sentence for sentence in row.sentences)
        assert all(sentence.endswith(".") for sentence in row.sentences)
    opened = panel_markup(panel)
    assert opened.count("<details>") == opened.count("<summary>") == len(REAL)


def test_the_page_shows_every_service_in_the_order_that_is_asked_for_and_the_studies_of_one() -> None:
    page = at_page(AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run(), "library")
    page = page.radio(key="library:part").set_value("All services side by side").run()
    said = text_of(page)
    assert not page.exception and all(service.name in said for service in REAL)
    page = page.selectbox(key="services:order").set_value("Value of further evidence").run()
    in_order = sorted(REAL, key=lambda service: -service.evpi)
    rows = text_of(page).partition(HEADER[-1])[2]
    assert rows.index(in_order[0].name) < rows.index(in_order[1].name) < rows.index(in_order[2].name)
    page = page.selectbox(key="services:need").set_value("diabetes").run()
    said = text_of(page).partition(HEADER[-1])[2]
    assert not any(
        f"{service.name} " in said for service in REAL if service.id in ("befriending", "telehealth_wsd")
    )
    assert all(service.name in said for service in REAL if "diabetes" in service.needs)
    page = page.selectbox(key="services:need").set_value(None).run()
    page = page.selectbox(key="services:standing").set_value(Standing.RULED_OUT).run()
    shown = service_rows([s for s in REAL if s.standing is Standing.RULED_OUT])
    assert all(row.cells[0] in text_of(page) for row in shown.rows)
    studies = page.selectbox(key="services:studies")
    study = "Henderson and others 2013"
    assert studies.value is None and study not in text_of(page), "drawn when it is opened"
    page = studies.set_value("telehealth_wsd").run()
    assert not page.exception and study in text_of(page)

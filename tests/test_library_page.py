"""The library as something to browse: every template with its evidence, nulls included; every number with the way to its source."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from command import printed, run, words_of
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from test_pages import TEMPLATES, at_page, case_of, text_of

from make_the_case.exports.library_pages import BEGIN, END, pages
from make_the_case.words.charts.rows_placed import placed
from make_the_case.words.services import Standing, kept_services
from make_the_case.words.template_evidence import Effect, effects_of, forest_chart
from valuation import load_library
from valuation.answers.cautions import caution_words
from valuation.case.templates import plain_template

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = load_library()


@cache
def every_effect() -> list[tuple[str, Effect]]:
    """Returns each effect with its template; when it is first asked for, for to read all of every template takes seconds."""
    return [
        (ident, effect)
        for ident in LIBRARY.template_ids()
        for effect in effects_of(plain_template(LIBRARY, ident), LIBRARY)
    ]


def library_page() -> AppTest:
    return at_page(AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run(), "library")


def looked_at(ident: str) -> AppTest:
    """The library with one template chosen."""
    page = library_page().text_input(key="library:find:words").set_value(ident).run()
    page = page.selectbox(key="library:template").set_value(ident).run()
    assert not page.exception
    return page


@pytest.mark.parametrize("ident", TEMPLATES)
def test_a_template_shows_its_evidence_and_starts_a_case(ident: str) -> None:
    page = looked_at(ident)
    said, template = text_of(page), plain_template(LIBRARY, ident)
    assert template["name"] in said and caution_words(template["cautions"])[0] in said
    for effect in effects_of(template, LIBRARY):
        assert effect.figure in said and effect.reading in said
    page.button(key=f"library:start:{ident}").click().run()
    assert not page.exception and case_of(page).shape.options[0].template == ident


@pytest.mark.parametrize("which", range(10))
def test_ten_effects_at_random_are_three_clicks_from_their_study(which: int) -> None:
    """Library, the template, the link: the study and its address stand there."""
    ident, effect = random.Random(7).sample(every_effect(), 10)[which]
    page = looked_at(ident)
    bodies = "".join(element.proto.body for element in page.get("html"))
    source = LIBRARY.sources[effect.source]
    where = f"https://doi.org/{source.doi}" if source.doi else source.url
    assert where is None or f'href="{where}"' in bodies.replace("&amp;", "&")
    assert effect.study in text_of(page) or effect.study == "No study"


def test_the_forest_plot_draws_every_effect_and_its_range_about_no_difference() -> None:
    effects = effects_of(plain_template(LIBRARY, "peer_support_ltc"), LIBRARY)
    chart = forest_chart(effects)
    assert len(chart.categories) == len(effects) == 12 and chart.title.startswith(
        "Of 12 effects, 8 may be no difference at all"
    )
    for value, ends, effect in zip(chart.series[0].values, chart.ends, effects, strict=True):
        assert (ends is not None) == effect.has_interval
        low, high = ends or (value, value)
        assert -1 <= low <= value <= high <= 1
        assert (low <= 0 <= high) == effect.includes_nothing


def test_the_forest_plot_names_each_study_under_its_outcome() -> None:
    effects = effects_of(plain_template(LIBRARY, "befriending"), LIBRARY)
    rows = placed(forest_chart(effects)).groups
    assert [group.heading for group in rows] == [
        "Depression, within a year",
        "Depression, after a year",
        "Loneliness",
        "Net gain in money that a model worked out",
    ]
    (pooled, *_), (model,) = rows[0].rows, rows[-1].rows
    assert pooled.name == "Mead and others 2010" and pooled.reach is not None
    assert model.name == "Knapp and others 2010/11" and (model.reach, model.dots[0].shape) == (None, "claim")
    studies = [row.name for group in rows for row in group.rows]
    assert studies == [effect.study for effect in effects]


def test_assumptions_are_found_by_their_words_with_source_licence_and_who_uses_them() -> None:
    page = library_page().radio(key="library:part").set_value("Assumptions and their sources").run()
    page = page.text_input(key="library:words").set_value("nel_admission_long").run()
    said = text_of(page)
    assert (
        "Non-elective admission, long stay" in said
        and "Open Government Licence" in said
        and "Used by" in said
    )
    assert "unit_costs." not in said, "no key of the case file stands on a page"


def test_the_terminal_says_the_same() -> None:
    said = words_of(printed(run("templates")))
    for _, effect in random.Random(3).sample(every_effect(), 20):
        assert words_of(effect.name) in said


@pytest.mark.longer
def test_the_pages_that_are_written_from_the_library_are_not_stale() -> None:
    """`python -m make_the_case.exports.library_pages` writes them anew."""
    stale = [where.name for where, words in pages(LIBRARY) if where.read_text(encoding="utf-8") != words]
    assert stale == []


def test_the_table_of_the_document_has_every_template_and_says_how_many_are_worth_it() -> None:
    made = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert "Worth it on what is proven: " in made and "Not known yet" in made
    rows = [line for line in made.splitlines() if line.startswith("| `")]
    assert sorted(line.split("`")[1] for line in rows) == LIBRARY.template_ids()


WORTH_IT_IN_0_1_0 = {"care_plus", "pain_self_management"}
"""Services that were worth it as their templates stood in version 0.1.0 (verdict 3); the other 36 then were not (verdict 5)."""


def test_the_document_says_of_every_verdict_that_has_changed_since_0_1_0_why() -> None:
    now = {service.id: service.verdicts["expected"] for service in kept_services() if not service.is_enabler}
    older = set(now) - NEWER_SERVICES
    changed = {ident for ident in older if now[ident] != (3 if ident in WORTH_IT_IN_0_1_0 else 5)}
    made = (
        (ROOT / "docs" / "evidence.md")
        .read_text(encoding="utf-8")
        .partition("**Templates whose verdict has changed")[2]
    )
    rows = [
        line.split(" | ")
        for line in made.partition("**Of every template")[0].splitlines()
        if line.startswith("| `")
    ]
    assert {row[0].strip("| `") for row in rows} == changed
    assert all(int(row[2]) == now[row[0].strip("| `")] and len(row[3]) > 80 for row in rows)


NEWER_SERVICES = {
    "community_health_workers", "patient_initiated_follow_up", "neighbourhood_mdt", "virtual_wards", "employment_support_ips",
    "young_people_social_prescribing", "carer_support", "exercise_referral", "brief_physical_activity_advice", "collaborative_care",
    "telephone_behavioural_activation", "crisis_alternatives", "digital_self_management", "diabetes_prevention_programme",
    "falls_exercise", "asset_based_community_development",
}  # fmt: skip
"""Services that version 0.1.0 did not have."""


def test_the_readme_counts_the_services_as_the_table_does() -> None:
    said = " ".join((ROOT / "docs" / "using.md").read_text(encoding="utf-8").split())
    standings = Counter(service.standing for service in kept_services() if not service.is_enabler)
    worth_it = standings[Standing.PROVEN] + standings[Standing.EXPECTED]
    assert f"{len(LIBRARY.template_ids())} templates: " in said
    assert (
        f"Of the {sum(standings.values())} services among them {worth_it} are worth it on what to plan on"
        in said
    )
    assert f"of {standings[Standing.RULED_OUT]} a worthwhile effect is ruled out" in said
    assert f"of the other {standings[Standing.UNKNOWN]} nobody knows yet" in said

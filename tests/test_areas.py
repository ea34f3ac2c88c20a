"""An option split by area: worked by hand, written as segments with a name, and what bad input gets."""

from __future__ import annotations

import pytest
from template_cases import case_from
from test_pages import at_page, case_of, clicked, started, text_of, unfolded

from make_the_case.authoring import areas
from make_the_case.authoring.areas import Area
from make_the_case.words.people_rows import by_area
from make_the_case.words.phrases import pounds
from valuation import CaseError, answer, compile_case
from valuation.answers.gains_by_segment import gains_by_segment
from valuation.answers.reach import reach
from valuation.case.editing import edited
from valuation.case.places import written_at

OPTION = "peer_support_ltc"
CASE = case_from(OPTION)
TWO = (Area("Eastside", 3_000, 0.2), Area("Moorfield", 1_000, 0.04))


def split(case=CASE, rows=TWO):
    return edited(case, areas.areas_stated(case, OPTION, rows))


def test_two_areas_worked_by_hand():
    case = split()
    at = f"options.{OPTION}.people"
    # 4,000 people; 600 and 40 of them start, which is 16 in 100 of all
    assert case.number(f"{at}.eligible") == 4_000
    assert case.number(f"{at}.uptake") == pytest.approx(0.16)
    assert [case.number(f"{at}.segments.{k}.share") for k in ("eastside", "moorfield")] == [0.75, 0.25]
    assert case.number(f"{at}.segments.eastside.uptake_multiplier") == pytest.approx(1.25)
    found = reach(compile_case(case), OPTION)
    assert [group.of_starters for group in found] == pytest.approx([600 / 640, 40 / 640])
    table = by_area(found, case, OPTION, answer(case))
    assert table is not None and [row[:2] for row in table.rows] == [
        ("Eastside", "3,000"),
        ("Moorfield", "1,000"),
        ("All together", "4,000"),
    ]
    again = areas.areas_of(case, OPTION)
    assert [(area.name, area.people) for area in again] == [("Eastside", 3_000), ("Moorfield", 1_000)]
    assert [area.uptake for area in again] == pytest.approx([0.2, 0.04])


def test_what_people_gain_in_each_area_adds_up_to_what_all_of_them_gain():
    case = split()
    gains = gains_by_segment(case, OPTION)
    whole = answer(case).options[OPTION].parties["participants"].pv_other_benefits
    # 600 of the 640 who start are of Eastside, and each of them gains as much as anybody
    assert gains == pytest.approx([whole * 600 / 640, whole * 40 / 640])
    table = by_area(reach(compile_case(case), OPTION), case, OPTION, answer(case))
    assert table is not None and [row[-1] for row in table.rows] == [*map(pounds, gains), pounds(whole)]
    assert gains_by_segment(CASE, OPTION) == []


def test_an_option_split_by_area_answers_as_one_that_is_not_where_the_areas_are_alike():
    alike = split(rows=(Area("Eastside", 3_000, 0.1), Area("Moorfield", 1_000, 0.1)))
    at = f"options.{OPTION}.people"
    whole = edited(alike, areas.areas_alike(OPTION))
    assert (
        written_at(whole.data, f"{at}.segments") is None and written_at(whole.data, f"{at}.split_by") is None
    )
    npv = [answer(case).options[OPTION].accounts["society"].npv for case in (alike, whole)]
    assert npv[0] == pytest.approx(npv[1], rel=1e-9)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((TWO[0],), "two areas at least"),
        ((TWO[0], Area("Moorfield", 0, 0.1)), "no people are stated for Moorfield"),
        ((TWO[0], Area(" ", 100, 0.1)), "each area needs a name"),
    ],
)
def test_what_is_no_split_is_refused_in_words(rows, why: str):
    with pytest.raises(CaseError, match=why):
        split(rows=rows)


def test_groups_and_areas_do_not_stand_in_one_option():
    at = f"options.{OPTION}.people.segments"
    groups = [
        {"id": "most_deprived", "name": "Most deprived fifth", "share": 0.2},
        {"id": "others", "share": 0.8},
    ]
    with pytest.raises(CaseError, match="by groups or by areas, not by both"):
        split(edited(CASE, {at: groups}))


def test_the_table_of_areas_keeps_what_was_typed_and_splits_the_option():
    page = unfolded(at_page(started(OPTION), "costs"), f"choice:areas:{OPTION}")
    form = f"form:areas:{OPTION}"
    for row, (name, people, uptake) in enumerate((("Eastside", "3,000", "20"), ("Moorfield", "", "4"))):
        page.text_input(key=f"{form}:{row}:name").set_value(name)
        page.text_input(key=f"{form}:{row}:people").set_value(people)
        page.text_input(key=f"{form}:{row}:uptake").set_value(uptake)
    clicked(page, f"use:{form}")
    assert "No people are stated for Moorfield" in text_of(page)
    assert page.text_input(key=f"{form}:0:people").value == "3,000"
    page.text_input(key=f"{form}:1:people").set_value("1,000")
    clicked(page, f"use:{form}")
    assert [s["name"] for s in case_of(page).data["options"][0]["people"]["segments"]] == [
        "Eastside",
        "Moorfield",
    ]
    assert page.text_input(key=f"{form}:1:uptake").value == "4"

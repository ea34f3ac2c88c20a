"""Who does the work: posts, pay and people, worked by hand; what bad input gets; and that no price is ever scaled."""

from __future__ import annotations

import pytest
from template_cases import LIBRARY, case_from

from make_the_case.authoring import staffing
from make_the_case.authoring.entry_changes import people_stated_as
from make_the_case.authoring.new_case import new_case
from make_the_case.authoring.origins import own_figure
from make_the_case.words.blocks import plain
from make_the_case.words.staffing_words import capacity_sentence, posts_sentences
from valuation import CaseError, answer, parse_case
from valuation.case.editing import edited, with_entry
from valuation.case.places import written_at

BLANK = parse_case(new_case([], LIBRARY).text, "case", LIBRARY)
AT = "options.our_service"
POST = f"{AT}.costs.post"


def with_post(posts=3.0, band="staff.afc_band_5", each=150.0, case=BLANK):
    """Returns a case with one post as the table makes it, step by step."""
    case = staffing.with_new_post(case, "our_service")
    for changes in (
        lambda now: staffing.posts_stated(now, POST, posts),
        lambda now: staffing.band_chosen(now, POST, band),
        lambda now: staffing.people_stated(POST, each),
    ):
        case = staffing.with_posts(case, "our_service", changes(case), [])
    return case


def test_every_band_is_a_whole_time_post_of_the_library_with_what_the_employer_pays_on_top():
    of_posts = {
        ident
        for ident in LIBRARY.ids()
        if LIBRARY.entry(ident).get("unit") == staffing.PAY_UNIT
        and "employer_nic_rate" in LIBRARY.entry(ident).get("from", [])
    }
    assert of_posts == set(staffing.BANDS)


def test_three_posts_that_see_150_people_each_are_450_people_and_three_times_the_pay():
    case = with_post()
    assert staffing.people_seen(case, "our_service") == 450
    assert case.number(f"{AT}.people.planned_starts") == 450
    pay = LIBRARY.get("staff.afc_band_5").value
    found = answer(case).options["our_service"]
    assert found.starts == [450.0] * 5
    line = next(line for line in found.lines if line.path == POST and line.kind == "cost")
    assert line.undiscounted == pytest.approx([3 * pay] * 5, rel=1e-12)
    assert written_at(case.data, f"{POST}.unit_cost") == {"use": "staff.afc_band_5"}
    assert plain(posts_sentences(case, "our_service", answer(case))).startswith(
        "3 × 150 = 450 people a year."
    )


def test_posts_are_whole_time_equivalents_in_the_financial_case_shared_as_their_pay_is():
    case = edited(
        with_post(2.5),
        {
            f"{POST}.payer": {"nhs_icb": {"value": 0.8, "grade": 1, "source": "x"}, "local_authority": {"value": 0.2, "grade": 1, "source": "x"}},
            f"{POST}.phase": [{"value": 0.5, "grade": 1, "source": "x"}, {"value": 1, "grade": 1, "source": "x"}],
            f"{POST}.until": 2,
        },
    )  # fmt: skip
    cash = answer(case).options["our_service"].financial_case
    assert cash["nhs_icb"].wte == pytest.approx([1.0, 2.0, 2.0, 0.0, 0.0])
    assert cash["local_authority"].wte == pytest.approx([0.25, 0.5, 0.5, 0.0, 0.0])
    without = edited(case, {f"{POST}.people_per_post": None})
    assert answer(without).options["our_service"].financial_case["nhs_icb"].wte == cash["nhs_icb"].wte, (
        "a quantity in posts is posts, however it was entered"
    )
    assert (
        answer(without).options["our_service"].accounts["society"].npv
        == answer(case).options["our_service"].accounts["society"].npv
    )


def test_a_part_of_a_post_and_no_post_at_all_are_taken():
    assert staffing.people_seen(with_post(3.7), "our_service") == pytest.approx(555)
    none = with_post(0)
    assert staffing.people_seen(none, "our_service") == 0
    found = answer(none)
    assert sum(found.options["our_service"].starts) == 0
    assert capacity_sentence(none, "our_service", found) == "With no posts, there is no one to see them."


def test_a_band_that_does_not_exist_is_refused_by_name():
    with pytest.raises(CaseError, match="afc_band_99"):
        with_post(band="staff.afc_band_99")


def test_a_typed_pay_is_nobody_elses_figure_and_a_band_takes_it_back():
    case = edited(with_post(), staffing.pay_stated(with_post(), POST, 41_600))
    number = written_at(case.data, f"{POST}.unit_cost")
    assert number == {"value": 41_600, "unit": staffing.PAY_UNIT}
    (post,) = staffing.posts_of(case, "our_service")
    assert (post.band, post.pay, post.people) == (staffing.OWN_PAY, 41_600, 450)
    again = edited(case, staffing.band_chosen(case, POST, "staff.afc_band_6"))
    assert written_at(again.data, f"{POST}.unit_cost") == {"use": "staff.afc_band_6"}


def test_a_plan_of_ones_own_stays_and_more_people_than_the_posts_can_see_is_said_with_what_it_would_take():
    case = with_post()
    own = edited(case, {f"{AT}.people.planned_starts": own_figure(case, f"{AT}.people.planned_starts", 600)})
    fewer = staffing.with_posts(own, "our_service", staffing.posts_stated(own, POST, 2), [])
    assert fewer.number(f"{AT}.people.planned_starts") == 600
    said = capacity_sentence(fewer, "our_service", answer(fewer))
    # 600 people are 300 more than two posts can see, at 150 a post two more posts
    assert "600 people start in 2026/27, and the posts can see 300." in said
    assert "would take 4 posts of “New post” in place of 2." in said


def test_who_starts_follows_the_posts_until_somebody_states_it():
    case = with_post()
    more = staffing.with_posts(case, "our_service", staffing.posts_stated(case, POST, 4), [])
    assert more.number(f"{AT}.people.planned_starts") == 600
    eligible = edited(more, people_stated_as(more, "our_service", "eligible"))
    stated = edited(eligible, {f"{AT}.people.eligible": 5000, f"{AT}.people.uptake": 0.5})
    limited = staffing.with_posts(stated, "our_service", staffing.people_stated(POST, 100), [])
    assert written_at(limited.data, f"{AT}.people.capacity") is None  # it was not the posts' before
    first = edited(stated, {f"{POST}.people_per_post": 0})
    places = staffing.with_posts(first, "our_service", staffing.people_stated(POST, 100), [])
    assert places.number(f"{AT}.people.capacity") == 400
    assert max(answer(places).options["our_service"].starts) == 400
    gone = staffing.with_posts(places, "our_service", staffing.people_stated(POST, None), [])
    assert written_at(gone.data, f"{AT}.people.capacity") is None


def test_posts_that_followed_from_starts_can_be_typed_instead_at_the_same_pay():
    case = case_from("peer_support_ltc")
    (row, *_) = staffing.posts_by_starts(case, "peer_support_ltc")
    pay = written_at(case.data, f"{row.path}.unit_cost")
    typed = edited(case, staffing.stated_instead(case, row.path, 2.5))
    post = next(post for post in staffing.posts_of(typed, "peer_support_ltc") if post.path == row.path)
    assert (post.posts, post.people_each) == (2.5, row.starts_each)
    assert written_at(typed.data, f"{row.path}.unit_cost") == pay


def test_the_money_there_is_changes_no_price_and_what_is_left_is_planned_only_when_asked():
    case = with_post()
    before = [cost.unit_cost for cost in case.option("our_service").costs]
    has = edited(case, staffing.money_stated(case, 180_000) | staffing.years_stated(case, "our_service", 3))
    assert [cost.unit_cost for cost in has.option("our_service").costs] == before
    assert answer(has).options["our_service"].starts == [450.0, 450.0, 450.0, 0.0, 0.0]
    rest = with_entry(
        has, f"{AT}.costs", staffing.rest_planned(has, "our_service", "Left of the budget", 30_000)
    )
    line = next(
        x for x in answer(rest).options["our_service"].lines if x.path == f"{AT}.costs.left_of_the_budget"
    )
    assert line.undiscounted == [10_000.0, 10_000.0, 10_000.0, 0.0, 0.0]
    assert written_at(edited(has, staffing.money_stated(has, None)).data, "proposal.budget") is None


def test_the_first_post_takes_the_place_of_the_open_cost_of_a_blank_case_and_of_nothing_else():
    case = with_post()
    assert [cost.id for cost in case.option("our_service").costs] == ["post"]
    two = staffing.with_new_post(case, "our_service")
    assert [cost.id for cost in two.option("our_service").costs] == ["post", "post_2"]
    answered = edited(
        BLANK, {f"{AT}.costs.running.unit_cost": {"value": 9_000, "source": "Our records", "grade": 2}}
    )
    kept = staffing.with_new_post(answered, "our_service")
    assert [cost.id for cost in kept.option("our_service").costs] == ["running", "post"]

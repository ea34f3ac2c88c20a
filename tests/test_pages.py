"""The pages driven as a person would: what is typed is in the case, in the sentence at the top and in the saved file."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from finished_cases import case_at, path_of
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from walks_over_everything import longer_but

from make_the_case.words.papers.summary import five_lines
from make_the_case.words.tables.evidence_tables import NO_CHANCE, standards_table
from make_the_case.words.uncertainty import Chance, line_ranges
from valuation import answer, case_text, load_library, parse_case, result, with_scenario
from valuation.answers.saving import as_saved
from valuation.case.places import written_at
from valuation.sensitivity.monte_carlo import simulate
from valuation.sensitivity.rung_chances import rung_chances

ROOT = Path(__file__).resolve().parents[1]
WALKED = {
    "newcastle_social_prescribing", "care_plus", "expert_patients_programme", "peer_support_mh", "peer_support_ltc",
    "shine_micro_enterprise", "deep_end_links", "time_banking", "ebcd", "telehealth_wsd", "nesta_pph_programme",
}  # fmt: skip
"""Templates that the pages are walked with in the longer run; all of them in the exhaustive one."""
ALWAYS_OPENED = {"peer_support_ltc", "expert_patients_programme", "ebcd"}
"""And in the ordinary run, an enabler among them."""
TEMPLATES = [
    ident
    if ident in ALWAYS_OPENED
    else pytest.param(ident, marks=pytest.mark.longer if ident in WALKED else pytest.mark.exhaustive)
    for ident in load_library().template_ids()
]
OPEN = "unfolded in this test"
PEERS = "options.peer_support_ltc"


def started(*templates: str) -> AppTest:
    """Returns the app with a new case from templates open, on its Proposal page."""
    return built(AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run(), *templates)


def built(page: AppTest, *templates: str) -> AppTest:
    """Finds each template on the Start page by its id, and builds a case from one, or from several that are compared."""
    for ident in templates:
        page.text_input(key="start:words").set_value(ident).run()
        page = clicked(page, f"start:build:{ident}" if len(templates) == 1 else f"start:add:{ident}")
    return page if len(templates) == 1 else clicked(page, "start:go")


def opened(path: Path) -> AppTest:
    """Returns the app with a case file open, on its Results page."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run()
    page.file_uploader(key="start:file").upload(path.name, path.read_bytes(), "application/yaml").run()
    return clicked(page, "start:open")


def run(page: AppTest) -> AppTest:
    """Runs the page with the entries open that were opened: AppTest, unlike a browser, forgets that they are."""
    already = OPEN in page.session_state  # AppTest's session state has no `get`
    for key in page.session_state[OPEN] if already else ():
        page.session_state[key] = True
    page.run()
    assert not page.exception
    return page


def unfolded(page: AppTest, key: str) -> AppTest:
    """Opens an expander or a popover, as clicking on its line does."""
    already = OPEN in page.session_state
    page.session_state[OPEN] = [*(page.session_state[OPEN] if already else []), key]
    return run(page)


def open_entry(page: AppTest, path: str) -> AppTest:
    """Opens the form of an entry of the case."""
    return clicked(page, f"choice:fold:{path}")


def clicked(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return run(page)


def submitted(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return run(page)


def at_page(page: AppTest, name: str) -> AppTest:
    """Returns the app on another page, as its link leads there (switch_page knows files alone); from Start by way of Help."""
    links = {link.proto.page or "start": link for link in page.get("page_link")}
    if name not in links and name != "help":
        page = at_page(page, "help")
        links = {link.proto.page or "start": link for link in page.get("page_link")}
    link = links[name]
    page._page_hash = link.proto.page_script_hash
    page.run()
    assert not page.exception
    return page


def at_tab(page: AppTest, name: str) -> AppTest:
    """Returns the app with another tab of Results open."""
    page.session_state["results:tabs"] = name
    page.run()
    assert not page.exception
    return page


def text_of(page: AppTest) -> str:
    marked = " ".join(element.proto.body for element in page.get("html"))
    plain = re.sub(r"<style>.*?</style>|<[^>]+>", "", marked.replace("</", " </"), flags=re.DOTALL)
    return " ".join(html.unescape(plain).split())


def case_of(page: AppTest):
    return page.session_state["open"].case


def typed(page: AppTest, path: str, text: str) -> AppTest:
    page.text_input(key=f"field:{path}").set_value(text)
    return run(page)


# Start -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ident", TEMPLATES)
def test_every_template_opens_as_a_case_that_every_page_can_show(ident: str):
    page = started(ident)
    assert case_of(page).shape.options[0].template == ident
    for name in ("costs", "outcomes", "assumptions", "results", "test", "papers", "proposal", "start"):
        at_page(page, name)
    found = result(case_of(page))["options"][ident]
    assert found["verdict"]["sentence"] in text_of(at_page(page, "results"))


def test_two_templates_are_two_options_of_one_case_side_by_side():
    page = started("peer_support_ltc", "peer_support_mh")
    assert [option.id for option in case_of(page).shape.options] == ["peer_support_ltc", "peer_support_mh"]
    said = text_of(at_page(page, "results"))
    assert "The options side by side" in said and "Business as usual" in said


def test_an_option_added_from_a_template_brings_its_scenarios_told_apart_by_name():
    page = at_page(started("expert_patients_programme"), "costs")
    unfolded(page, "choice:options")
    page.selectbox(key="choice:option:template").set_value("pain_self_management")
    run(page)
    case = case_of(page)
    assert [option.id for option in case.shape.options] == [
        "expert_patients_programme",
        "pain_self_management",
    ]
    assert {"main_outcome_rules", "nhs_value_of_health", "nhs_value_of_health_2"} <= set(case.shape.scenarios)
    names = [scenario.name for scenario in case.shape.scenarios.values()]
    assert len(names) == len(set(names))
    assert result(with_scenario(case, "main_outcome_rules"))["options"] != result(case)["options"]


def test_a_blank_case_asks_its_six_questions_and_costs_nothing_yet():
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run()
    page = clicked(page, "start:blank")
    assert "Not answered yet" in text_of(page) and "Together, paid by the ICB: £0 a year" in text_of(page)
    at_page(page, "costs")
    for path, text in (("people.eligible", "400"), ("people.uptake", "50"), ("people.completion", "80")):
        typed(page, f"options.our_service.{path}", text)
    found = result(case_of(page))["options"]["our_service"]
    assert sum(found["starts"]) == pytest.approx(5 * 200) and sum(found["completers"]) == pytest.approx(
        5 * 160
    )


@pytest.mark.parametrize(
    "name", ["northshire_peer_support", "eastmoor_community_links", "southfold_befriending"]
)
def test_a_saved_file_is_opened_and_its_answer_is_the_terminals(name: str):
    path = path_of(name)
    page = opened(path)
    command = [sys.executable, str(ROOT / "make_the_case"), "appraise", str(path), "--json"]
    found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    said, simulation = text_of(page), simulate(case_at(path))
    for ident, option in found["options"].items():
        assert option["verdict"]["sentence"] in said
        for line in five_lines(answer(case_at(path)), ident, line_ranges(simulation, ident)):
            assert " ".join(line.split()) in re.sub(r"\s+([.,;:)])", r"\1", said)


ALWAYS = {"every_section", "southfold_befriending", "worked_example", "hand_money"}
"""The cases that are walked through in the ordinary run."""
EVERY_CASE = sorted([*(ROOT / "cases").glob("*.yaml"), *(ROOT / "tests" / "cases").glob("*.yaml")])


@pytest.mark.parametrize(
    "path", longer_but(ALWAYS, EVERY_CASE, lambda path: path.stem), ids=lambda path: path.stem
)
def test_every_case_can_be_walked_through_with_every_form_open(path: Path):
    page = opened(path)
    before = case_of(page).data
    option = case_of(page).shape.preferred or case_of(page).shape.options[0].id
    shape = next(found for found in case_of(page).shape.options if found.id == option)
    for key in ("costs", "replaces", "outcomes"):
        for entry in getattr(shape, key):
            path_ = f"options.{option}.{key}.{entry.id}"
            page.session_state["open"].kept.unfolded[path_] = True
            page.session_state[f"choice:more:{path_}"] = True
    for k, key in enumerate(
        (f"choice:people:{option}", f"choice:enablers:{option}", "choice:own", "choice:settings")
    ):
        page.session_state[OPEN] = [*(page.session_state[OPEN] if k else []), key]
    at_page(page, "costs")
    run(page)
    assert len(page.text_input) > 10
    for name in ("proposal", "assumptions", "results", "test", "papers", "outcomes", "costs"):
        at_page(page, name)
    assert case_of(page).data == before, "looking changes nothing"


BROKEN = {
    "nothing in it": (b"", "empty"),
    "not a case": (b"a: 1\nb: [2]\n", "not a Make the Case file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\xff", "not a Make the Case file"),
    "cut short": ((ROOT / "cases" / "worked_example.yaml").read_bytes()[:700], "problem"),
    "from a later version": (b"format: make-the-case/9\ntitle: x\n", "later version"),
    "a misspelt key": (
        (ROOT / "cases" / "worked_example.yaml").read_bytes().replace(b"uptake:", b"uptaek:", 1),
        "uptaek",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_is_not_a_case_is_refused_in_words_and_the_open_case_stays(what: str):
    content, word = BROKEN[what]
    page = started("peer_support_ltc")
    before = case_of(page)
    at_page(page, "start")
    page.file_uploader(key="start:file").upload("case.yaml", content, "application/yaml").run()
    clicked(page, "start:open")
    assert word in text_of(page) and "could not be opened" in text_of(page)
    assert case_of(page) is before


def shown(page: AppTest) -> str:
    """Returns what the page says, as HTML."""
    return "\n".join(element.proto.body for element in page.get("html"))


def test_opening_another_case_keeps_the_one_before_with_everything_that_was_typed():
    page = at_page(started("peer_support_ltc"), "proposal")
    typed(page, "title", "Ours, not saved")
    at_page(page, "start")
    clicked(page, "start:example:open")
    assert case_of(page).shape.title != "Ours, not saved"
    at_page(page, "results")
    assert "<strong>Ours, not saved</strong>" not in shown(page)
    clicked(page, "go_back")
    assert case_of(page).shape.title == "Ours, not saved"
    assert "<strong>Ours, not saved</strong>" in shown(page)  # and it is what the page is drawn of


# Numbers ---------------------------------------------------------------------------------------------------


def test_what_is_typed_is_in_the_case_in_the_sentence_and_in_the_file_that_is_saved():
    page = at_page(started("peer_support_ltc"), "costs")
    before = text_of(page)
    typed(page, f"{PEERS}.people.eligible", "12,000")
    typed(page, f"{PEERS}.people.uptake", "12%")
    assert text_of(page) != before
    saved = parse_case(case_text(case_of(page)))
    assert written_at(saved.data, f"{PEERS}.people.eligible")["value"] == 12_000
    assert written_at(saved.data, f"{PEERS}.people.uptake")["value"] == 0.12
    assert result(saved)["options"] == result(case_of(page))["options"]
    assert page.text_input(key=f"field:{PEERS}.people.uptake").value == "12"


@pytest.mark.parametrize(
    "text", ["", "lots", "1,5", "140", "-3", "12 15 18", "<script>alert(1)</script>", "1e999"]
)
def test_what_is_not_understood_stays_in_its_field_with_the_reason_and_the_case_as_it_was(text: str):
    page = at_page(started("peer_support_ltc"), "costs")
    before = case_of(page)
    path = f"{PEERS}.people.uptake"
    typed(page, path, text)
    assert case_of(page) is before
    assert page.text_input(key=f"field:{path}").value == text
    assert any('role="alert"' in element.proto.body for element in page.get("html"))
    assert "<script" not in "".join(element.proto.body for element in page.get("html"))
    at_page(at_page(page, "proposal"), "costs")
    assert page.text_input(key=f"field:{path}").value == text, "nothing is lost by going to another page"
    typed(page, path, "20")
    assert written_at(case_of(page).data, path)["value"] == 0.2
    assert not any('role="alert"' in element.proto.body for element in page.get("html"))


def test_the_three_states_of_an_input_are_said_in_words():
    page = at_page(started("peer_support_ltc"), "costs")
    assert "Template figure: replace with yours" in text_of(page)
    assert "Calculated" in text_of(page)
    typed(page, f"{PEERS}.people.uptake", "20")
    assert "Your figure" in text_of(page)
    open_entry(page, f"{PEERS}.costs.coordinator")
    assert "National default" in text_of(page)


def test_where_a_figure_comes_from_is_one_click_and_sets_its_grade_and_the_allowance():
    page = at_page(started("peer_support_ltc"), "costs")
    path = f"{PEERS}.costs.coordinator.unit_cost"
    open_entry(page, f"{PEERS}.costs.coordinator")
    typed(page, path, "£50,000")
    assert "no grade yet" in text_of(page)
    page.pills(key=f"choice:answer:{path}").set_value("similar")
    run(page)
    number = written_at(case_of(page).data, path)
    assert (number["grade"], number["source"], number["use"]) == (4, "A similar service", "staff.afc_band_5")
    assert "The optimism bias adjustment adds" in text_of(page)


def test_a_library_figure_that_is_changed_asks_for_its_reason_and_keeps_it():
    page = at_page(started("peer_support_ltc"), "costs")
    path = f"{PEERS}.costs.coordinator.unit_cost"
    open_entry(page, f"{PEERS}.costs.coordinator")
    assert not [field for field in page.text_input if field.key == f"field:{path}:reason"]
    typed(page, path, "50000")
    typed(page, f"{path}:reason", "Our trust pays the top of the band")
    assert written_at(case_of(page).data, path)["reason"] == "Our trust pays the top of the band"


def test_a_stand_in_that_nobody_knows_better_is_kept_and_marked():
    page = at_page(started("peer_support_ltc"), "costs")
    clicked(page, f"choice:keep:{PEERS}.people.uptake")
    assert "Template figure, kept: ours is not known" in text_of(page)
    assert written_at(case_of(page).data, f"{PEERS}.people.uptake")["value"] == 0.08


def test_the_money_there_is_stands_beside_the_costs_and_changes_no_price():
    page = at_page(started("peer_support_ltc"), "costs")
    before = case_of(page).data["options"]
    typed(page, "proposal.budget", "£50,000")
    assert case_of(page).shape.proposal.budget.per_year == 50_000
    assert case_of(page).data["options"] == before
    assert "is missing" in text_of(page) and "No price has been changed." in text_of(page)
    typed(page, "proposal.budget", "£5,000,000")
    clicked(page, "choice:left:peer_support_ltc")
    assert case_of(page).data["options"][0]["costs"][-1]["name"] == "Left of the budget"
    assert "and all of it is planned" in text_of(page)
    typed(page, "proposal.budget", "")
    assert case_of(page).shape.proposal is None or case_of(page).shape.proposal.budget is None


@pytest.mark.parametrize("money", ["about 3", "-1", "1e999"])
def test_money_that_is_not_understood_stays_in_its_field_and_changes_nothing(money: str):
    page = at_page(started("peer_support_ltc"), "costs")
    before = case_of(page)
    typed(page, "proposal.budget", money)
    assert not page.exception and case_of(page) is before
    assert page.text_input(key="field:proposal.budget").value == money
    assert any('role="alert"' in element.proto.body for element in page.get("html"))


def blank() -> AppTest:
    """Returns the app with a blank case open, on its page of costs and people."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run()
    return at_page(clicked(page, "start:blank"), "costs")


def with_a_post(page: AppTest, **parts: str) -> AppTest:
    """Adds a post to a blank case by its table, and types what it is."""
    clicked(page, "choice:add:post:our_service")
    for part, text in parts.items():
        page.text_input(key=f"{POST}:{part}").set_value(text)
        run(page)
    return page


POST = "post:options.our_service.costs.post"


def test_posts_are_typed_in_a_table_and_say_how_many_people_they_can_see():
    page = with_a_post(blank(), posts="3", role="Link worker", people="150")
    page.selectbox(key=f"{POST}:band").set_value("staff.afc_band_5")
    run(page)
    cost = case_of(page).data["options"][0]["costs"][-1]
    assert cost["name"] == "Link worker" and cost["per"] == "year" and cost["people_per_post"] == 150
    assert cost["unit_cost"] == {"use": "staff.afc_band_5"} and cost["quantity"]["value"] == 3
    assert case_of(page).data["options"][0]["people"]["planned_starts"]["value"] == 450
    assert "3 × 150 = 450 people a year." in text_of(page)
    assert "Staff, from the table above" in text_of(page)
    page.text_input(key=f"{POST}:pay").set_value("£41,600")
    run(page)
    assert case_of(page).data["options"][0]["costs"][-1]["unit_cost"]["value"] == 41_600
    page.text_input(key=f"{POST}:posts").set_value("3.7")
    run(page)
    assert "3.7 × 150 = 555 people a year." in text_of(page)
    clicked(page, "undo")
    assert page.text_input(key=f"{POST}:posts").value == "3"


@pytest.mark.parametrize(("part", "text"), [("posts", "three"), ("posts", "-1"), ("pay", "41,60"), ("people", "many"), ("role", " ")])  # fmt: skip
def test_what_is_not_understood_in_the_table_stays_with_the_reason(part: str, text: str):
    page = with_a_post(blank(), people="150")
    before = case_of(page)
    page.text_input(key=f"{POST}:{part}").set_value(text)
    run(page)
    assert not page.exception and case_of(page) is before
    assert page.text_input(key=f"{POST}:{part}").value == text
    assert any('role="alert"' in element.proto.body for element in page.get("html"))


def test_of_two_fields_of_a_post_that_are_not_understood_each_has_its_reason_until_it_is_put_right():
    page = with_a_post(blank(), people="150")

    def reasons() -> list[str]:
        said = [element.proto.body for element in page.get("html") if 'role="alert"' in element.proto.body]
        return [part for part in ("“three”", "41,60 could be") if any(part in body for body in said)]

    page.text_input(key=f"{POST}:posts").set_value("three")
    run(page)
    page.text_input(key=f"{POST}:pay").set_value("41,60")
    run(page)
    assert reasons() == ["“three”", "41,60 could be"]
    page.text_input(key=f"{POST}:posts").set_value("3")
    run(page)
    assert reasons() == ["41,60 could be"]


def test_a_plan_of_more_people_than_the_posts_can_see_is_said_and_can_follow_the_posts():
    page = with_a_post(blank(), posts="3", people="150")
    typed(page, "options.our_service.people.planned_starts", "600")
    assert "the posts can see 450" in text_of(page) and "would take 4 posts" in text_of(page)
    clicked(page, "choice:posts:plan:our_service")
    assert case_of(page).data["options"][0]["people"]["planned_starts"]["value"] == 450


def test_a_benefit_that_is_unticked_is_out_of_the_case_and_comes_back_as_it_was():
    page = at_page(
        opened(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"), "outcomes"
    )
    path = "options.peer_courses.outcomes.quality_of_life"
    before = case_of(page).data
    page.checkbox(key=f"choice:{path}:ticked").uncheck()
    run(page)
    assert not page.exception and written_at(case_of(page).data, path) is None
    assert result(case_of(page))["options"]["peer_courses"]["qalys"] is None
    page.checkbox(key=f"choice:{path}:ticked").check()
    run(page)
    assert not page.exception and written_at(case_of(page).data, path) == written_at(before, path)


KINDS = ("fiscal", "economic", "health", "wellbeing", "transfer", "not_priced")


@pytest.mark.parametrize("kind", KINDS)
def test_a_benefit_of_every_kind_is_added_adjusted_and_removed(kind: str):
    page = at_page(started("peer_support_ltc"), "outcomes")
    unfolded(page, "choice:add:outcome:peer_support_ltc")
    page.text_input(key="form:add:outcome:name").set_value("Something new")
    page.selectbox(key="form:add:outcome:kind").set_value(kind)
    submitted(page, "Add it")
    path = f"{PEERS}.outcomes.something_new"
    assert written_at(case_of(page).data, path)["name"] == "Something new"
    if kind != "not_priced":
        typed(page, f"{path}.adds", "0.5")
        assert written_at(case_of(page).data, f"{path}.adds")["value"] == 0.5
    page.checkbox(key=f"choice:{path}:ticked").uncheck()
    run(page)
    assert written_at(case_of(page).data, path) is None


@pytest.mark.parametrize(
    "per", ["year", "start", "completer", "fte", "trainee", "participant_year", "costs", "once"]
)
def test_a_cost_of_every_driver_is_added_and_removed(per: str):
    page = at_page(started("peer_support_ltc"), "costs")
    unfolded(page, "choice:add:costs:peer_support_ltc")
    page.text_input(key="form:add:costs:name").set_value("A new cost")
    page.selectbox(key="form:add:costs:per").set_value(per)
    submitted(page, "Add it")
    path = f"{PEERS}.costs.a_new_cost"
    assert written_at(case_of(page).data, path)["per"] == per
    before = result(case_of(page))["options"]["peer_support_ltc"]["accounts"]["commissioner"]["pv_costs"]
    typed(page, f"{path}.unit_cost", "10%" if per == "costs" else "£1,000")
    assert (
        result(case_of(page))["options"]["peer_support_ltc"]["accounts"]["commissioner"]["pv_costs"] > before
    )
    clicked(page, f"choice:{path}:remove")
    assert written_at(case_of(page).data, path) is None


def test_an_effect_is_said_to_be_for_better_or_worse_and_the_sign_is_written():
    page = at_page(
        opened(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"), "outcomes"
    )
    path = "options.peer_courses.outcomes.quality_of_life"
    open_entry(page, path)
    typed(page, f"{path}.adds", "0.02")
    page.radio(key=f"choice:{path}.adds:sign").set_value(True)
    run(page)
    assert written_at(case_of(page).data, f"{path}.adds")["value"] == -0.02
    assert page.text_input(key=f"field:{path}.adds").value == "0.02"
    typed(page, f"{path}.adds", "0.03")
    assert written_at(case_of(page).data, f"{path}.adds")["value"] == -0.03
    assert result(case_of(page))["options"]["peer_courses"]["benefit_classes"]["wider"] < 0


def test_the_rules_for_the_whole_case_can_be_seen_and_changed():
    page = at_page(
        opened(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"), "costs"
    )
    society = result(case_of(page))["options"]["peer_courses"]["accounts"]["society"]["npv"]
    unfolded(page, "choice:settings")
    page.radio(key="choice:appraisal.own_time").set_value("left_out")
    run(page)
    assert result(case_of(page))["options"]["peer_courses"]["accounts"]["society"]["npv"] > society + 400_000
    page.selectbox(key="choice:appraisal.discounting").set_value("nice_reference_case")
    run(page)
    assert case_of(page).shape.appraisal.discounting == "nice_reference_case"


def test_the_shares_of_groups_are_taken_together_and_must_add_up():
    page = at_page(
        opened(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"), "costs"
    )
    unfolded(page, "choice:people:peer_courses")
    at = "options.peer_courses.people.segments"
    for ident, share in (("most_deprived", "40"), ("middle", "50"), ("least_deprived", "20")):
        page.text_input(key=f"form:{at}:{ident}").set_value(share)
    before = case_of(page)
    submitted(page, "Use these shares")
    assert case_of(page) is before and "add up to 1.1" in text_of(page)
    for ident, share in (("most_deprived", "40"), ("middle", "50"), ("least_deprived", "10")):
        page.text_input(key=f"form:{at}:{ident}").set_value(share)
    submitted(page, "Use these shares")
    assert written_at(case_of(page).data, f"{at}.most_deprived.share")["value"] == 0.4


def test_a_cost_is_shared_between_payers_and_the_shares_must_add_up():
    page = unfolded(
        at_page(started("peer_support_ltc"), "costs"), f"choice:sharing:{PEERS.removeprefix('options.')}"
    )
    at = f"form:{PEERS}:sharing"
    page.selectbox(key=f"{at}:0:who").set_value("nhs_icb")
    page.text_input(key=f"{at}:0:share").set_value("60")
    page.selectbox(key=f"{at}:1:who").set_value("local_authority")
    page.text_input(key=f"{at}:1:share").set_value("30")
    before = case_of(page)
    submitted(page, "Share it like this")
    assert case_of(page) is before and "The shares add up to 90" in text_of(page)
    page.text_input(key=f"{at}:1:share").set_value("40")
    submitted(page, "Share it like this")
    payer = written_at(case_of(page).data, f"{PEERS}.costs.coordinator.payer")
    assert {party: share["value"] for party, share in payer.items()} == {
        "nhs_icb": 0.6,
        "local_authority": 0.4,
    }


def test_library_figures_that_have_moved_are_shown_with_what_they_do_and_may_be_kept(tmp_path):
    case = case_of(started("peer_support_ltc"))
    now = load_library().get("staff.afc_band_5").value
    path = tmp_path / "older.yaml"
    path.write_text(case_text(as_saved(case, "2026-01-01T09:00")).replace(str(now), "40000.0"), "utf-8")
    page = opened(path)
    assert "The library has changed since this case was saved" in text_of(page)
    clicked(page, "choice:moved:old")
    assert written_at(case_of(page).data, f"{PEERS}.costs.coordinator.unit_cost")["value"] == 40_000
    assert "The library has changed since" not in text_of(page)


def test_a_file_that_was_changed_by_hand_since_it_was_saved_says_so(tmp_path):
    case = case_of(started("peer_support_ltc"))
    path = tmp_path / "ours.yaml"
    path.write_text(
        case_text(as_saved(case, "2026-01-01T09:00")).replace("value: 6000", "value: 5900"), "utf-8"
    )
    assert "changed since it was last saved here" in text_of(opened(path))


def test_an_option_is_copied_changed_beside_the_first_put_forward_and_removed():
    page = at_page(started("peer_support_ltc"), "costs")
    unfolded(page, "choice:options")
    clicked(page, "choice:option:copy")
    first, second = (option.id for option in case_of(page).shape.options)
    typed(page, f"options.{second}.people.uptake", "40")
    found = result(case_of(page))["options"]
    assert sum(found[second]["starts"]) > 4 * sum(found[first]["starts"])
    clicked(page, "choice:option:prefer")
    assert case_of(page).shape.preferred == second
    clicked(page, "choice:option:remove")
    assert [option.id for option in case_of(page).shape.options] == [first]


def test_the_last_change_is_taken_back_and_nothing_else():
    page = at_page(started("peer_support_ltc"), "costs")
    typed(page, f"{PEERS}.people.uptake", "20")
    typed(page, f"{PEERS}.people.completion", "90")
    clicked(page, "undo")
    assert written_at(case_of(page).data, f"{PEERS}.people.uptake")["value"] == 0.2
    assert written_at(case_of(page).data, f"{PEERS}.people.completion")["value"] == 0.6


# Results ---------------------------------------------------------------------------------------------------


def test_a_scenario_that_is_chosen_is_named_and_shows_its_own_answer():
    page = opened(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml")
    page.selectbox(key="results:scenario").set_value("half_the_gain").run()
    assert not page.exception
    said = text_of(page)
    assert "This is a scenario, not the case" in said
    assert "the costs are greater than the benefits counted" in said
    assert (
        case_of(page).data
        == case_at(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml").data
    )


def test_no_ratio_leads_and_the_kinds_of_benefit_are_never_added_up_before_the_charts():
    case = ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"
    said = text_of(at_tab(opened(case), "Method"))
    first_screen = said[: said.index("How this was worked out")]
    assert "for each £1" not in first_screen and "ratio" not in first_screen.lower()


# Names that would run --------------------------------------------------------------------------------------

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script> [x](javascript:alert(3)) $x$ :red[y]'


def test_script_typed_into_any_name_is_shown_as_words_and_never_run():
    page = at_page(started("peer_support_ltc"), "proposal")
    for path in ("title", "organisation", "place", "proposal.problem", "proposal.for_whom"):
        typed(page, path, HOSTILE)
    for name, path in (
        ("costs", f"{PEERS}.costs.coordinator"),
        ("outcomes", f"{PEERS}.outcomes.nhs_cost_rapsid"),
    ):
        at_page(page, name)
        open_entry(page, path)
        typed(page, f"{path}.name", HOSTILE)
    for name in ("costs", "outcomes", "assumptions", "results", "test", "papers", "proposal", "start"):
        at_page(page, name)
        bodies = "".join(element.proto.body for element in page.get("html"))
        assert "<img" not in bodies and "<script" not in bodies
        labels = [
            getattr(element.proto, "label", "")
            for kind in ("button", "checkbox", "expander")
            for element in page.get(kind)
        ]
        assert not [label for label in labels if re.search(r"(?<!\\)\]\(|(?<!\\)<", label)]


def test_the_results_page_shows_the_chance_at_each_standard_of_proof_that_is_uncertain():
    page = at_page(opened(ROOT / "tests" / "cases" / "earlier" / "eastmoor_community_links.yaml"), "results")
    at_tab(page, "Evidence")
    case = case_of(page)
    ((ident, chances),) = rung_chances(simulate(case)).items()
    rows = standards_table(answer(case), ident, chances).rows
    assert all(" ".join(row) in text_of(page) for row in rows)
    said = [row[3] for row in rows]
    assert said == [Chance(chances["proven"]).words, Chance(chances["expected"]).words, NO_CHANCE]

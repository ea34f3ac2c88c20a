"""The page Which of these?: the example in one click, what is changed on it, and nothing lost where something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from test_pages import at_page, run, text_of

from make_the_case.authoring import programme_changes as changes
from make_the_case.store import Drafts, NoSuchDraft, opened_drafts
from make_the_case.views.shell import programme_tasks
from make_the_case.views.shell.programme_session import PROGRAMME
from valuation import parse_case
from valuation.programme.programme_file import parse_programme, programme_text, shape_of, with_cases_inside
from valuation.programme.programme_shape import Ceiling, ProgrammeShape, Rule

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "cases" / "community_programme.yml"


def example() -> ProgrammeShape:
    return with_cases_inside(FILE)


# Changes of a programme ---------------------------------------------------------------------------------------


def test_a_programme_that_is_saved_opens_again_as_it_was_with_its_cases_inside():
    shape = example()
    again = parse_programme(programme_text(shape), "saved").shape
    assert again == shape
    assert all(isinstance(service.case, dict) for service in again.services)


def test_a_case_that_is_added_is_open_whole_and_under_an_id_of_its_own():
    case = parse_case((ROOT / "cases" / "highcombe_diabetes.yaml").read_bytes())
    shape = changes.with_case(changes.with_case(changes.empty_programme("New", "nhs_icb", "2027-28", "2026-27", 5), case), case)  # fmt: skip
    first, second = shape.services
    assert (first.status, first.sizes) == ("open", [1.0])
    assert first.id != second.id and first.option == second.option == case.preferred
    parse_programme(programme_text(shape), "new")


def test_what_is_left_of_a_rule_stays_when_a_service_goes_and_a_rule_about_nothing_goes():
    shape = example()
    shape = changes.with_rule(shape, Rule.model_validate({"needs": "peer", "for": ["calls"]}))
    left = changes.without_service(changes.without_service(shape, "links"), "peer")
    assert [rule.of or rule.of_spend_on for rule in left.rules] == [["coaching"], ["befriending"]]


def test_a_ceiling_takes_the_place_of_one_of_the_same_payer_and_kind():
    shape = changes.with_ceiling(example(), Ceiling(payer="nhs_icb", total=5))
    assert sorted(each.total for each in shape.budget if each.total is not None) == [5, 1_000_000]
    assert sum(each.by_year is not None for each in shape.budget) == 1


def test_a_programme_file_takes_its_cases_from_the_files_beside_it():
    shape = shape_of(FILE.read_bytes(), "file")
    inside = {"links.yaml": {"title": "Links"}, "other.yaml": {"title": "Other"}}
    found = changes.with_cases_of_files(shape, inside)
    assert found.services[0].case == {"title": "Links"}
    assert found.services[1:] == shape.services[1:]


def test_only_what_changed_is_read_again_and_the_answer_is_that_of_reading_all():
    """The page's process keeps cases and draws: after a change of the money it comes to what a new process comes to."""
    shape = example()
    shape = shape.model_copy(update={"services": shape.services[4:], "rules": []})
    programme_tasks.chosen(programme_text(shape), 200)
    less = changes.with_ceiling(shape, Ceiling(payer="local_authority", total=700_000))
    kept = programme_tasks.chosen(programme_text(less), 200)
    programme_tasks._MEMBERS.clear()
    programme_tasks._CANDIDATES.clear()
    assert programme_tasks.chosen(programme_text(less), 200) == kept


# The page -----------------------------------------------------------------------------------------------------


NOW = PROGRAMME.name("now")
"""Where a window keeps the programme that is open."""


def two_services() -> ProgrammeShape:
    """Befriending and reviews alone: enough to choose among, and quick."""
    shape = example()
    return shape.model_copy(update={"services": shape.services[4:], "rules": []})


def at_which(shape: ProgrammeShape | None = None) -> AppTest:
    """Returns the app on the page, with a programme where one is given."""
    page = at_page(AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run(), "which")
    if shape is not None:
        page.session_state[NOW] = shape
        run(page)
    return page


def programme_on(page: AppTest) -> ProgrammeShape:
    found = page.session_state[NOW]
    assert isinstance(found, ProgrammeShape)
    return found


def field(page: AppTest, kind: str, name: str):
    """A field of the form by what its key ends with: a number of the step stands before that."""
    return next(each for each in page.get(kind) if str(each.key).startswith("programme:") and str(each.key).endswith(f":{name}"))  # fmt: skip


@pytest.mark.longer
def test_a_person_sets_money_and_rules_and_what_cannot_be_read_loses_nothing():
    page = at_which(two_services())
    assert "Best under these ceilings and rules: Befriending by trained volunteers and Year of Care reviews." in text_of(page)  # fmt: skip
    field(page, "text_input", "amount").set_value("lots")
    field(page, "button", "add ceiling").click()
    run(page)
    assert programme_on(page) == two_services() and "3,000,000" in text_of(page)
    field(page, "text_input", "amount").set_value("£700k")
    field(page, "button", "add ceiling").click()
    run(page)
    assert Ceiling(payer="nhs_icb", total=700_000) in programme_on(page).budget
    assert "The ICB may spend £700,000 in all." in text_of(page)
    assert "Year of Care reviews (at half its size)" in text_of(page)
    field(page, "button", "add rule").click()
    run(page)
    assert "Choose the services that the rule is about." in text_of(page)
    page.button(key="programme:undo").click()
    run(page)
    assert programme_on(page) == two_services()


def test_what_is_wrong_is_said_by_the_names_on_the_page():
    shape = changes.with_ceiling(two_services(), Ceiling(payer="nhs_icb", by_year=[1_000_000]))
    said = text_of(at_which(shape))
    assert (
        "Money, ceiling 3: there is an amount for each year. Found: amounts: 1. Allowed: amounts: 5." in said
    )
    assert "budget." not in said and "line " not in said.partition("Nothing of it is lost.")[2][:40]


def test_a_programme_that_nothing_can_be_made_of_is_kept_and_what_gives_way_is_said():
    shape = changes.with_service(two_services(), "review", status="in")
    shape = changes.with_ceiling(shape, Ceiling(payer="nhs_icb", total=10_000))
    page = at_which(shape)
    assert "the ceiling of NHS integrated care board (ICB) in all would have to be at least £" in text_of(page)  # fmt: skip
    assert programme_on(page) == shape


def test_files_with_faults_are_all_said_and_add_nothing():
    page = at_which(two_services())
    uploader = next(each for each in page.get("file_uploader") if str(each.key).startswith("programme:files"))
    uploader.upload("one.yaml", b"format: make-the-case/2\ncolour: blue\n", "application/yaml")
    run(page)
    page.button(key="programme:add files").click()
    run(page)
    assert "Nothing was added" in text_of(page) and "colour" in text_of(page)
    assert programme_on(page) == two_services()


@pytest.mark.longer
def test_a_template_is_added_and_the_answer_follows():
    page = at_which(two_services())
    (box,) = (box for box in page.selectbox if box.label == "One of the templates found")
    box.set_value("peer_support_ltc")
    page.button(key="programme:add template").click()
    run(page)
    assert [service.id for service in programme_on(page).services] == ["befriending", "review", "peer_support_ltc"]  # fmt: skip
    assert "Peer support groups" in text_of(page)


@pytest.mark.longer
def test_another_search_offers_the_first_that_it_finds():
    page = at_which(two_services())
    for words in ("peer support", "health coaching", "self-management"):
        page.text_input(key="programme:library:words").set_value(words)
        run(page)
        (box,) = (box for box in page.selectbox if box.label == "One of the templates found")
        assert box.index == 0, (words, box.value)


# Nothing is lost -----------------------------------------------------------------------------------------------


def kept_under(page: AppTest) -> str:
    found = page.query_params["programme"]
    return str(found[0] if isinstance(found, list) else found)


def set_ceiling(page: AppTest, amount: str) -> AppTest:
    field(page, "text_input", "amount").set_value(amount)
    field(page, "button", "add ceiling").click()
    return run(page)


@pytest.mark.longer
def test_a_programme_is_kept_at_every_step_and_two_windows_never_overwrite_each_other():
    first = at_which(two_services())
    link = kept_under(first)
    set_ceiling(first, "2,900,000")
    field(first, "text_input", "basis:title").set_value("Northshire 2027 ")
    run(first)
    assert programme_on(first).title == "Northshire 2027"
    assert kept_under(first) == link and "Kept at" in text_of(first)

    second = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    second.query_params["programme"] = link
    at_page(second.run(), "which")
    assert programme_on(second) == programme_on(first)  # loaded anew, it is as it was left
    set_ceiling(second, "2,800,000")

    set_ceiling(first, "2,700,000")
    assert "This programme was changed in another window since. Both are kept" in text_of(first)
    assert kept_under(first) != link == kept_under(second)
    drafts = opened_drafts()
    left = {kept_under(page): shape_of(drafts.open(kept_under(page)).head.body, "kept") for page in (first, second)}  # fmt: skip
    assert left[kept_under(first)] == programme_on(first)
    assert left[link] == programme_on(second)
    assert Ceiling(payer="nhs_icb", total=2_800_000) in left[link].budget


def test_a_programme_is_listed_among_programmes_and_not_among_cases(tmp_path):
    drafts = Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}").on_own_computer()
    drafts.create("a case", title="A case")
    secret = drafts.create_document("programme", programme_text(two_services()), "Ada", "A programme")
    assert [one.title for one in drafts.listed()] == ["A case"]
    assert [one.title for one in drafts.documents("programme")] == ["A programme"]
    assert shape_of(drafts.open(secret).head.body, "kept") == two_services()
    drafts.create_document("rollout", "a roll-out's file", title="A roll-out")
    assert [one.title for one in drafts.listed()] == ["A case"]
    assert [one.title for one in drafts.documents("rollout")] == ["A roll-out"]
    drafts.close()


def test_a_programme_is_shared_for_reading_and_deleted_from_its_page():
    page = at_which(two_services())
    link = kept_under(page)
    page.button(key="programme:share").click()
    run(page)
    reading = str(page.session_state[f"programme:reading:{link}"])
    assert any(block.value.endswith(f"/which?programme={reading}") for block in page.code)

    reader = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    reader.query_params["programme"] = reading
    at_page(reader.run(), "which")
    assert programme_on(reader) == programme_on(page)
    assert "This link is for reading" in text_of(reader)
    set_ceiling(reader, "2,500,000")
    drafts = opened_drafts()
    assert shape_of(drafts.open(link).head.body, "kept") == programme_on(page) != programme_on(reader)
    assert kept_under(reader) not in (link, reading), (
        "the reader's changes are a programme of the reader's own"
    )

    assert page.button(key="programme:delete").disabled
    page.checkbox(key="programme:sure").check()
    run(page)
    page.button(key="programme:delete").click()
    run(page)
    assert "The programme was deleted, with its history." in text_of(page)
    for secret in (link, reading):
        with pytest.raises(NoSuchDraft):
            drafts.open(secret)


def test_a_link_that_leads_to_no_programme_is_said():
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    page.query_params["programme"] = "nothing"
    at_page(page.run(), "which")
    assert NOW not in page.session_state and "link" in text_of(page)

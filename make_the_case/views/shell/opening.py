"""How a case comes to be open: from a template, a blank, a saved file or a finished example."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from make_the_case.authoring.entry_changes import blank_option, reach_scaled
from make_the_case.authoring.new_case import add_scenario, new_case, title_of
from make_the_case.views.shell import page_tasks, parts_of_test, session, slow_work, steps
from make_the_case.words.papers.summary import said_of_an_earlier_file
from valuation import Case, CaseError, MakeTheCaseError, check_code, library_changes, parse_case, result
from valuation.answers.saving import case_of_body, code_then, unpacked
from valuation.case.editing import edited, free_id, with_entry
from valuation.case.places import written_at
from valuation.case.templates import templates
from valuation.version import PROGRAM_VERSION

NOT_OURS = "This file is not a Make the Case file. Choose a file ending .yaml that you saved from this tool."


def start_from(chosen: Sequence[str]) -> None:
    """Opens a new case with an option for each template."""
    _open_new(chosen)


def start_blank() -> None:
    """Opens a new case with one option of which nothing is known yet."""
    _open_new([])


def _open_new(chosen: Sequence[str]) -> None:
    """Opens a new case; what the file's template says in place of names is left for the pages to ask."""
    library = session.library()
    known = {template.id: template for template in templates(library)}
    new = new_case([known[ident] for ident in chosen], library)
    case = replace(new.case, name="case")  # it has no file yet
    title = title_of([known[ident] for ident in chosen], place="")
    to_ask = {"organisation": None, "place": None, "counterfactual.description": None}
    session.make_open(edited(case, {"title": title, **to_ask}), is_in_a_file=False, file=new.text)


def add_from_template(ident: str) -> bool:
    """Adds a template's option, its own numbers and its scenarios to the open case."""
    library = session.library()
    new = new_case([next(t for t in templates(library) if t.id == ident)], library).case.data

    def work(case: Case) -> Case:
        option = new["options"][0]
        taken = [found.id for found in case.shape.options]
        renamed = free_id(option["id"], taken)
        grown = with_entry(case, "options", {**option, "id": renamed})
        own = {
            key: item
            for key, item in (new.get("assumptions") or {}).items()
            if key not in case.shape.assumptions
        }
        changes = {f"assumptions.{key}": item for key, item in own.items()}
        scenarios = dict(case.data.get("scenarios") or {})
        for key, scenario in (new.get("scenarios") or {}).items():
            moved = {
                path.replace(f"options.{option['id']}.", f"options.{renamed}.", 1): change
                for path, change in scenario["changes"].items()
            }
            add_scenario(scenarios, key, {**scenario, "changes": moved}, str(option["name"]))
        changes |= {
            f"scenarios.{key}": item for key, item in scenarios.items() if key not in case.shape.scenarios
        }
        return edited(grown, changes) if changes else grown

    return steps.step(work)


def add_enabler(option: str, ident: str) -> bool:
    """Adds an enabler of the library to an option: its costs, and what it is judged to change."""
    enabler = next(t for t in templates(session.library()) if t.id == ident).as_enabler()

    def work(case: Case) -> Case:
        at = f"options.{option}.enablers"
        taken = [entry["id"] for entry in written_at(case.data, at) or []]
        return with_entry(case, at, {**enabler, "id": free_id(enabler["id"], taken)})

    return steps.step(work)


def add_copy(ident: str, name: str) -> bool:
    """Adds a copy of an option, to be changed beside it."""

    def work(case: Case) -> Case:
        option = next(candidate for candidate in case.data["options"] if candidate["id"] == ident)
        return with_entry(case, "options", {**option, "id": name, "name": name})

    return steps.step(work)


def add_scaled(ident: str, name: str, times: float) -> bool:
    """Adds a copy of an option that reaches more or fewer people, its numbers of people stand-ins to be replaced."""

    def work(case: Case) -> Case:
        option = next(candidate for candidate in case.data["options"] if candidate["id"] == ident)
        grown = with_entry(case, "options", {**option, "id": name, "name": name})
        return edited(grown, reach_scaled(grown, grown.shape.options[-1].id, times))

    return steps.step(work)


def add_blank(name: str) -> bool:
    """Adds an option of which nothing is known yet."""
    return steps.step(
        lambda case: with_entry(
            case, "options", blank_option(free_id(name, []), name, case.shape.commissioner)
        )
    )


def open_text(text: bytes | str, name: str, is_in_a_file: bool = True) -> list[str]:
    """Opens a case file, or returns what is wrong with it; the case that is open then stays open."""
    try:
        case = case_in(text, name)
    except CaseError as error:
        problems = [problem.sentence() for problem in error.problems]
        is_ours = any(b"make-the-case" in line for line in _bytes(text)[:4000].splitlines())
        return problems if is_ours else [NOT_OURS, *problems[:3]]
    except MakeTheCaseError as error:
        return [str(error)]
    moved = library_changes(case)
    session.make_open(case, is_in_a_file, moved, text if isinstance(text, str) else text.decode("utf-8-sig"))
    now = session.opened()
    now.said = list(_said_of(case, bool(moved)))
    return []


def case_in(text: bytes | str, name: str) -> Case:
    """Returns the case of a file, once it has been worked out: a long one in a process of its own; raises MakeTheCaseError."""
    if len(text) > slow_work.IN_PAGE_BYTES:
        pack = slow_work.run(page_tasks.read_text, text, name, words="Reading the file…")
        return unpacked(pack, session.library())
    case = parse_case(text, name, session.library())
    result(case)
    return case


def kept_case(body: str, file: str = "") -> Case:
    """Returns a case as it was kept: a long one read in a process of its own; raises MakeTheCaseError."""
    if len(body) > slow_work.IN_PAGE_BYTES:
        pack = slow_work.run(page_tasks.read_body, body, "case", file, words="Opening the case…")
        return unpacked(pack, session.library())
    return case_of_body(body, "case", session.library(), file)


ReadBack = Callable[[bytes, str], Any]
"""What reads a workbook that came back, given by the app: a function that a process of its own finds by its name."""


def came_back(content: bytes, name: str, read_back: ReadBack) -> page_tasks.Returned:
    """Returns what a workbook that came back says, read in a process of its own; raises MakeTheCaseError."""
    return slow_work.run(page_tasks.read_back, read_back, content, name, words="Reading the workbook…")


def is_workbook(name: str, content: bytes) -> bool:
    """Returns whether a file is a workbook, by its name or by how it is packed."""
    return name.lower().endswith((".xlsx", ".xlsm")) or content.startswith(b"PK")


def open_workbook(content: bytes, name: str, read_back: ReadBack) -> tuple[list[str], bool]:
    """Opens the case of a workbook that came back, what was typed as a set beside it; or returns what is wrong with it."""
    try:
        read = came_back(content, name, read_back)
        case = unpacked(read.case, session.library())
        if read.changes:
            ident = free_id("from_the_workbook", list(case.shape.scenarios))
            case = edited(case, {f"scenarios.{ident}": read.as_set})
    except CaseError as error:
        return [problem.sentence() for problem in error.problems], False
    except MakeTheCaseError as error:
        return [str(error)], False
    session.make_open(case, is_in_a_file=False)
    count = len(read.changes)
    lead = (
        f"{name}: {'one number was' if count == 1 else f'{count} numbers were'} changed. They stand beside the case as the "
        f"scenario “{read.as_set['name']}”."
        if count
        else f"{name}: no number was changed. This is the case as it was exported."
    )
    session.opened().said = [lead, *read.report]
    if count:
        parts_of_test.open_comparison(ident)
    return [], bool(count)


def _bytes(text: bytes | str) -> bytes:
    return text.encode(errors="replace") if isinstance(text, str) else text


def _said_of(case: Case, has_moved: bool) -> Sequence[str]:
    saved = case.data.get("saved") or {}
    said = []
    program = str(saved.get("program") or "")
    if program and _version(program) > _version(PROGRAM_VERSION):
        said.append(
            f"This case was saved with version {program}. You are using {PROGRAM_VERSION}. Headline figures may differ."
        )
    then = code_then(case)
    if then and not has_moved and saved.get("library") == case.library.version:
        now = check_code(case)
        said.append(
            f"This file has been changed since it was last saved here, so its code is now {now}. "
            f"A printed paper with the code {then} comes from another case."
        )
    return [*said, *said_of_an_earlier_file(case)]


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())

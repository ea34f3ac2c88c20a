"""Templates → the text of a new case file: one option for each template, comments kept."""

from __future__ import annotations

import copy
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

import valuation
from make_the_case.authoring.entry_changes import blank_option
from valuation.case.document import as_document
from valuation.case.editing import free_id
from valuation.case.file import document_of, plain, with_every_rule
from valuation.case.places import OWN, option_at, own_name, step
from valuation.case.shape import FORMAT, FORMAT_WITH_FINDINGS
from valuation.case.templates import Template, with_comments
from valuation.case.validity.case_as_written import mapping
from valuation.case.validity.format_needed import needs_format_2
from valuation.case.validity.validation import Case
from valuation.errors import CaseError, Problem
from valuation.library import Library

FIRST_YEAR = "2026-27"


HORIZON = 5


CARRIED_OVER = ("initiative", "serves", "cautions")
"""What a template says of itself that the option keeps."""


HEADER = """\
A case for Make the Case. Every number here can be questioned and changed.

1. Put your own place, people and prices where the template's are. Give each number
   a source, a grade from 1 (best) to 6 (worst) and, where you can, a range.
2. make-the-case check {name}      says what is wrong, with the line
3. make-the-case appraise {name}   says what it comes to
4. make-the-case export {name} --to json,csv -o results
make-the-case library WORDS finds sourced unit costs; write {{use: unit_costs.ae_attendance}}.
"""


def title_of(chosen: Sequence[Template], place: str = "Your place") -> str:
    """Returns the title of a new case: its one service and where it is, or the services that it compares."""
    names = [template.name for template in chosen]
    if len(names) > 1:
        return f"Options: {', '.join(names)}"
    service = names[0] if names else "A new service"
    return f"{service} in {place}" if place else service


@dataclass(frozen=True)
class NewCase:
    """A case that has just been made: the text of its file, and the same as it is read."""

    text: str
    case: Case


def new_case(
    chosen: Sequence[Template],
    library: Library,
    name: str = "case.yaml",
    schema: str | None = None,
    enablers: Sequence[Template] = (),
) -> NewCase:
    """Returns a valid case with an option for each template, or a blank one where none is chosen; enablers go into each option.

    Raises CaseError if a template is broken, or where a benchmark is not by itself.
    """
    refused = [*company_refused(chosen), *not_enablers(enablers)]
    if refused:
        raise CaseError("templates", refused)
    case = _before_the_options(chosen)
    own, options, scenarios = CommentedMap(), CommentedSeq(), CommentedMap()
    for template in chosen:
        option, numbers, renamed = _as_option(template, own, [str(o["id"]) for o in options])
        if enablers:
            option["enablers"] = as_document([enabler.as_enabler() for enabler in enablers])
        for ident, number in numbers.items():
            own[ident] = number
        options.append(option)
        for ident, scenario in _scenarios_of(template, str(option["id"]), renamed):
            add_scenario(scenarios, ident, scenario, str(option["name"]))
    if not chosen:
        options.append(as_document(blank_option("our_service", "Our service", case["commissioner"])))
    if own:
        case["assumptions"] = own
    case["options"] = options
    case["preferred"] = options[0]["id"]
    if scenarios:
        case["scenarios"] = scenarios
    if needs_format_2(mapping(plain(case))):
        case["format"] = FORMAT_WITH_FINDINGS
    _explain(case, name)
    return _read_back(case, name, library, schema)


def _before_the_options(chosen: Sequence[Template]) -> CommentedMap:
    """Returns what a new case says of itself, of how it is worked out and of what it is held against."""
    case = CommentedMap()
    case["format"] = FORMAT
    case["title"] = title_of(chosen)
    case["organisation"] = "Your organisation"
    case["place"] = "Your place"
    preferred = chosen[0].document if chosen else {}  # the option put forward is the first
    case["commissioner"] = str(preferred.get("commissioner") or "nhs_icb")
    case["appraisal"] = CommentedMap(
        first_year=FIRST_YEAR,
        years=HORIZON,
        price_year=FIRST_YEAR,
        discounting="green_book",
        optimism_bias="by_part",
        own_time="counted",
    )
    case["counterfactual"] = CommentedMap(
        name="Business as usual", description="Say what happens to these people now."
    )
    return case


def company_refused(chosen: Sequence[Template]) -> list[Problem]:
    """Returns why the templates may not stand in one case, where one of them is a benchmark that holds the others in it."""
    return [
        Problem(
            "",
            f"{template.name} is a comparison that already includes other services, so it has to be in a case of its own.",
            ", ".join(other.id for other in chosen),
            f"{template.id} alone, or the others without it",
        )
        for template in chosen
        if template.is_alone and len(chosen) > 1
    ]


def not_enablers(chosen: Sequence[Template]) -> list[Problem]:
    """Returns which templates are services of their own and cannot be attached to an option."""
    return [
        Problem(
            "",
            f"{template.name} is a service of its own. Only an enabler can be added to an option.",
            template.id,
            "a template that `templates` marks as an enabler",
        )
        for template in chosen
        if not template.is_enabler
    ]


def add_scenario(scenarios: dict[str, Any], ident: str, scenario: dict[str, Any], option: str) -> None:
    """Adds a scenario under a free id; where another option has one of the same id, its name says whose it is."""
    free = free_id(ident, list(scenarios))
    if free != ident:
        scenario["name"] = f"{scenario.get('name') or ident} ({option})"
    scenarios[free] = scenario


def _explain(case: CommentedMap, name: str) -> None:
    case.yaml_set_start_comment(HEADER.format(name=name))
    for key, words in {
        "commissioner": "the organisation asked to pay",
        "preferred": "the preferred option",
    }.items():
        case.yaml_add_eol_comment(words, key)
    appraisal = case["appraisal"]
    for key, words in {
        "first_year": "the first financial year",
        "years": "the appraisal period",
        "price_year": "the year in whose prices results are stated",
        "optimism_bias": "or by_grade, by the worse grade of a cost's price and quantity; or none",
        "own_time": "or left_out; or all, which counts what people enjoy too",
    }.items():
        appraisal.yaml_add_eol_comment(words, key)


def _read_back(case: CommentedMap, name: str, library: Library, schema: str | None) -> NewCase:
    """Returns the text of a case and the same as it is read, which takes longer than all else and so is done once.

    Each comment on a line of its own is set in as far as the line below it, where the text still says the same.
    """
    stream = io.StringIO()
    with_comments().dump(case, stream)
    head = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    text = head + _comments_in_line(stream.getvalue())
    document = document_of(text, name)
    data = mapping(plain(document))
    if data != plain(case):
        text = head + stream.getvalue()
        document = document_of(text, name)
        data = mapping(plain(document))
    return NewCase(text, with_every_rule(data, name, library, document))


def _comments_in_line(text: str) -> str:
    """Returns the text of a case with each line that begins with a comment's sign set in as far as the line below it."""
    lines = text.splitlines()
    depth = 0
    for place in range(len(lines) - 1, -1, -1):
        bare = lines[place].lstrip()
        if bare.startswith("#"):
            lines[place] = " " * depth + bare
        elif bare:
            depth = len(lines[place]) - len(bare)
    return "\n".join(lines) + "\n"


def _as_option(
    template: Template, taken: Any, option_ids: list[str]
) -> tuple[Any, dict[str, Any], dict[str, str]]:
    """Returns a template's option, its own assumptions, and which of these were renamed because another has their id."""
    option = copy.deepcopy(template.document["option"])
    option["id"] = free_id(str(option.get("id", template.id)), option_ids)
    carried = [
        (key, template.document[key])
        for key in CARRIED_OVER
        if template.document.get(key) and key not in option
    ]
    place = list(option).index("name") + 1 if "name" in option else 1
    for key, words in reversed([("template", template.id), *carried]):
        option.insert(place, key, copy.deepcopy(words))
    numbers = copy.deepcopy(template.document.get("assumptions") or CommentedMap())
    renamed: dict[str, str] = {}
    for ident, number in numbers.items():
        if ident in taken and plain(taken[ident]) != plain(number):
            renamed[ident] = free_id(f"{template.id}_{ident}", [*taken, *numbers, *renamed.values()])
    _use_instead(option, renamed)
    _use_instead(numbers, renamed)
    return option, {renamed.get(ident, ident): number for ident, number in numbers.items()}, renamed


def _scenarios_of(
    template: Template, option: str, renamed: dict[str, str]
) -> Iterator[tuple[str, CommentedMap]]:
    """Yields a template's scenarios with the paths of a case; the template's own start at its option."""
    for ident, scenario in (template.document.get("scenarios") or {}).items():
        of_the_case = copy.deepcopy(scenario)
        of_the_case["changes"] = CommentedMap()
        for path, change in scenario["changes"].items():
            own = own_name(path)
            at = step(OWN, renamed.get(own, own)) if own is not None else step(option_at(option), path)
            of_the_case["changes"][at] = copy.deepcopy(change)
        yield str(ident), of_the_case


def _use_instead(node: Any, renamed: dict[str, str]) -> None:
    """Rewrites every `use` of a renamed assumption, in place."""
    if isinstance(node, dict):
        if node.get("use") in renamed:
            node["use"] = renamed[node["use"]]
        for item in node.values():
            _use_instead(item, renamed)
    elif isinstance(node, list):
        for item in node:
            _use_instead(item, renamed)


def schema_near(target: Path) -> str | None:
    """Returns the way from a case file to the schema that an editor reads; None where there is none near.

    The way is relative, so that a case file that is passed on says nothing of the computer it was made on.
    """
    schema = Path(valuation.__file__).resolve().parent / "case.schema.json"
    folder = target.resolve().parent
    try:
        shared = Path(os.path.commonpath([schema, folder]))
    except ValueError:
        return None
    if not schema.is_file() or shared == Path(shared.anchor):
        return None
    return Path(os.path.relpath(schema, folder)).as_posix()

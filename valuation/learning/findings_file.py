"""What was measured, as a file of findings that another case of the same template reads: the library that learns."""

from __future__ import annotations

import io

from valuation.case.file import loaded, plain
from valuation.case.places import option_at, step
from valuation.case.validity.case_as_written import entries, mapping
from valuation.case.validity.validation import Case
from valuation.case.written.guarded_yaml import yaml_for
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import CaseError, Problem, choices, shown
from valuation.learning.recorded import Found, records_of, year_name

FORMAT = "make-the-case-findings/1"
NAMES_SOMEBODY = ("by", "source", "locator", "label", "note", "reason")
"""Keys of a finding that may name the place, which are left out where the owner does not want it named."""
UNNAMED = "Another place"
FORM = f"a file of findings that Make the Case wrote, which begins with format: {FORMAT}"


def findings_text(case: Case, option: str, is_named: bool) -> str:
    """Returns what was measured of an option as a file of findings, with the organisation's name or without.

    Raises CaseError where nothing was measured, or the option comes from no template.
    """
    template = case.option(option).template
    found = records_of(case)[option].findings
    if not found:
        raise CaseError(case.name, [Problem("measured", "nothing was measured of this option yet.", "nothing", "a record with findings")])  # fmt: skip
    if not template:
        message = (
            "this option comes from no template, so no other case could tell that it is the same service."
        )
        raise CaseError(case.name, [Problem(step(option_at(option), "template"), message, "nothing", "the id of a template")])  # fmt: skip
    who = case.shape.organisation if is_named and case.shape.organisation else UNNAMED
    data: PlainMapping = {
        "format": FORMAT,
        "template": template,
        "organisation": who,
        **({"illustrative": True} if case.shape.illustrative else {}),
        "findings": {
            outcome: [_as_given(case, each, who, is_named, number) for number, each in enumerate(listed, 1)]
            for outcome, listed in found.items()
        },
    }
    stream = io.StringIO()
    yaml_for().dump(data, stream)
    return stream.getvalue()


def _as_given(case: Case, found: Found, who: str, is_named: bool, number: int) -> PlainMapping:
    """Returns a finding as another place may read it."""
    kept = {key: item for key, item in found.data.items() if key != "here"}
    if is_named:
        return {**kept, "study": f"{found.study} ({who})"}
    year = found.at[:4] if found.year is None else year_name(case, found.year)
    kept = {key: item for key, item in kept.items() if key not in NAMES_SOMEBODY}
    return {**kept, "id": f"another_place_{number}", "study": f"{who}, {year} ({number})", "source": who}


def outcomes_with(
    case: Case, option: str, text: str | bytes, name: str
) -> tuple[list[PlainMapping], list[str]]:
    """Returns the outcomes of an option with the findings of a file added to them, and what was left out, each in a sentence.

    Raises CaseError where the file is no file of findings, or of another service. What another place measured is not *here*.
    """
    data = _checked(case, option, text, name)
    left: list[str] = []
    outcomes = [item for _, item in entries(_option_of(case, option)["outcomes"], "")]
    known = {str(outcome["id"]): outcome for outcome in outcomes}
    added: dict[str, list[PlainMapping]] = {}
    for ident, listed in mapping(data.get("findings")).items():
        outcome = known.get(ident)
        if outcome is None or not outcome.get("findings"):
            left.append(
                f"{ident} is not an outcome with findings in this case, so what was measured of it was left out."
            )
            continue
        own = [finding for _, finding in entries(outcome["findings"], "")]
        for _, finding in entries(listed, ""):
            if finding.get("study") in [each.get("study") for each in [*own, *added.get(ident, [])]]:
                left.append(f"{shown(finding.get('study'))} is in this case already, so it was left out.")
                continue
            names = {str(each.get("id")) for each in [*own, *added.get(ident, [])]}
            added.setdefault(ident, []).append({**finding, "id": _free(str(finding.get("id")), names)})
    made = [
        {
            **outcome,
            "findings": [*[f for _, f in entries(outcome["findings"], "")], *added[str(outcome["id"])]],
        }
        if str(outcome["id"]) in added
        else outcome
        for outcome in outcomes
    ]
    return made, left


def _option_of(case: Case, option: str) -> PlainMapping:
    return next(item for _, item in entries(case.data["options"], "") if item.get("id") == option)


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _checked(case: Case, option: str, text: str | bytes, name: str) -> PlainMapping:
    """Returns what a file of findings says; raises CaseError where it is none, or of another service."""
    try:
        read = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise CaseError(name, [Problem("", "the file is not UTF-8 text.", "other bytes", FORM)]) from error
    data = mapping(plain(loaded(read, name, form=FORM)))
    if data.get("format") != FORMAT:
        raise CaseError(name, [Problem("format", "this is not a file of findings.", shown(data.get("format")), FORM)])  # fmt: skip
    own = case.option(option).template
    if data.get("template") != own:
        message = "these findings are of another service, so nothing of them was added."
        allowed = f"findings of {own}" if own else "an option that comes from a template"
        raise CaseError(name, [Problem("template", message, shown(data.get("template")), allowed)])
    if not mapping(data.get("findings")):
        raise CaseError(name, [Problem("findings", "the file holds no findings.", "nothing", choices(["findings by outcome"]))])  # fmt: skip
    return data

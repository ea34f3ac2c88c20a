"""The commands that print: what a case comes to, how sure that is, what is wrong with it, and what there is to start from."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from make_the_case.command_line.asked_cases import (
    changed,
    changes_in,
    on_standard,
    read,
    say_fixed,
    say_of_the_file,
)
from make_the_case.command_line.output import (
    CASE_HAS_ERRORS,
    DONE,
    UsageError,
    print_json,
    progress,
    say,
    why_of,
)
from make_the_case.command_line.written_files import (
    notes_asked_for,
    programme_files_asked_for,
    write_files,
    write_note,
)
from make_the_case.words.programme_formats import PROGRAMME_FORMATS

if TYPE_CHECKING:
    from valuation import Case, Library
    from valuation.case.templates import Template

MOST_MEANT = 3
"""Templates that are named where an id is none."""


def open_app(asked: argparse.Namespace) -> int:
    """Opens the app on this computer alone, without telemetry or prompts, whatever the folder says."""
    from make_the_case.serving import log_lines
    from make_the_case.store import hosted_as
    from make_the_case.views.shell.server import names_of, serve, why_not

    problem = log_lines.why_not() or why_not(asked.port)
    if problem:
        raise UsageError(problem)
    try:
        names_of(hosted_as())
    except ValueError as error:
        raise UsageError(str(error)) from error
    return serve(Path(__file__).resolve().parents[2] / "app.py", asked.port, asked.headless, hosted_as())


def write_new(asked: argparse.Namespace) -> int:
    """Writes a new case file, valid as it stands."""
    from make_the_case.authoring.new_case import company_refused, new_case, not_enablers, schema_near
    from valuation import load_library
    from valuation.case.file import write_atomically
    from valuation.case.templates import templates

    library = load_library()
    known = {template.id: template for template in templates(library)}
    enablers = asked.enablers or []
    unknown = [ident for ident in [*asked.template, *enablers] if ident not in known]
    if unknown:
        finds = "`make-the-case templates WORDS` finds one by what people call it."
        raise UsageError(" ".join([*(_not_called(ident, library) for ident in unknown), finds]))
    target = asked.output or f"{asked.template[0]}.yaml"
    is_file = target != "-"
    if is_file and Path(target).is_dir():
        raise UsageError(f"{target} is a folder. Name a file in it, ending .yaml.")
    if is_file and os.path.lexists(target) and not asked.force:
        raise UsageError(f"{target} is there already and has been kept. Choose another name, or --force it.")
    chosen, attached = [known[ident] for ident in asked.template], [known[ident] for ident in enablers]
    problems = [*company_refused(chosen), *not_enablers(attached)]
    if problems:
        raise UsageError(" ".join(problem.sentence() for problem in problems))
    if not is_file:
        print(new_case(chosen, library, enablers=attached).text, end="")
        return DONE
    text = new_case(chosen, library, Path(target).name, schema_near(Path(target)), attached).text
    try:
        write_atomically(target, text)
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({why_of(error)}).") from error
    print(f"Written to {target}")
    say([f"Next: change its numbers to yours, then make-the-case appraise {target}"])
    return DONE


def _not_called(ident: str, library: Library) -> str:
    """Returns that no template has an id, with the ids of those that were probably meant."""
    from make_the_case.authoring.template_search import find_templates
    from valuation.case.templates import template_heads
    from valuation.errors import choices

    found = find_templates(ident, template_heads(library)).idents
    meant = f"Probably meant: {choices(found, MOST_MEANT)}." if found else "Nothing like it was found."
    return f"No template is called {ident}. {meant}"


def list_templates(asked: argparse.Namespace) -> int:
    """Prints the templates, or those that have all the words, the best first."""
    from make_the_case.authoring.template_search import find_templates
    from make_the_case.words.template_words import search_notes
    from valuation import load_library
    from valuation.case.templates import template_heads, templates

    library = load_library()
    search = find_templates(" ".join(asked.words), template_heads(library))
    known = {template.id: template for template in templates(library)}
    found = [known[ident] for ident in search.idents]
    rows = [{**template.row(), "effects": _effects_of(template, library)} for template in found]
    if asked.json:
        print_json(rows)
    elif rows or not asked.words:
        from make_the_case.exports.plain_text import template_lines

        print("\n".join(template_lines(rows)))
    say(search_notes(search))
    return DONE


def _effects_of(template: Template, library: Library) -> list[dict[str, object]]:
    """Returns a template's effects as `templates --json` prints them, null ones among them."""
    from make_the_case.words.template_evidence import effects_of

    return [
        {
            "name": effect.name,
            "value": effect.value,
            "range": [effect.low, effect.high] if effect.has_interval else None,
            "figure": effect.interval,
            "unit": effect.unit,
            "grade": effect.grade,
            "status": effect.status,
            "study": effect.study,
            "design": effect.design,
            "source": effect.source,
            "in_base_case": effect.reading,
        }
        for effect in effects_of(template.data, library)
    ]


def appraise_case(asked: argparse.Namespace) -> int:
    """Prints what a case comes to."""
    case = on_standard(read(asked.case), asked.evidence)
    case = changed(case, asked.scenario, changes_in(asked.set or []))
    from valuation import answer, compile_case

    say_of_the_file(case)
    say_fixed(case)
    answered = answer(case)
    if asked.json:
        from make_the_case.exports.data_files import result_json

        print(result_json(answered).decode(), end="")
    else:
        from make_the_case.exports.plain_text import report

        print(report(answered, case, compile_case(case).assumptions), end="")
    return DONE


def say_how_sure(asked: argparse.Namespace) -> int:
    """Prints what matters most, what would have to be true, how likely it is, and what is worth finding out."""
    from valuation import EvaluationError
    from valuation.draws import refuse_impossible
    from valuation.measures import refuse_unknown

    try:
        refuse_impossible(asked.draws, asked.seed, asked.sampling)
        refuse_unknown(asked.account, asked.measure)
    except EvaluationError as error:
        raise UsageError(str(error)) from error
    case = on_standard(read(asked.case), asked.evidence)
    say_of_the_file(case)
    from valuation.sensitivity.analysis import analysed
    from valuation.sensitivity.sensitivity_answer import sensitivity_answer

    with progress(asked.draws) as each:
        analysis = analysed(case, asked.draws, asked.seed, asked.account, asked.measure, asked.sampling, each)
        told = sensitivity_answer(analysis)
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        print_json(settled_all(told.as_dict()))
        return DONE
    from make_the_case.exports.plain_text import sensitivity_report

    print(sensitivity_report(told, case), end="")
    return DONE


def plan_a_pilot(asked: argparse.Namespace) -> int:
    """Prints what it is worth to go ahead with an option, to test it first, or to leave it."""
    from valuation import EvaluationError
    from valuation.draws import METHODS, refuse_impossible
    from valuation.sensitivity.pilot import pilot, refuse_no_pilot

    try:
        refuse_impossible(asked.draws, asked.seed, METHODS[0])
        refuse_no_pilot(asked.people, asked.years, asked.account, asked.draws)
    except EvaluationError as error:
        raise UsageError(str(error)) from error
    case = read(asked.case)
    say_of_the_file(case)
    with progress(asked.draws) as each:
        found = pilot(
            case, asked.option, asked.people, asked.years, asked.comparison, asked.outcome, asked.account, asked.draws,
            asked.seed, each,
        )  # fmt: skip
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        print_json(settled_all(found.as_dict()))
        return DONE
    from make_the_case.exports.plain_text import pilot_report

    print(pilot_report(found, case), end="")
    return DONE


def choose_services(asked: argparse.Namespace) -> int:
    """Prints which services of a programme are best under its ceilings and rules."""
    from valuation import EvaluationError
    from valuation.draws import METHODS, refuse_impossible
    from valuation.programme.choosing import choose, refuse_too_few, steps_of
    from valuation.programme.programme_file import read_programme

    try:
        refuse_impossible(asked.draws, asked.seed, METHODS[0])
        refuse_too_few(asked.draws)
    except EvaluationError as error:
        raise UsageError(str(error)) from error
    formats = programme_files_asked_for(asked.to)
    programme = read_programme(Path(asked.programme))
    with progress(steps_of(programme, asked.draws)) as each:
        found = choose(programme, asked.draws, asked.seed, each)
    if formats:
        from make_the_case.exports.programme_files import makers

        names = {key: PROGRAMME_FORMATS[key].file for key in formats}
        return write_files(makers(programme, found, datetime.now()), names, Path(asked.output))
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        print_json(settled_all(found.as_dict()))
        return DONE
    from make_the_case.exports.plain_text import programme_report

    shape = programme.shape
    print(programme_report(found, shape.title or programme.name, shape.maximise, shape.commissioner), end="")
    return DONE


def say_how_it_goes(asked: argparse.Namespace) -> int:
    """Prints what was planned, what happened, what is known now, and what has become of the tests."""
    from datetime import date

    from valuation.learning.months_file import with_months_from_files
    from valuation.learning.track import track

    case = with_months_from_files(read(asked.case), Path(asked.case).resolve().parent)
    say_of_the_file(case)
    if asked.findings:
        _write_findings(case, asked.findings, not asked.unnamed)
    found = track(case, date.today())
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        print_json(settled_all(found.as_dict()))
        return DONE
    from make_the_case.exports.plain_text import track_report

    print(track_report(found, case), end="")
    return DONE


def _write_findings(case: Case, target: str, is_named: bool) -> None:
    """Writes what was measured of the preferred option as a file of findings."""
    from valuation.case.file import write_atomically
    from valuation.learning.findings_file import findings_text

    text = findings_text(case, case.preferred, is_named)
    try:
        write_atomically(target, text)
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({why_of(error)}).") from error
    say([f"What was measured is written to {target}."])


def compare_cases(asked: argparse.Namespace) -> int:
    """Prints what differs between two cases, what each difference does, and where they would agree."""
    from valuation import EvaluationError
    from valuation.compare.bridge import bridge, refuse_ratio
    from valuation.measures import refuse_unknown

    notes = notes_asked_for(asked.to)
    if asked.first == asked.second == "-":
        raise UsageError("Only one of the two cases can come from standard input.")
    try:
        refuse_unknown(asked.account, asked.measure)
        refuse_ratio(asked.measure)
    except EvaluationError as error:
        raise UsageError(str(error)) from error
    first, second = (on_standard(read(place), asked.evidence) for place in (asked.first, asked.second))
    scenario = second.shape.scenarios.get(asked.scenario) if asked.scenario is not None else None
    second = changed(second, asked.scenario, changes_in(asked.set or []), is_own_reading=True)
    say_of_the_file(second)
    say_fixed(second)
    between = bridge(first, second, asked.option, asked.account, asked.measure)
    if notes:
        from make_the_case.words.papers.challenge_note import Signed, signed_by

        given = Signed(asked.author or "", asked.interests or "")
        signed = given if given != Signed() else signed_by(first, second, scenario)
        write_note(first, second, between, notes, Path(asked.output), signed)
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        print_json(settled_all(between.as_dict()))
        return DONE
    from make_the_case.exports.plain_text import bridge_report

    print(bridge_report(between, first, second), end="")
    return DONE


def check_case(asked: argparse.Namespace) -> int:
    """Prints what is wrong with a case, and what the checks say of it; `--strict` fails on what must be fixed."""
    from valuation import CaseError

    try:
        case = on_standard(read(asked.case), asked.evidence)
    except CaseError as error:
        if asked.json:
            print_json({"errors": [problem.as_dict() for problem in error.problems], "checks": []})
        else:
            from make_the_case.exports.plain_text import problem_lines

            print("\n".join(problem_lines(error)))
        return CASE_HAS_ERRORS
    say_of_the_file(case)
    from valuation.checks.critical_friend import checks

    advice = checks(case)
    if asked.json:
        print_json({"errors": [], "checks": [check.as_dict() for check in advice]})
    else:
        from make_the_case.exports.plain_text import check_lines

        print("\n".join(check_lines(advice)))
    return CASE_HAS_ERRORS if asked.strict and any(check.severity == "stop" for check in advice) else DONE


def search_library(asked: argparse.Namespace) -> int:
    """Prints the library's entries that hold all the words, with their sources."""
    from valuation import load_library

    library = load_library()
    entries = list(library.search(asked.words))
    if asked.json:

        def source_of(entry: Mapping[str, object]) -> dict[str, object]:
            source = library.sources.get(str(entry.get("source")))
            return {"id": entry.get("source"), **(source.row if source else {})}

        print_json([{"id": ident, **entry, "source": source_of(entry)} for ident, entry in entries])
    elif entries:
        from make_the_case.exports.plain_text import library_lines

        print("\n".join(library_lines(entries, library.source_title)))
    if not entries:
        say([f"Nothing in the library holds all of: {', '.join(asked.words)}."])
    return DONE

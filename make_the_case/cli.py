"""The command line: everything that the app does, without it.

Results go to standard output, messages to standard error.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from make_the_case.words.formats import (
    AUDIENCES,
    BOARDS,
    FORMATS,
    NOTES,
    any_set_in_letters,
    asked_for_formats,
    usual_formats,
)

if TYPE_CHECKING:
    from valuation import Case
    from valuation.compare.bridge import Bridge
    from valuation.sensitivity.analysis import Analysis

DONE, CASE_HAS_ERRORS, WRONG_USAGE, STOPPED = 0, 1, 2, 130
WORKBOOKS = (".xlsx", ".xlsm")
FORMS_OF_A_VALUE = "a number, a word or a mapping such as {value: 0.1, reason: As in the pilot}"
LENGTHS = ("full", "short", "usual")
WIDTH = 80


class UsageError(Exception):
    """What was asked for cannot be done as asked; its text is for the person who asked."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in plain words, without colour and within 80 columns."""

    def __init__(self, **settings: Any):
        super().__init__(formatter_class=Words, allow_abbrev=False, **settings)
        self.color = False

    def error(self, message: str) -> NoReturn:
        """Raises the problem as a sentence."""
        raise UsageError(f"{message}. `{self.prog} --help` lists what can be asked.")


class Words(argparse.HelpFormatter):
    """Help in 80 columns, whatever the terminal's width."""

    def __init__(self, prog: str):
        super().__init__(prog, width=WIDTH)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        """Returns what is said of an argument, with the rows of a table of the field where it names one.

        Read when help is asked for: no other command waits for the engine to say what can be chosen.
        """
        words = super()._get_help_string(action)
        if words is None or "{" not in words:
            return words
        from valuation.accounts import ACCOUNTS
        from valuation.compare.bridge import splittable
        from valuation.errors import choices
        from valuation.streams import measure_names

        return words.format(
            accounts=choices(ACCOUNTS.keys), measures=choices(measure_names()), sums=choices(splittable())
        )


def parser() -> Parser:
    """Returns the commands and what each takes."""
    root = Parser(prog="make-the-case", description="What a service costs, gives back, and to whom.")
    root.add_argument(
        "--version", action="store_true", help="print the versions of program, model and library"
    )
    commands = root.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    def command(name: str, does: Callable[[argparse.Namespace], int], words: str, *common: str) -> Parser:
        found: Parser = commands.add_parser(name, help=words, description=words[:1].upper() + words[1:] + ".")
        found.set_defaults(does=does)
        if "case" in common:
            found.add_argument("case", metavar="CASE", help="a case file, or - for standard input")
        if "json" in common:
            found.add_argument("--json", action="store_true", help="print JSON")
        return found

    app = command("app", open_app, "open the app; the same as no command")
    app.add_argument("--port", type=int, default=8501, help="the port on this computer (8501)")
    app.add_argument("--headless", action="store_true", help="do not open a browser")
    new = command("new", write_new, "write a case with one option for each template")
    new.add_argument("template", nargs="+", metavar="TEMPLATE", help="an id that `templates` lists")
    new.add_argument(
        "-o", "--output", metavar="CASE.yaml", help="where to write it (TEMPLATE.yaml); - prints it"
    )
    new.add_argument(
        "--with",
        dest="enablers",
        action="append",
        metavar="ENABLER",
        help="a template that `templates` marks as an enabler, put into each option; may be repeated",
    )
    new.add_argument("--force", action="store_true", help="replace an existing file")
    command("templates", list_templates, "list the templates", "json")
    run = command("appraise", appraise_case, "say what a case comes to", "case", "json")
    run.add_argument(
        "--set", action="append", metavar="PATH=VALUE", help="use another number; may be repeated"
    )
    run.add_argument("--scenario", metavar="NAME", help="use one of the case's own sets of changes")
    check = command("check", check_case, "say what is wrong with a case", "case", "json")
    check.add_argument("--strict", action="store_true", help="status 1 for a stop as well as for an error")
    sure = command("sensitivity", say_how_sure, "say how sure the answer is", "case", "json")
    sure.add_argument(
        "--draws", type=_whole("draws"), default=10_000, metavar="N", help="futures to try (10000)"
    )
    sure.add_argument(
        "--seed", type=_whole("seed"), default=1, metavar="S", help="the same seed, the same numbers (1)"
    )
    sure.add_argument(
        "--account", default="society", metavar="A", help="who is counting: {accounts} (society)"
    )
    sure.add_argument("--measure", default="npv", metavar="M", help="what is measured: {measures} (npv)")
    sure.add_argument("--sampling", default="lhs", metavar="HOW", help="lhs, plain or sobol (lhs)")
    between = command(
        "bridge", compare_cases, "say what changed between two cases, and what each change did", "json"
    )
    between.add_argument("first", metavar="CASE_A", help="a case file, or - for standard input")
    between.add_argument("second", metavar="CASE_B", help="another, or the same with --scenario")
    between.add_argument("--option", metavar="ID", help="an option that both have (the one put forward)")
    between.add_argument(
        "--account", default="society", metavar="A", help="who is counting: {accounts} (society)"
    )
    between.add_argument("--measure", default="npv", metavar="M", help="what is measured: {sums} (npv)")
    between.add_argument("--scenario", metavar="NAME", help="read CASE_B under one of its sets of changes")
    between.add_argument(
        "--set", action="append", metavar="PATH=VALUE", help="change CASE_B; may be repeated"
    )
    between.add_argument(
        "--to", metavar=",".join(NOTES), help="write the challenge note, agreement before dispute"
    )
    between.add_argument("-o", "--output", default=".", metavar="DIR", help="the folder to write to (.)")
    library = command("library", search_library, "find assumptions with their sources", "json")
    library.add_argument("words", nargs="*", metavar="WORDS", help="what an entry must hold; all of them")
    export = command("export", export_case, "write a case's results as files", "case")
    export.add_argument(
        "--to",
        default=",".join(usual_formats()),
        metavar=",".join(usual_formats()),
        help=_formats_in_words(),
    )
    export.add_argument(
        "--audience",
        default=BOARDS,
        metavar="A",
        help=f"who the PDF and the web page are for: {', '.join(AUDIENCES)}",
    )
    export.add_argument(
        "--length",
        default="full",
        choices=LENGTHS,
        help="business-case.docx in full (the default), short, or as usual for what it costs: short under £250,000 a year",
    )
    export.add_argument(
        "--styles",
        metavar="FILE.docx",
        help="a Word file of your organisation, for its styles in business-case.docx",
    )
    export.add_argument("-o", "--output", default=".", metavar="DIR", help="the folder to write to (.)")
    return root


def _formats_in_words() -> str:
    """Returns which files there are, as the help says it."""
    files = ", ".join(FORMATS[key].file for key in usual_formats())
    asked_for = "; ".join(f"{row.key}: {row.file}, asked for by name" for row in asked_for_formats())
    return f"{files} (all of them){f'; {asked_for}' if asked_for else ''}"


# The commands ----------------------------------------------------------------------------------------------


def open_app(asked: argparse.Namespace) -> int:
    """Opens the app on this computer alone, without telemetry or prompts, whatever the folder says."""
    from make_the_case.store import hosted_as
    from make_the_case.views.shell.server import names_of, serve, why_not

    problem = why_not(asked.port)
    if problem:
        raise UsageError(problem)
    try:
        names_of(hosted_as())
    except ValueError as error:
        raise UsageError(str(error)) from error
    return serve(Path(__file__).resolve().parents[1] / "app.py", asked.port, asked.headless, hosted_as())


def _effects_of(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns a template's effects as plain data, null ones among them."""
    from make_the_case.words.template_evidence import effects_of

    return [
        {
            "name": e.name, "value": e.value, "range": [e.low, e.high], "unit": e.unit, "grade": e.grade, "status": e.status, "study": e.study,
            "design": e.design, "source": e.source, "in_base_case": e.reading,
        }
        for e in effects_of(said)
    ]  # fmt: skip


def write_new(asked: argparse.Namespace) -> int:
    """Writes a new case file, valid as it stands."""
    from make_the_case.authoring.new_case import company_refused, new_case_text, not_enablers, schema_near
    from valuation import load_library
    from valuation.case.file import write_atomically
    from valuation.case.templates import templates
    from valuation.errors import choices, probably

    library = load_library()
    known = {template.id: template for template in templates(library)}
    enablers = asked.enablers or []
    unknown = [ident for ident in [*asked.template, *enablers] if ident not in known]
    if unknown:
        words = " ".join(f"No template is called {ident}.{probably(ident, known)}" for ident in unknown)
        raise UsageError(f"{words} The templates are: {choices(list(known)) or 'none'}.")
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
        print(new_case_text(chosen, library, enablers=attached), end="")
        return DONE
    text = new_case_text(chosen, library, Path(target).name, schema_near(Path(target)), attached)
    try:
        write_atomically(target, text)
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({_why(error)}).") from error
    print(f"Written to {target}")
    _say([f"Next: change its numbers to yours, then make-the-case appraise {target}"])
    return DONE


def list_templates(asked: argparse.Namespace) -> int:
    """Prints the templates."""
    from valuation import load_library
    from valuation.case.templates import templates

    rows = [
        {**template.row(), "effects": _effects_of(template.said)} for template in templates(load_library())
    ]
    if asked.json:
        _print_json(rows)
        return DONE
    from make_the_case.exports.plain_text import template_lines

    print("\n".join(template_lines(rows)))
    return DONE


def appraise_case(asked: argparse.Namespace) -> int:
    """Prints what a case comes to."""
    case = _changed(_read(asked.case), asked.scenario, _changes(asked.set or []))
    from valuation import answer, compile_case

    _say_of_the_file(case)
    _say_fixed(case)
    found = answer(case)
    if asked.json:
        from make_the_case.exports.data_files import result_json

        print(result_json(found).decode(), end="")
    else:
        from make_the_case.exports.plain_text import report

        print(report(found, case, compile_case(case).assumptions), end="")
    return DONE


def _whole(what: str) -> Callable[[str], int]:
    """Returns a reader of whole numbers, which says what it was for."""

    def read(text: str) -> int:
        try:
            return int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a whole number, and {what} has to be one"
            ) from None

    return read


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
    case = _read(asked.case)
    _say_of_the_file(case)
    from valuation.sensitivity.analysis import analysed, sensitivity

    with _progress(asked.draws) as each:
        analysis = analysed(case, asked.draws, asked.seed, asked.account, asked.measure, asked.sampling, each)
        found = sensitivity(analysis)
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        _print_json(settled_all(found))
        return DONE
    from make_the_case.exports.plain_text import sensitivity_report

    print(sensitivity_report(found, case, analysis), end="")
    return DONE


def compare_cases(asked: argparse.Namespace) -> int:
    """Prints what differs between two cases, what each difference does, and where they would agree."""
    from valuation import EvaluationError
    from valuation.compare.bridge import bridge, refuse_ratio
    from valuation.measures import refuse_unknown

    wanted = list(dict.fromkeys(word.strip().lower() for word in (asked.to or "").split(",") if word.strip()))
    unknown = [word for word in wanted if word not in NOTES]
    if unknown or (asked.to is not None and not wanted):
        raise UsageError(
            f"--to {asked.to}: the challenge note is written as {' or '.join(NOTES)}. Use --to {','.join(NOTES)}"
        )
    if asked.first == asked.second == "-":
        raise UsageError("Only one of the two cases can come from standard input.")
    try:
        refuse_unknown(asked.account, asked.measure)
        refuse_ratio(asked.measure)
    except EvaluationError as error:
        raise UsageError(str(error)) from error
    first = _read(asked.first)
    second = _changed(_read(asked.second), asked.scenario, _changes(asked.set or []))
    _say_of_the_file(second)
    _say_fixed(second)
    found = bridge(first, second, asked.option, asked.account, asked.measure)
    if wanted:
        _write_note(first, second, found, wanted, Path(asked.output))
    if asked.json:
        from make_the_case.exports.data_files import settled_all

        _print_json(settled_all(found.as_dict()))
        return DONE
    from make_the_case.exports.plain_text import bridge_report

    print(bridge_report(found, first, second), end="")
    return DONE


def _write_note(first: Case, second: Case, found: Bridge, wanted: list[str], folder: Path) -> None:
    """Writes the challenge note in each format, and says where."""
    from make_the_case.exports.file_makers import note_makers
    from valuation.case.file import write_atomically

    makers = note_makers(first, second, found, datetime.now())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for word in wanted:
            place = folder / NOTES[word].file
            write_atomically(place, makers[word]())
            _say([f"Written to {place}"])
    except OSError as error:
        raise UsageError(f"The note cannot be written to {folder} ({_why(error)}).") from error


@contextmanager
def _progress(draws: int) -> Iterator[Callable[[int], None] | None]:
    """Gives what to tell how many draws are done: shown on standard error where a terminal is attached."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = -1

    def each(done: int) -> None:
        nonlocal shown
        share = 100 * done // draws
        if share != shown:
            shown = share
            print(f"\rTrying {draws:,} futures: {share}%", end="", file=sys.stderr, flush=True)

    try:
        yield each
    finally:
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)


def check_case(asked: argparse.Namespace) -> int:
    """Prints what is wrong with a case, and what a critical friend would say of it; `--strict` fails on a stop."""
    from valuation import CaseError

    try:
        case = _read(asked.case)
    except CaseError as error:
        if asked.json:
            _print_json({"errors": [problem.as_dict() for problem in error.problems], "checks": []})
        else:
            from make_the_case.exports.plain_text import problem_lines

            print("\n".join(problem_lines(error)))
        return CASE_HAS_ERRORS
    _say_of_the_file(case)
    from valuation.checks.critical_friend import checks

    found = checks(case)
    if asked.json:
        _print_json({"errors": [], "checks": [check.as_dict() for check in found]})
    else:
        from make_the_case.exports.plain_text import check_lines

        print("\n".join(check_lines(found)))
    return CASE_HAS_ERRORS if asked.strict and any(check.severity == "stop" for check in found) else DONE


def search_library(asked: argparse.Namespace) -> int:
    """Prints the library's entries that hold all the words, with their sources."""
    from valuation import load_library

    library = load_library()
    found = list(library.search(asked.words))
    if asked.json:
        sources = library.sources
        _print_json([{"id": ident, **entry, "source": _source(sources, entry)} for ident, entry in found])
    elif found:
        from make_the_case.exports.plain_text import library_lines

        print("\n".join(library_lines(found, library.source_title)))
    if not found:
        _say([f"Nothing in the library holds all of: {', '.join(asked.words)}."])
    return DONE


def _source(sources: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    return {"id": entry.get("source"), **sources.get(str(entry.get("source")), {})}


def export_case(asked: argparse.Namespace) -> int:
    """Writes the result as files, each whole or not at all."""
    wanted = list(dict.fromkeys(word.strip().lower() for word in asked.to.split(",") if word.strip()))
    unknown = [word for word in wanted if word not in FORMATS]
    if unknown or not wanted:
        what = f"{', '.join(unknown)}: not known" if unknown else "Nothing to write"
        raise UsageError(f"{what}. Use --to with any of {', '.join(FORMATS)}, such as --to xlsx,json")
    if asked.audience not in AUDIENCES:
        raise UsageError(f"--audience {asked.audience}: not known. Use one of {', '.join(AUDIENCES)}")
    case = _read(asked.case)
    _say_of_the_file(case)
    from make_the_case.exports.file_makers import Wanted, left_out_of_styles, makers, unprinted
    from make_the_case.words.papers.full_case import usual_length
    from valuation import MakeTheCaseError, answer
    from valuation.case.file import write_atomically

    folder, failed, written = Path(asked.output), list[str](), 0
    found, option = answer(case), case.preferred
    own_styles = _bytes_of(asked.styles) if asked.styles and "docx" in wanted else None
    length = usual_length(found, option) if asked.length == "usual" else asked.length
    papers = Wanted(asked.audience, length, own_styles, Path(asked.styles or "").name, datetime.now())
    analysis, unsure = _analysis_or_why(case)
    failed += unsure
    make = makers(case, found, option, analysis, papers)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for wanted_format in wanted:
            name = FORMATS[wanted_format].file
            try:
                content = make[wanted_format]()
            except MakeTheCaseError as error:
                failed.append(f"{name} could not be made. {error}")
                continue
            except Exception as error:  # one format that fails never takes the others with it
                failed.append(
                    f"{name} could not be made. This is a fault of Make the Case, not of your case: "
                    f"{type(error).__name__}: {str(error)[:200]}. Report it with the case."
                )
                continue
            write_atomically(folder / name, content)
            print(f"Written to {folder / name}")
            written += 1
    except OSError as error:
        raise UsageError(f"The files cannot be written to {folder} ({_why(error)}).") from error
    notes = [
        unprinted(case) if any_set_in_letters(wanted) else "",
        left_out_of_styles(papers),
    ]
    rest = ["The other files are fine."] if failed and written else []
    _say([*filter(None, notes), *failed, *rest])
    return CASE_HAS_ERRORS if failed else DONE


def _analysis_or_why(case: Case) -> tuple[Analysis | None, list[str]]:
    """Returns the simulation, or else none and why: the papers are then made without likely ranges."""
    from valuation import MakeTheCaseError

    try:
        return _analysis(case), []
    except MakeTheCaseError as error:
        return None, [
            f"Nothing could be said of how sure the answer is, so the files have no likely ranges. {error}"
        ]


def _analysis(case: Case) -> Analysis:
    """Returns the simulation that documents take their ranges from, with what goes with it."""
    from valuation.draws import DRAWS
    from valuation.sensitivity.analysis import analysed

    with _progress(DRAWS) as each:
        return analysed(case, each=each)


# Reading and changing a case -------------------------------------------------------------------------------


def _read(place: str) -> Case:
    from valuation import parse_case, read_case
    from valuation.case.file import MOST_BYTES

    if place == "-" and sys.stdin is None:
        raise UsageError("Standard input is closed, so no case can come from it. Name a file.")
    if place == "-":
        return parse_case(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")
    return _read_back(place) if Path(place).suffix.lower() in WORKBOOKS else read_case(place)


def _read_back(place: str) -> Case:
    """Returns the case of an exported workbook with what was typed into it, and says what could not be used."""
    from make_the_case.exports.workbook.read_back import read_workbook

    found = read_workbook(_bytes_of(place), Path(place).name)
    _say(
        [
            *found.report,
            f"{len(found.changes)} changed in {Path(place).name}: {', '.join(found.changes) or 'nothing'}.",
        ]
    )
    return found.changed


def _bytes_of(place: str) -> bytes:
    """Returns an uploaded file's bytes, no more than are ever opened and one."""
    from make_the_case.exports.uploads import MOST_BYTES

    try:
        with open(place, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{place} cannot be read ({_why(error)}).") from error


def _changes(written: Iterable[str]) -> dict[str, Any]:
    """Returns what each PATH=VALUE says; raises UsageError naming every one that cannot be read."""
    from valuation import CaseError
    from valuation.case.file import loaded, plain

    found: dict[str, Any] = {}
    bad: list[str] = []
    for text in written:
        path, equals, value = text.partition("=")
        if not equals or not path.strip() or not value.strip():
            bad.append(
                f"--set {text[:200]}: this should be PATH=VALUE, such as options.ID.people.uptake=0.1."
            )
            continue
        try:
            found[path.strip()] = plain(loaded(value.strip(), "--set", "it", FORMS_OF_A_VALUE))
        except CaseError as error:
            why = error.problems[0]
            bad.append(f"--set {text[:200]}: the value cannot be read: {why.message} Write {why.allowed}.")
    if bad:
        raise UsageError("\n".join(bad))
    return found


def _changed(case: Case, scenario: str | None, changes: dict[str, Any]) -> Case:
    """Returns the case under a scenario, then with changes; reports every change that cannot be made."""
    from valuation import CaseError, with_changes, with_scenario
    from valuation.case.changes import as_typed

    if scenario is not None:
        case = with_scenario(case, scenario)
    if not changes:
        return case
    changes = as_typed(case, changes)
    try:
        return with_changes(case, changes)
    except CaseError as together:
        problems = list(together.problems)
        for path, change in changes.items():
            try:
                with_changes(case, {path: change})
            except CaseError as alone:
                problems += alone.problems
        unique = {(problem.path, problem.message): problem for problem in problems}
        raise CaseError(together.name, unique.values()) from together


def _say_of_the_file(case: Case) -> None:
    from make_the_case.exports.plain_text import moved_lines
    from make_the_case.words.papers.summary import said_of_an_earlier_file
    from valuation import library_changes

    _say(moved_lines(library_changes(case)), fold=False)
    _say(said_of_an_earlier_file(case))


def _say_fixed(case: Case) -> None:
    from make_the_case.exports.plain_text import fixed_lines

    _say(fixed_lines(case))


# Printing --------------------------------------------------------------------------------------------------


def _print_json(data: Any) -> None:
    import json

    print(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False, default=str))


def _say(lines: Iterable[str], fold: bool = True) -> None:
    """Prints messages, which are not results, to standard error."""
    import textwrap

    for line in lines:
        print(textwrap.fill(line, WIDTH) if fold else line, file=sys.stderr)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _run(arguments: list[str]) -> int:
    asked = parser().parse_args(arguments)
    if asked.version:
        from valuation import MODEL_VERSION, PROGRAM_VERSION, load_library

        print(f"make-the-case {PROGRAM_VERSION}, model {MODEL_VERSION}, library {load_library().version}")
        return DONE
    if asked.command is None:
        asked = parser().parse_args(["app"])
    return int(asked.does(asked))


def _forget_output() -> None:
    """Lets the interpreter end quietly where standard output can take no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(error: Exception) -> int:
    """Says what stopped the command, in the words of the error where it is one of ours."""
    from valuation.errors import CaseError, MakeTheCaseError

    if isinstance(error, CaseError):
        from make_the_case.exports.plain_text import problem_lines

        _say(problem_lines(error), fold=False)
    elif isinstance(error, MakeTheCaseError):
        _say(str(error).splitlines())
    else:
        what = f"{type(error).__name__}: {error}"[:300]
        _say([f"This is a fault of Make the Case, not of your case: {what}. Report it with the case."])
    return CASE_HAS_ERRORS


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit status; output is UTF-8 whatever the locale."""
    # A stream that whoever started the command has closed is None, and what is written to it goes nowhere.
    sys.stdout, sys.stderr = (stream or io.StringIO() for stream in (sys.stdout, sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except UsageError as error:
        _say(str(error).splitlines())
        return WRONG_USAGE
    except BrokenPipeError:
        _forget_output()
        return DONE
    except KeyboardInterrupt:
        _say(["Stopped."])
        return STOPPED
    except OSError as error:
        _forget_output()
        _say([f"The result cannot be written ({_why(error)})."])
        return WRONG_USAGE
    except Exception as error:
        if os.environ.get("MAKE_THE_CASE_TRACEBACK"):  # for whoever mends it
            raise
        return _failed(error)
    return status


if __name__ == "__main__":
    sys.exit(main())

"""The commands and what each takes, with their help."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from make_the_case.authoring.file_schemas import KINDS
from make_the_case.command_line import (
    accounts_command,
    commands,
    rollouts,
    round_command,
    schema_command,
    serving_command,
    written_files,
)
from make_the_case.command_line.output import WIDTH, UsageError
from make_the_case.words.formats import AUDIENCES, BOARDS, FORMATS, NOTES, asked_for_formats, usual_formats
from make_the_case.words.programme_formats import PROGRAMME_FORMATS
from make_the_case.words.rollout_formats import ROLLOUT_FORMATS

LENGTHS = ("full", "short", "usual")
COMPARISONS = ("randomised", "controlled", "none")


class Parser(argparse.ArgumentParser):
    """Says what is wrong in plain words, without colour and within 80 columns."""

    def __init__(self, **settings: Any):  # whatever argparse takes
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
    root = Parser(
        prog="make-the-case",
        description="Work out what a co-produced service costs, what it achieves, who gains and how certain that is.",
    )
    root.add_argument(
        "--version", action="store_true", help="print the versions of program, model and library"
    )
    subparsers = root.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    def command(name: str, does: Callable[[argparse.Namespace], int], words: str) -> Parser:
        added: Parser = subparsers.add_parser(
            name, help=words, description=words[:1].upper() + words[1:] + "."
        )
        added.set_defaults(does=does)
        return added

    _takes_a_port(command("app", commands.open_app, "open the app; the same as no command"))
    _takes_processes(
        command("serve", serving_command.serve_many, "run several processes of the app behind a web server")
    )
    _runs_for_others(command)
    _takes_templates(command("new", commands.write_new, "write a case with one option for each template"))
    _takes_names(command("templates", commands.list_templates, "list the templates, or find one"))
    _takes_changes(command("appraise", commands.appraise_case, "show the results of a case"))
    _may_be_strict(command("check", commands.check_case, "check a case: errors, what to fix, review or note"))
    _takes_draws(command("sensitivity", commands.say_how_sure, "show how sure the results are"))
    _takes_a_pilot(command("pilot", commands.plan_a_pilot, "show what it is worth to test an option first"))
    _tracks_a_case(command("track", commands.say_how_it_goes, "show how a case is going, beside its plan"))
    _takes_a_programme(
        command("programme", commands.choose_services, "show which services are best for the money")
    )
    _takes_a_rollout(
        command("rollout", rollouts.roll_a_service_out, "show what a service comes to in many places")
    )
    _takes_two_cases(
        command("bridge", commands.compare_cases, "show what explains the difference between two cases")
    )
    _asks_people(
        command("round", round_command.hold_a_round, "ask people for numbers of a case, and pool answers")
    )
    _takes_words(command("library", commands.search_library, "find assumptions with their sources"))
    _takes_a_kind(
        command("schema", schema_command.give_a_schema, "give an editor the keys that a file may have")
    )
    _takes_formats(command("export", written_files.export_case, "write a case's results as files"))
    return root


def _runs_for_others(command: Callable[..., Parser]) -> None:
    """Adds the commands for whoever runs the app for an organisation, where people sign in."""
    own = accounts_command
    own.takes_a_log(command("audit", own.read_the_log, "show who did what on a server where people sign in"))
    own.takes_a_team(
        command("teams", own.look_after_teams, "list the teams of a server, or give one an owner")
    )
    own.takes_cases(command("hold", own.keep_by_law, "keep cases of a server from being deleted"))
    own.takes_a_person(
        command("person", own.look_after_a_person, "write or erase what a server holds about a person")
    )


def _takes_a_case(command: Parser) -> None:
    command.add_argument("case", metavar="CASE", help="a case file, or - for standard input")


def _prints_json(command: Parser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON")


def _asks_for_proof(command: Parser) -> None:
    """Lets the standard of proof be chosen that effects from findings use."""
    command.add_argument(
        "--evidence",
        choices=("expected", "proven"),
        help="the standard of proof: what to plan on, or what could be defended to an auditor (as the case says)",
    )


def _counts_for(command: Parser, measures: str) -> None:
    """Lets the point of view and the measure be chosen."""
    command.add_argument(
        "--account", default="society", metavar="A", help="point of view: {accounts} (society)"
    )
    command.add_argument("--measure", default="npv", metavar="M", help=f"what is measured: {measures} (npv)")


def _goes_to_a_folder(command: Parser) -> None:
    command.add_argument("-o", "--output", default=".", metavar="DIR", help="the folder to write to (.)")


def _takes_a_port(app: Parser) -> None:
    app.add_argument("--port", type=int, default=8501, help="the port on this computer (8501)")
    app.add_argument("--headless", action="store_true", help="do not open a browser")


def _takes_processes(serve: Parser) -> None:
    serve.add_argument("--processes", type=int, default=2, metavar="N", help="how many processes (2)")
    serve.add_argument(
        "--port",
        type=int,
        default=8501,
        metavar="P",
        help="the first one's port; the others have those after it (8501)",
    )
    serve.add_argument("--address", metavar="A", help="the address that they listen on (localhost)")


def _takes_templates(new: Parser) -> None:
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


def _takes_names(templates: Parser) -> None:
    _prints_json(templates)
    templates.add_argument(
        "words",
        nargs="*",
        metavar="WORDS",
        help="what people call it or need, such as link worker or loneliness; the best found first",
    )


def _takes_changes(appraise: Parser) -> None:
    _takes_a_case(appraise)
    _prints_json(appraise)
    appraise.add_argument(
        "--set", action="append", metavar="PATH=VALUE", help="use another number; may be repeated"
    )
    appraise.add_argument("--scenario", metavar="NAME", help="use one of the case's own scenarios")
    _asks_for_proof(appraise)


def _may_be_strict(check: Parser) -> None:
    _takes_a_case(check)
    _prints_json(check)
    check.add_argument(
        "--strict", action="store_true", help="status 1 for a check marked must fix, as well as for an error"
    )
    _asks_for_proof(check)


def _takes_draws(sensitivity: Parser) -> None:
    _takes_a_case(sensitivity)
    _prints_json(sensitivity)
    _is_drawn(sensitivity)
    _counts_for(sensitivity, "{measures}")
    _asks_for_proof(sensitivity)
    sensitivity.add_argument("--sampling", default="lhs", metavar="HOW", help="lhs, plain or sobol (lhs)")


def _takes_a_pilot(pilot: Parser) -> None:
    _takes_a_case(pilot)
    _prints_json(pilot)
    pilot.add_argument("--option", metavar="ID", help="the option to test (the preferred option)")
    pilot.add_argument(
        "--people", type=_whole("people"), metavar="N", help="people who start in the test (several sizes)"
    )
    pilot.add_argument(
        "--years",
        type=_whole("years"),
        metavar="D",
        help="years in which people start (as the case says, or 2)",
    )
    pilot.add_argument(
        "--comparison",
        choices=COMPARISONS,
        help="who they are compared with: others by lot, others like them, or themselves before (controlled)",
    )
    pilot.add_argument(
        "--outcome", metavar="ID", help="the outcome that is measured (the one that matters most)"
    )
    pilot.add_argument(
        "--account", default="society", metavar="A", help="point of view: {accounts}, or nice (society)"
    )
    _is_drawn(pilot)


def _takes_a_programme(programme: Parser) -> None:
    programme.add_argument(
        "programme", metavar="FILE", help="a programme file, with its cases in the same folder"
    )
    _prints_json(programme)
    _is_drawn(programme)
    programme.add_argument(
        "--to",
        metavar=",".join(PROGRAMME_FORMATS),
        help="write the papers: a board summary, the whole paper, the web page, a workbook, the figures",
    )
    _goes_to_a_folder(programme)


def _takes_a_rollout(rollout: Parser) -> None:
    rollout.add_argument(
        "rollout", metavar="FILE", help="a roll-out file, with its case and its places in the same folder"
    )
    _prints_json(rollout)
    _is_drawn(rollout)
    rollout.add_argument(
        "--to",
        metavar=",".join(ROLLOUT_FORMATS),
        help=f"write the papers: {', '.join(row.file for row in ROLLOUT_FORMATS.values())}",
    )
    _goes_to_a_folder(rollout)
    rollout.add_argument(
        "--jobs",
        type=_whole("jobs"),
        metavar="N",
        help="processes that share the work (one for each core); the results are the same",
    )
    rollout.add_argument(
        "--keep",
        metavar="DIR",
        help="where what is done is kept until all of it is, so that the same command goes on from there (a folder of your own)",
    )


def _tracks_a_case(track: Parser) -> None:
    _takes_a_case(track)
    _prints_json(track)
    track.add_argument(
        "--findings",
        metavar="FILE.yaml",
        help="write what was measured as a file that another case of the same template reads",
    )
    track.add_argument(
        "--unnamed", action="store_true", help="leave the organisation's name out of that file"
    )


def _is_drawn(command: Parser) -> None:
    """Lets it be chosen how many draws there are, and which."""
    command.add_argument(
        "--draws", type=_whole("draws"), default=10_000, metavar="N", help="simulation runs (10000)"
    )
    command.add_argument(
        "--seed", type=_whole("seed"), default=1, metavar="S", help="the same seed, the same numbers (1)"
    )


def _takes_two_cases(bridge: Parser) -> None:
    _prints_json(bridge)
    bridge.add_argument("first", metavar="CASE_A", help="a case file, or - for standard input")
    bridge.add_argument("second", metavar="CASE_B", help="another, or the same with --scenario")
    bridge.add_argument("--option", metavar="ID", help="an option that both have (the preferred option)")
    _counts_for(bridge, "{sums}")
    _asks_for_proof(bridge)
    bridge.add_argument("--scenario", metavar="NAME", help="use one of the scenarios of CASE_B")
    bridge.add_argument("--set", action="append", metavar="PATH=VALUE", help="change CASE_B; may be repeated")
    bridge.add_argument(
        "--to", metavar=",".join(NOTES), help="write the challenge note, agreement before dispute"
    )
    bridge.add_argument("--author", metavar="NAME", help="who disputes: the note is signed with it")
    bridge.add_argument("--interests", metavar="WORDS", help="who paid for the note, and who stands to gain")
    _goes_to_a_folder(bridge)


def _asks_people(held: Parser) -> None:
    held.add_argument("case", nargs="?", metavar="CASE", help="a case file")
    _prints_json(held)
    held.add_argument("--ask", metavar="PATH,…", help="1 to 8 numbers of the case that people are asked for")
    held.add_argument("--weigh", metavar="ID,…", help="outcomes of the case on which people share 100 points")
    held.add_argument("-o", "--output", metavar="FILE.csv", help="where the questions are written (printed)")
    held.add_argument(
        "--answers", metavar="FILE.csv", help="the questions with answers, a row for each person and question"
    )
    held.add_argument("--into", metavar="CASE", help="the case file that the pooled numbers are written to")
    held.add_argument("--at", metavar="DAY", help="the day of the workshop, such as 2026-11-30 (today)")
    held.add_argument("--force", action="store_true", help="replace another existing file with --into")


def _takes_words(library: Parser) -> None:
    _prints_json(library)
    library.add_argument("words", nargs="*", metavar="WORDS", help="what an entry must hold; all of them")


def _takes_a_kind(schema: Parser) -> None:
    schema.add_argument("kind", nargs="?", default="case", choices=KINDS, help="which kind of file (case)")
    schema.add_argument("-o", "--output", metavar="FILE.json", help="where to write it (printed)")
    schema.add_argument("--force", action="store_true", help="replace an existing file")


def _takes_formats(export: Parser) -> None:
    _takes_a_case(export)
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
        help="business-case.docx in full (the default), short, or as usual (short where it costs under £250,000 a year)",
    )
    export.add_argument(
        "--styles",
        metavar="FILE.docx",
        help="a Word file of your organisation: its styles for business-case.docx, and the logo in its header for the PDF and the web page",
    )
    _asks_for_proof(export)
    _goes_to_a_folder(export)


def _formats_in_words() -> str:
    """Returns which files there are, as the help says it."""
    files = ", ".join(FORMATS[key].file for key in usual_formats())
    asked_for = "; ".join(f"{row.key}: {row.file}, asked for by name" for row in asked_for_formats())
    return f"{files} (all of them){f'; {asked_for}' if asked_for else ''}"


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

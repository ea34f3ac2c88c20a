"""The commands for whoever runs the app for an organisation: the audit log, teams, legal holds, and a person's own data."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from make_the_case.command_line.output import DONE, UsageError, print_json, say, why_of

if TYPE_CHECKING:
    from make_the_case.store import Running

LINES_PRINTED = 40


def takes_a_log(audit: argparse.ArgumentParser) -> None:
    """Adds what `audit` takes."""
    audit.add_argument("--csv", metavar="FILE.csv", help="write all of it as CSV; - prints it")
    audit.add_argument("--since", metavar="DAY", help="from this day on, such as 2026-11-30")
    audit.add_argument("--team", type=int, metavar="N", help="of this team alone, by its number")
    audit.add_argument("--case", type=int, metavar="N", help="of this case alone, by its number")
    audit.add_argument("--force", action="store_true", help="replace an existing file")


def takes_a_team(teams: argparse.ArgumentParser) -> None:
    """Adds what `teams` takes."""
    teams.add_argument("team", nargs="?", type=int, metavar="TEAM", help="the number of a team")
    teams.add_argument(
        "--owner", metavar="ADDRESS", help="make whoever has this address an owner of the team"
    )
    teams.add_argument("--json", action="store_true", help="print JSON")


def takes_cases(hold: argparse.ArgumentParser) -> None:
    """Adds what `hold` takes."""
    hold.add_argument(
        "cases", nargs="*", type=int, metavar="CASE", help="numbers of cases; none lists what is held"
    )
    hold.add_argument("--lift", action="store_true", help="lift the hold, in place of placing it")


def takes_a_person(person: argparse.ArgumentParser) -> None:
    """Adds what `person` takes."""
    person.add_argument(
        "subject", metavar="SUBJECT", help="by which the provider of sign-ins knows the person"
    )
    person.add_argument(
        "--issuer", default="", metavar="URL", help="the provider, where several know this subject"
    )
    person.add_argument("-o", "--output", metavar="FILE.zip", help="write everything that is held about them")
    person.add_argument("--erase", action="store_true", help="erase everything that is held about them")
    person.add_argument(
        "--address", default="", metavar="A", help="with --erase: their address, as it is in teams"
    )
    person.add_argument("--force", action="store_true", help="replace an existing file")


def read_the_log(asked: argparse.Namespace) -> int:
    """Prints the audit log, or writes it as CSV."""
    from make_the_case.exports.log_csv import log_csv
    from make_the_case.words.audit_words import DEEDS

    with _running() as running:
        log = running.log(asked.team, asked.case, _day(asked.since))
        if asked.csv:
            content = log_csv(log)
            if asked.csv == "-":
                print(content.decode("utf-8-sig"), end="")
            else:
                _write_for_oneself(asked.csv, content, asked.force)
            running.note_log_taken()
            say([f"{len(log):,} lines."])
            return DONE
    for line in log[:LINES_PRINTED]:
        case = "" if line.draft is None else f", case {line.draft}"
        team = "" if line.team is None else f", team {line.team}"
        about = f", {line.about}" if line.about else ""
        print(f"{line.at}  {line.who}: {DEEDS[line.did]}{case}{team}{about}")
    left = len(log) - LINES_PRINTED
    say([f"Another {left:,} came before these. --csv FILE.csv writes all of them."] if left > 0 else [])
    return DONE


def look_after_teams(asked: argparse.Namespace) -> int:
    """Lists the teams, or gives one another owner."""
    from dataclasses import asdict

    from make_the_case.words.phrases import counted

    if (asked.team is None) != (asked.owner is None):
        raise UsageError(
            "To give a team another owner, write its number and --owner ADDRESS. Without both, teams are listed."
        )
    with _running() as running:
        if asked.owner is not None:
            running.make_owner(asked.team, asked.owner)
            print(f"Whoever signs in with {asked.owner} is an owner of team {asked.team} now.")
            return DONE
        teams = running.teams()
    if asked.json:
        print_json([asdict(team) for team in teams])
        return DONE
    for team in teams:
        people = counted(team.people, "person", "people")
        who = (
            f"{people}, put into it by groups of the sign-in or by an owner"
            if team.is_of_groups
            else f"{people} besides its owner, who decides who is in it"
        )
        signed = (
            f"an owner last signed in on {team.owner_signed_in}"
            if team.owner_signed_in
            else "no owner has signed in"
        )
        owner = signed if team.has_owner else "IT HAS NO OWNER"
        print(f"{team.number}  {team.name}: {counted(team.cases, 'case')}, {who}; {owner}")
    say([] if teams else ["There is no team yet."])
    return DONE


def keep_by_law(asked: argparse.Namespace) -> int:
    """Lists legal holds, places them or lifts them."""
    with _running() as running:
        if not asked.cases:
            for hold in running.holds():
                team = "" if hold.team is None else f", of team {hold.team}"
                print(f"Case {hold.case}{team}: held since {hold.since}")
            return DONE
        named = ", ".join(map(str, asked.cases))
        if asked.lift:
            gone = running.lift(asked.cases)
            print(f"No hold keeps case {named} now.")
            if gone:
                print(
                    f"Deleted with it, because its owner had been erased: case {', '.join(map(str, gone))}."
                )
        else:
            running.hold(asked.cases)
            print(f"A legal hold keeps case {named}: nobody can delete it, and it does not go into the bin.")
    return DONE


def look_after_a_person(asked: argparse.Namespace) -> int:
    """Writes what is held about a person, or erases it."""
    from make_the_case.exports.own_data_file import own_data_zip
    from make_the_case.words.phrases import counted

    if (asked.output is None) == (not asked.erase):
        raise UsageError("Write either -o FILE.zip, for what is held about the person, or --erase.")
    with _running() as running:
        if asked.output is not None:
            _write_for_oneself(
                asked.output, own_data_zip(running.about(asked.subject, asked.issuer), {}), asked.force
            )
            return DONE
        erased = running.erase(asked.subject, asked.issuer, asked.address)
    print(
        f"Erased: {counted(erased.drafts, 'case')} of their own, and their name beside {counted(erased.revisions, 'change')} in cases of teams. "
        f"A legal hold keeps {counted(erased.held, 'case')}."
    )
    if not asked.address:
        say(["Without --address, the person's address is still in the teams that have it."])
    return DONE


@contextmanager
def _running() -> Iterator[Running]:
    """Opens the database that the server has, by the same settings; what it refuses is said as it says it."""
    from make_the_case.store import StoreError, Unavailable, folder_of_drafts, opened_drafts

    folder = folder_of_drafts()
    if not os.environ.get("DATABASE_URL") and not (folder / "drafts.sqlite").exists():
        raise UsageError(
            f"There are no drafts in {folder}. Run this as the server runs, as its user and with its settings: MAKE_THE_CASE_DATA or "
            "DATABASE_URL say where its drafts are."
        )
    try:
        drafts = opened_drafts()
        try:
            yield drafts.running()
        finally:
            drafts.close()
    except Unavailable as error:
        raise UsageError(error.in_short) from error
    except StoreError as error:
        raise UsageError(str(error)) from error


def _write_for_oneself(name: str, content: bytes, is_forced: bool) -> None:
    """Writes a file that its owner alone may read: it says who did what."""
    place = Path(name)
    if place.is_dir():
        raise UsageError(f"{place} is a folder. Name a file in it.")
    if os.path.lexists(place) and not is_forced:
        raise UsageError(f"{place} is there already and has been kept. Choose another name, or --force it.")
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise UsageError(f"{place} cannot be written ({why_of(error)}).") from error
    print(f"Written to {place}")


def _day(text: str | None) -> str:
    try:
        return "" if text is None else date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(
            f"--since {text}: this is not a day. Write year-month-day, such as 2026-11-30."
        ) from None

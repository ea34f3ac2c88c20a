"""The commands for whoever runs the app for an organisation, on a database that the app made."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from command import DONE, WRONG_USAGE, printed, run

from make_the_case.store import Drafts, Person

ADA = Person("https://sign-in.example.org", "subject-of-ada", "Ada", "ada@example.org", 1.0)


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch) -> Drafts:
    folder = tmp_path / "drafts"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("MAKE_THE_CASE_DATA", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = Drafts(f"sqlite:///{folder / 'drafts.sqlite'}")
    ada = found.of(ADA)
    secret = ada.create("one", title="One")
    team = ada.teams().make("Northshire")
    ada.give(secret, team)
    ada.create("her own", title="Her own")
    yield found
    found.close()


def refused(*words: object) -> str:
    done = run(*words)
    assert done.returncode == WRONG_USAGE
    return " ".join(done.stderr.decode().split())


def test_the_audit_log_is_printed_and_written_for_its_owner_alone(drafts, tmp_path: Path) -> None:
    said = printed(run("audit"))
    assert "Ada: Began a case, case 1" in said and "One" not in said
    assert "case 2" not in printed(run("audit", "--case", 1)) and "case 2" not in printed(
        run("audit", "--team", 1)
    )
    file = tmp_path / "log.csv"
    assert run("audit", "--csv", file).returncode == DONE
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert {row["did"] for row in rows} == {"began", "made_team", "gave"} and {
        row["who"] for row in rows
    } == {"Ada"}
    if os.name != "nt":
        assert file.stat().st_mode & 0o077 == 0
    assert "is there already" in refused("audit", "--csv", file)
    assert "took_log" in printed(run("audit", "--csv", "-"))
    assert printed(run("audit", "--since", "2999-01-01")) == ""
    assert "this is not a day" in refused("audit", "--since", "yesterday")


def test_teams_are_listed_and_one_is_given_an_owner(drafts) -> None:
    assert "1  Northshire: one case" in printed(run("teams"))
    (team,) = json.loads(printed(run("teams", "--json")))
    assert team["name"] == "Northshire" and team["has_owner"]
    printed(run("teams", 1, "--owner", "Ben@example.org"))
    ben = drafts.of(Person(ADA.issuer, "ben", "Ben", "ben@example.org", 1.0))
    assert ben.teams().mine()[0].is_mine
    assert "There is no team 7" in refused("teams", 7, "--owner", "ben@example.org")
    assert "is not an e-mail address" in refused("teams", 1, "--owner", "ben")
    assert "--owner ADDRESS" in refused("teams", 1)


def test_holds_are_placed_listed_and_lifted(drafts) -> None:
    assert "A legal hold keeps case 1, 2" in printed(run("hold", 1, 2))
    assert "Case 1, of team 1: held since" in printed(run("hold"))
    assert "No hold keeps case 1 now." in printed(run("hold", 1, "--lift"))
    assert "Case 1" not in printed(run("hold")) and "Case 2: held since" in printed(run("hold"))
    assert "There is no case 9" in refused("hold", 9)


def test_what_is_held_about_a_person_is_written_and_erased(drafts, tmp_path: Path) -> None:
    file = tmp_path / "ada.zip"
    run("person", "subject-of-ada", "-o", file)
    with zipfile.ZipFile(file) as held:
        assert json.loads(held.read("about_you.json"))["cases"][0]["title"] == "Her own"
    assert "only owner of “Northshire”" in refused("person", "subject-of-ada", "--erase")
    drafts.running().make_owner(1, "ben@example.org")
    said = printed(run("person", "subject-of-ada", "--erase", "--address", "ada@example.org"))
    assert "Erased: one case of their own" in said and drafts.count() == 1
    assert "this subject" in refused("person", "subject-of-ada", "--erase")
    assert "either -o FILE.zip" in refused("person", "subject-of-ada")


def test_where_there_is_no_database_none_is_made(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("MAKE_THE_CASE_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for words in (("audit",), ("teams",), ("hold", 1), ("person", "x", "--erase")):
        assert "There are no drafts in" in refused(*words)
    assert not (tmp_path / "elsewhere").exists()
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert "cannot be used" in refused("audit")

"""Whose a case is: one person's, one team's, or nobody's; and all that was tried at another's. On SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from databases import database, postgresql, program_of_postgresql
from sqlalchemy import create_engine, make_url

from make_the_case.store import Drafts, NoSuchDraft, NotUnderstood, NotYours, Person
from make_the_case.store.members import MOST_MEMBERS

__all__ = ["database", "postgresql"]

HERE = "https://sign-in.example.org"
ADA = Person(HERE, "1", "Ada", "ada@example.org")
BEN = Person(HERE, "2", "Ben", "ben@example.org")
CY = Person(HERE, "3", "Cy", "cy@example.org")
RELEASE = Path(__file__).parent / "releases" / "0.1.0" / "drafts.sqlite"
LINK = "a-link-of-release-010A"


@pytest.fixture
def drafts(database):
    found = Drafts(database)
    yield found
    found.close()


def titles(drafts: Drafts, person: Person | None) -> list[str]:
    return [case.title for case in drafts.of(person).listed()]


def test_a_case_is_listed_for_its_person_under_the_title_it_has_now(drafts) -> None:
    ada = drafts.of(ADA)
    secret = ada.create("one", "Ada", "Begun", title="Peer support")
    ada.save(secret, 1, "two", "Ada", "Title", title="Peer support in Northshire")
    (case,) = ada.listed()
    assert (case.title, case.author, case.team) == ("Peer support in Northshire", "Ada", "")
    assert titles(drafts, BEN) == [] and titles(drafts, None) == []


def test_a_link_from_the_list_opens_the_same_case_for_its_person(drafts) -> None:
    ada = drafts.of(ADA)
    first = ada.create("one")
    again = ada.link_to(ada.listed()[0].id)
    assert again != first
    assert ada.save(again, 1, "two") == 2 and ada.open(first).head.body == "two"


ATTEMPTS: dict[str, Callable[[Drafts, str, int], Any]] = {
    "open it": lambda them, secret, ident: them.open(secret),
    "overwrite it": lambda them, secret, ident: them.save(secret, 1, "theirs"),
    "read its history": lambda them, secret, ident: them.history(secret),
    "read a revision": lambda them, secret, ident: them.revision(secret, 1),
    "make a link for reading": lambda them, secret, ident: them.share_for_reading(secret),
    "withdraw its link for reading": lambda them, secret, ident: them.withdraw(secret),
    "delete it": lambda them, secret, ident: them.delete(secret),
    "ask whose it is": lambda them, secret, ident: them.whose(secret),
    "have a link made from its number": lambda them, secret, ident: them.link_to(ident),
    "have a link made from a number that is not there": lambda them, secret, ident: them.link_to(999_999),
}
"""What somebody tries who has even the link and the number of another's case, which nobody is told."""

OTHERS = {
    "nobody, without signing in": None,
    "another person": BEN,
    "the same number at another provider": Person("https://elsewhere.example", "1", "Ada", "ada@example.org"),
    "the same name and address under another number": Person(HERE, "9", "Ada", "ada@example.org"),
    "one with no number": Person(HERE, "", "Ada", "ada@example.org"),
    "one who writes a pattern": Person("%", "%", "%", "%@%"),
    "one who writes a statement": Person("' OR '1'='1", "' OR '1'='1", "x", "x@example.org"),
    "a member of another team": CY,
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("owner", ["a person", "a team"])
def test_another_can_do_nothing_to_a_case_and_learns_nothing(drafts, owner: str, other: str) -> None:
    ada, them = drafts.of(ADA), drafts.of(OTHERS[other])
    secret = ada.create("hers", title="Hers")
    reading = ada.share_for_reading(secret)
    if owner == "a team":
        ada.give(secret, ada.teams().make("Northshire"))
    elsewhere = drafts.of(BEN).teams().make("Elsewhere")
    drafts.of(BEN).teams().add(elsewhere, "cy@example.org")
    ident = ada.listed()[0].id
    said = set()
    for attempt in ATTEMPTS.values():
        with pytest.raises(NoSuchDraft) as found:
            attempt(them, secret, ident)
        said.add(str(found.value))
    assert said == {str(NoSuchDraft())}, "the same sentence as for a link that never was"
    with pytest.raises((NoSuchDraft, NotYours)):
        them.give(secret, None)
    with pytest.raises((NoSuchDraft, NotYours)):
        them.give(secret, elsewhere)
    assert "Hers" not in [case.title for case in them.listed()]
    assert ada.open(secret).head.body == "hers" and ada.open(secret).has_reading_link
    assert drafts.of(None).open(reading).is_for_reading, "a link for reading is for whoever has it"


def test_nobody_gives_their_case_to_a_team_they_are_not_in(drafts) -> None:
    theirs = drafts.of(BEN).teams().make("Elsewhere")
    ada = drafts.of(ADA)
    secret = ada.create("hers", title="Hers")
    for team in (theirs, 999_999):
        with pytest.raises(NotYours):
            ada.give(secret, team)
    assert titles(drafts, BEN) == [] and ada.listed()[0].team == ""


def test_a_teams_members_open_and_change_its_cases_and_its_owner_alone_ends_them(drafts) -> None:
    ada, ben = drafts.of(ADA), drafts.of(BEN)
    team = ada.teams().make("Northshire")
    ada.teams().add(team, " Ben@Example.org ")
    secret = ben.create("Ben's", title="Link workers")
    ben.give(secret, team)
    assert titles(drafts, ADA) == titles(drafts, BEN) == ["Link workers"]
    assert ada.save(secret, 1, "Ada's") == 2 and ben.save(secret, 2, "Ben's again") == 3
    assert not ben.whose(secret).may_end and ada.whose(secret).may_end
    for attempt in (lambda: ben.delete(secret), lambda: ben.give(secret, None)):
        with pytest.raises(NotYours, match="Only an owner of the team"):
            attempt()
    ada.delete(secret)
    with pytest.raises(NoSuchDraft):
        ben.open(secret)


def test_who_is_taken_out_or_leaves_opens_nothing_from_then_on(drafts) -> None:
    ada, ben = drafts.of(ADA), drafts.of(BEN)
    team = ada.teams().make("Northshire")
    secret = ada.create("one", title="One")
    ada.give(secret, team)
    for go in (
        lambda: ada.teams().remove(team, "BEN@example.org"),
        lambda: ben.teams().leave(team),
    ):
        ada.teams().add(team, "ben@example.org")
        link = ben.link_to(ben.listed()[0].id)
        assert ben.open(link).head.body == "one"
        go()
        for tried in (secret, link):
            with pytest.raises(NoSuchDraft):
                ben.open(tried)
        assert titles(drafts, BEN) == [] and ben.teams().mine() == []


def test_an_address_that_nobody_has_verified_joins_no_team(drafts) -> None:
    ada = drafts.of(ADA)
    team = ada.teams().make("Northshire")
    ada.teams().add(team, "ben@example.org")
    secret = ada.create("one")
    ada.give(secret, team)
    unverified = drafts.of(Person(HERE, "2", "Ben", ""))
    with pytest.raises(NoSuchDraft):
        unverified.open(secret)
    assert unverified.teams().mine() == []


def test_only_its_owner_changes_a_team(drafts) -> None:
    ada, ben = drafts.of(ADA), drafts.of(BEN)
    team = ada.teams().make("Northshire")
    ada.teams().add(team, "ben@example.org")
    for attempt in (
        lambda: ben.teams().add(team, "cy@example.org"),
        lambda: ben.teams().remove(team, "ben@example.org"),
        lambda: ben.teams().end(team),
        lambda: drafts.of(CY).teams().end(team),
        lambda: ada.teams().end(999_999),
        lambda: drafts.of(None).teams(),
    ):
        with pytest.raises(NotYours):
            attempt()
    (as_ben_sees_it,) = ben.teams().mine()
    assert (as_ben_sees_it.name, as_ben_sees_it.is_mine) == ("Northshire", False)
    assert as_ben_sees_it.members == ("ben@example.org",)
    assert drafts.of(CY).teams().mine() == []


def test_the_cases_of_a_team_that_is_ended_are_its_owners(drafts) -> None:
    ada, ben = drafts.of(ADA), drafts.of(BEN)
    team = ada.teams().make("Northshire")
    ada.teams().add(team, "ben@example.org")
    secret = ben.create("one", title="One")
    ben.give(secret, team)
    ada.teams().end(team)
    assert titles(drafts, ADA) == ["One"] and titles(drafts, BEN) == []
    with pytest.raises(NoSuchDraft):
        ben.open(secret)


def test_a_case_that_is_nobodys_can_be_made_ones_own_by_who_has_its_link(drafts) -> None:
    secret = drafts.create("before there was sign-in")
    ada = drafts.of(ADA)
    assert ada.whose(secret).may_end and not ada.whose(secret).is_mine
    ada.give(secret, None)
    assert ada.whose(secret).is_mine
    with pytest.raises(NoSuchDraft):
        drafts.open(secret)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "ada", "ada@", "@example.org", "ada@example", "a b@example.org", "a@x.org, b@x.org", "x" * 250 + "@x.org"],
)  # fmt: skip
def test_what_is_no_address_is_said_and_adds_nobody(drafts, typed: str) -> None:
    teams = drafts.of(ADA).teams()
    team = teams.make("Northshire")
    with pytest.raises(NotUnderstood, match="is not an e-mail address"):
        teams.add(team, typed)
    assert teams.mine()[0].members == ()


def test_a_team_has_a_name_and_no_more_members_than_a_team_has(drafts) -> None:
    teams = drafts.of(ADA).teams()
    for name in ("", "   ", "x" * 101):
        with pytest.raises(NotUnderstood, match="from one to 100"):
            teams.make(name)
    team = teams.make("  North \n shire ")
    for k in range(MOST_MEMBERS):
        teams.add(team, f"m{k}@example.org")
    with pytest.raises(NotUnderstood, match="at most 200"):
        teams.add(team, "one-more@example.org")
    assert teams.mine()[0].name == "North shire" and len(teams.mine()[0].members) == MOST_MEMBERS


def test_a_person_who_begins_in_six_tabs_at_once_is_one_person(drafts) -> None:
    ada, start, failed = drafts.of(ADA), threading.Barrier(6), []

    def begin(k: int) -> None:
        start.wait()
        try:
            ada.create(f"case {k}")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=begin, args=(k,)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and len(ada.listed()) == 6


def test_a_database_of_the_first_version_is_taken_on_with_every_draft(database, tmp_path) -> None:
    """The tables of 0.1.0, with its rows, in each kind of database."""
    with sqlite3.connect(RELEASE) as old:
        made = [row[0] for row in old.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
        rows = {
            name: old.execute(f"SELECT * FROM {name}").fetchall() for name in ("meta", "draft", "revision")
        }
    old.close()
    url = make_url(database)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if "postgres" in url.drivername else url)
    with engine.begin() as work:
        for statement in made:
            work.exec_driver_sql(statement)
        for name, found in rows.items():
            for row in found:
                values = ", ".join(
                    "NULL"
                    if v is None
                    else str(v)
                    if isinstance(v, int)
                    else f"'{v.replace(chr(39), chr(39) * 2)}'"
                    for v in row
                )
                work.exec_driver_sql(f"INSERT INTO {name} VALUES ({values})".replace("%", "%%"))
        if "postgres" in url.drivername:  # as its counter stands after these rows
            work.exec_driver_sql("CREATE SEQUENCE IF NOT EXISTS draft_id_seq START 100 OWNED BY draft.id")
            work.exec_driver_sql("ALTER TABLE draft ALTER COLUMN id SET DEFAULT nextval('draft_id_seq')")
    engine.dispose()
    for _ in range(2):  # taken on, and then opened as any other
        drafts = Drafts(database)
        assert [r.number for r in drafts.history(LINK)] == [2, 1]
        drafts.close()
    drafts = Drafts(database)
    ada = drafts.of(ADA)
    ada.give(LINK, None)
    assert len(ada.listed()) == 1 and ada.save(LINK, 2, "three", title="Now hers") == 3
    assert ada.create("new") and titles(drafts, ADA)[::-1] == ["Now hers", ""]
    drafts.close()


def test_a_backup_of_postgresql_restored_elsewhere_gives_back_every_case_person_and_team(
    postgresql, tmp_path
) -> None:
    """As docs/hosting.md says: `pg_dump` while the app runs, `psql` into an empty database."""
    import psycopg

    dump, restore = (program_of_postgresql(name) for name in ("pg_dump", "psql"))
    if dump is None or restore is None:
        pytest.skip("PostgreSQL's own pg_dump and psql are not installed (apt install postgresql)")
    server = postgresql.rpartition("/")[0]
    with psycopg.connect(postgresql, autocommit=True) as work:
        for name in ("used", "restored"):
            work.execute(f"DROP DATABASE IF EXISTS {name}")
            work.execute(f"CREATE DATABASE {name}")
    first = Drafts(f"{server}/used")
    ada = first.of(ADA)
    secrets = [ada.create(f"case {k}", title=f"Case {k}") for k in range(20)]
    team = ada.teams().make("Northshire")
    ada.teams().add(team, "ben@example.org")
    ada.give(secrets[3], team)
    reading = ada.share_for_reading(secrets[4])
    backup = tmp_path / "backup.sql"
    backup.write_bytes(subprocess.run([dump, f"{server}/used"], check=True, capture_output=True).stdout)
    ada.delete(secrets[0])
    first.close()
    command = [restore, "-q", "-v", "ON_ERROR_STOP=1", "-f", str(backup), f"{server}/restored"]
    subprocess.run(command, check=True, capture_output=True)
    again = Drafts(f"{server}/restored")
    assert [again.of(ADA).open(secret).head.body for secret in secrets] == [f"case {k}" for k in range(20)]
    assert titles(again, BEN) == ["Case 3"] and again.open(reading).head.body == "case 4"
    assert again.of(ADA).create("a new one"), "and it goes on from there"
    again.close()

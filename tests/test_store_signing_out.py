"""Signing out ends every sign-in of a person up to then, and none after it. On SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import database, postgresql

from make_the_case.store import Drafts, Person, SignedOut, person_of

__all__ = ["database", "postgresql"]
NOW = 1_800_000_000.0
RELEASE = Path(__file__).parent / "releases" / "0.1.0" / "drafts.sqlite"


@pytest.fixture
def drafts(database):
    found = Drafts(database)
    yield found
    found.close()


def ada(signed_in: float, subject: str = "ada") -> Person:
    return Person("https://sign-in.example.org", subject, "Ada", "ada@example.org", signed_in)


def is_in(drafts: Drafts, who: Person) -> bool:
    return drafts.of(who).is_signed_in()


def test_signing_out_in_one_browser_ends_the_sign_in_of_the_other_whichever_came_first(drafts) -> None:
    for first, second in ((NOW, NOW + 60), (NOW + 200, NOW + 100)):
        assert is_in(drafts, ada(first)) and is_in(drafts, ada(second))
        drafts.of(ada(first)).sign_out()
        assert not is_in(drafts, ada(first)) and not is_in(drafts, ada(second))
    assert is_in(drafts, ada(NOW + 201)), "who signs in again is in"


def test_nobody_else_is_signed_out(drafts) -> None:
    others = [ada(NOW, "ben"), Person("https://elsewhere.example.org", "ada", "Ada", "ada@example.org", NOW)]
    for who in (ada(NOW), *others):
        assert is_in(drafts, who)
    drafts.of(ada(NOW)).sign_out()
    assert [is_in(drafts, who) for who in others] == [True, True]


def test_a_sign_in_that_was_ended_opens_lists_changes_and_deletes_nothing(drafts) -> None:
    of_ada = drafts.of(ada(NOW))
    assert of_ada.is_signed_in()
    secret = of_ada.create("hers")
    (listed,) = of_ada.listed()
    team = of_ada.teams().make("Ours")
    nobodys = drafts.create("nobody's")
    of_ada.sign_out()
    for attempt in (
        lambda: of_ada.open(secret),
        lambda: of_ada.open(nobodys),
        lambda: of_ada.save(secret, 1, "typed by who stayed"),
        lambda: of_ada.create("another"),
        lambda: of_ada.history(secret),
        lambda: of_ada.delete(secret),
        lambda: of_ada.listed(),
        lambda: of_ada.in_bin(),
        lambda: of_ada.empty_bin(),
        lambda: of_ada.link_to(listed.id),
        lambda: of_ada.known([secret]),
        lambda: of_ada.give(secret, team),
        lambda: of_ada.share_for_reading(secret),
        lambda: of_ada.teams().mine(),
        lambda: of_ada.teams().add(team, "ben@example.org"),
        lambda: of_ada.teams().make("another"),
        lambda: of_ada.teams().leave(team),
        lambda: of_ada.teams().end(team),
    ):
        with pytest.raises(SignedOut, match="You have signed out"):
            attempt()
    again = drafts.of(ada(NOW + 1))
    assert again.open(secret).head.body == "hers" and [t.name for t in again.teams().mine()] == ["Ours"]


def test_signing_out_goes_by_the_providers_clock_and_not_by_ours(drafts, monkeypatch) -> None:
    """Ours may have jumped ten years ahead or back: who signs in after it is let in, and who did before it is not."""
    for k, clock in enumerate(("2036-01-01T00:00:00+00:00", "2016-01-01T00:00:00+00:00")):
        monkeypatch.setattr("make_the_case.store.drafts._now", lambda clock=clock: clock)
        who = ada(NOW + 10 * k)
        assert is_in(drafts, who)
        drafts.of(who).sign_out()
        assert not is_in(drafts, who) and is_in(drafts, ada(NOW + 10 * k + 5))


def test_signing_out_stays_when_the_program_starts_again(database) -> None:
    first = Drafts(database)
    assert is_in(first, ada(NOW))
    first.of(ada(NOW)).sign_out()
    first.close()
    again = Drafts(database)
    assert not is_in(again, ada(NOW))
    again.close()


def test_a_database_of_0_1_0_signs_people_out_too(tmp_path: Path) -> None:
    shutil.copy(RELEASE, tmp_path / "drafts.sqlite")
    drafts = Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    assert is_in(drafts, ada(NOW))
    drafts.of(ada(NOW)).sign_out()
    assert not is_in(drafts, ada(NOW))
    drafts.close()


@pytest.mark.parametrize(
    ("seconds", "counts"), [(-599, True), (-700, False), (-3650 * 86400, False), (11 * 3600, True)]
)
def test_a_sign_in_from_the_future_lasts_no_longer_than_others(seconds: float, counts: bool) -> None:
    claims = {"is_logged_in": True, "iss": "i", "sub": "ada", "iat": NOW}
    found = person_of(claims, datetime.fromtimestamp(NOW + seconds, UTC))
    assert (found is not None) == counts and (found is None or found.signed_in == NOW)

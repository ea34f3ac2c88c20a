"""Groups of a sign-in provider: what its claims say, and which teams a setting makes of them. It knows no database."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from make_the_case.store.refusals import Unavailable
from make_the_case.store.roles import ROLES

SETTING, CLAIM = "MAKE_THE_CASE_GROUPS", "MAKE_THE_CASE_GROUPS_CLAIM"
"""The environment variables that map groups to teams, and that name the claim which holds a person's groups."""
USUAL_CLAIM = "groups"
LONGEST_GROUP = 500
LONGEST_TEAM = 100
NONE_SAID, NOT_A_LIST, NOT_ALL_TEXT, ELSEWHERE = "none_said", "not_a_list", "not_all_text", "elsewhere"
"""What may be wrong with a claim of groups: it is not there, it is no list, some of it is no text, or the provider points elsewhere."""
NOT_READ = (NONE_SAID, NOT_A_LIST, ELSEWHERE)
"""With which of these nobody is in any group."""


@dataclass(frozen=True)
class Groups:
    """The groups that a provider says a person is in, and what is wrong with how it says so."""

    named: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class GroupMapping:
    """Which team a group puts people into, and as what."""

    rows: tuple[tuple[str, str, str], ...] = ()
    """Group, team and role."""
    claim: str = USUAL_CLAIM

    def __bool__(self) -> bool:
        """Returns whether any group is mapped."""
        return bool(self.rows)

    def roles(self, groups: Groups) -> dict[str, str]:
        """Returns the role in each team, by its name, that a person's groups give them: where several do, the one that may do most."""
        named, found = frozenset(groups.named), dict[str, str]()
        for group, team, role in self.rows:
            if group in named and (team not in found or ROLES.index(role) < ROLES.index(found[team])):
                found[team] = role
        return found

    def read(self, claims: Mapping[str, Any]) -> Groups:
        """Returns the groups among a person's claims that are mapped.

        >>> mapping = GroupMapping((("finance", "Finance", "reader"),))
        >>> mapping.read({"groups": ["finance", "football"]})
        Groups(named=('finance',), fault='')
        >>> mapping.read({"groups": "finance"}), mapping.read({})
        (Groups(named=(), fault='not_a_list'), Groups(named=(), fault='none_said'))
        """
        if not self.rows:
            return Groups()
        said = claims.get(self.claim)
        if said is None:
            return Groups((), ELSEWHERE if self._points_elsewhere(claims) else NONE_SAID)
        if not isinstance(said, list | tuple):
            return Groups((), NOT_A_LIST)
        mapped = {group for group, _, _ in self.rows}
        named = tuple(sorted({group for group in said if isinstance(group, str)} & mapped))
        is_all_text = all(isinstance(group, str) for group in said)
        return Groups(named, "" if is_all_text else NOT_ALL_TEXT)

    def _points_elsewhere(self, claims: Mapping[str, Any]) -> bool:
        """Whether the provider has left the list out because it is long (OpenID Connect Core 1.0, 5.6.2; Microsoft Entra, groups overage)."""
        names = claims.get("_claim_names")
        is_named = isinstance(names, Mapping) and self.claim in names
        return is_named or claims.get("hasgroups") in (True, "true")

    def shortened(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the claims with no more groups than are mapped: a cookie holds them, and a thousand would be larger than a web server takes."""
        short = {key: value for key, value in claims.items() if key not in ("_claim_sources", self.claim)}
        if self.claim not in claims or claims[self.claim] is None:
            return short
        said = claims[self.claim]
        if not isinstance(said, list | tuple):
            return {**short, self.claim: 0}  # still no list, whatever it was
        mapped = {group for group, _, _ in self.rows}
        kept: list[Any] = [
            group for group in dict.fromkeys(g for g in said if isinstance(g, str)) if group in mapped
        ]
        is_all_text = all(isinstance(group, str) for group in said)
        return {**short, self.claim: kept if is_all_text else [*kept, 0]}


def mapping_of(settings: Mapping[str, str] = os.environ) -> GroupMapping:
    """Returns which groups a setting maps to which teams; raises Unavailable where it cannot be understood, and no part is guessed.

    >>> mapping_of({SETTING: "cn-finance=Finance:reader; cn-leads=Northshire:owner"}).rows
    (('cn-finance', 'Finance', 'reader'), ('cn-leads', 'Northshire', 'owner'))
    """
    claim = settings.get(CLAIM, "").strip() or USUAL_CLAIM
    parts = [part.strip() for part in settings.get(SETTING, "").replace("\n", ";").split(";")]
    rows = [_row(number, part) for number, part in enumerate(filter(None, parts), 1)]
    return GroupMapping(tuple(rows), claim)


def _row(number: int, part: str) -> tuple[str, str, str]:
    """Returns one part of the setting: a group may hold = and : itself, so it ends at the last of each."""
    group, equals, rest = part.rpartition("=")
    team, colon, role = rest.rpartition(":")
    group, team, role = group.strip(), " ".join(team.split()), role.strip().casefold()
    is_whole = equals and colon and 1 <= len(group) <= LONGEST_GROUP and 1 <= len(team) <= LONGEST_TEAM
    if not is_whole or role not in ROLES:
        raise Unavailable(
            f"{SETTING} cannot be understood. Its part {number} is “{part[:80]}”. Write each part as group=team:role, where the role is "
            f"{', '.join(ROLES[:-1])} or {ROLES[-1]}, with semicolons between them: finance-leads=Finance:reader"
        )
    return group, team, role


@dataclass(frozen=True)
class News:
    """What a sign-in changed about the teams of a person, for them to read once."""

    joined: Sequence[tuple[str, str]] = ()
    """Teams, by name, and the role there; also where the role alone has changed."""
    left: Sequence[str] = ()
    """Teams that are no longer open to them."""
    without_owner: Sequence[str] = ()
    """Those of them that have nobody who keeps them now."""
    fault: str = ""

"""The kinds of people who answer, and which of them may be shown apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from valuation.errors import choices, probably

FEWEST_APART = 5
"""Answers of a kind from which it is shown apart: fewer could be recognised."""
OTHERS = "others"
"""What kinds with fewer answers are merged into."""


@dataclass(frozen=True)
class KindOfPerson:
    """What somebody says they are."""

    id: str
    one: str
    several: str


KINDS: dict[str, KindOfPerson] = {
    row.id: row
    for row in (
        KindOfPerson("person_using_services", "person using services", "people using services"),
        KindOfPerson("carer", "carer", "carers"),
        KindOfPerson("volunteer", "volunteer", "volunteers"),
        KindOfPerson("clinician", "clinician", "clinicians"),
        KindOfPerson("manager", "manager", "managers"),
        KindOfPerson("finance", "person from finance", "people from finance"),
        KindOfPerson("charity", "person from a charity", "people from charities"),
        KindOfPerson("other", "other person", "other people"),
    )
}
MERGED = KindOfPerson(OTHERS, "other", "others")


def kind_named(text: str) -> str | None:
    """Returns the id of the kind that somebody wrote, in any of its words; None where there is none.

    >>> kind_named("Person using services"), kind_named("clinicians"), kind_named("pilot")
    ('person_using_services', 'clinician', None)
    """
    written = " ".join(text.replace("_", " ").replace("-", " ").casefold().split())
    for kind in KINDS.values():
        if written in (kind.id.replace("_", " "), kind.one, kind.several):
            return kind.id
    return None


def kinds_allowed() -> str:
    """Returns the kinds as a message lists them."""
    return choices([kind.id.replace("_", " ") for kind in KINDS.values()])


def kind_meant(text: str) -> str:
    """Returns which kind was probably meant, as the end of a message, or nothing."""
    return probably(text, [kind.id.replace("_", " ") for kind in KINDS.values()])


def counted_in_words(kind: str, count: int) -> str:
    """Returns how many people of a kind there are.

    >>> counted_in_words("clinician", 2), counted_in_words("others", 7)
    ('2 clinicians', '7 others')
    """
    row = MERGED if kind == OTHERS else KINDS.get(kind, KindOfPerson(kind, kind, kind))
    return f"{count} {row.one if count == 1 else row.several}"


def kind_in_words(kind: str) -> str:
    """Returns what people of a kind are called together."""
    return MERGED.several if kind == OTHERS else KINDS[kind].several if kind in KINDS else kind


def counts_of(kinds: Iterable[str]) -> dict[str, int]:
    """Returns how many there are of each kind, in the order in which kinds are offered."""
    counted = Counter(kinds)
    return {kind: counted[kind] for kind in KINDS if counted[kind]}


def folded_kinds(counts: Mapping[str, int]) -> dict[str, str]:
    """Returns under which name each kind counts: its own from five answers, *others* below."""
    return {kind: kind if count >= FEWEST_APART else OTHERS for kind, count in counts.items()}


def folded_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Returns how many there are of each kind after those with fewer than five are merged into *others*."""
    names = folded_kinds(counts)
    merged: Counter[str] = Counter()
    for kind, count in counts.items():
        merged[names[kind]] += count
    return {kind: merged[kind] for kind in (*KINDS, OTHERS) if merged[kind]}


def shown_apart(counts: Mapping[str, int]) -> dict[str, str]:
    """Returns under which name each kind is shown apart: none at all where *others* would have fewer than five answers.

    >>> shown_apart({"clinician": 6, "carer": 3, "finance": 2})
    {'clinician': 'clinician', 'carer': 'others', 'finance': 'others'}
    >>> shown_apart({"clinician": 6, "finance": 2})
    {}
    """
    merged = folded_counts(counts)
    if 0 < merged.get(OTHERS, 0) < FEWEST_APART:
        return {}
    return folded_kinds(counts)

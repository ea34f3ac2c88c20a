"""Finding a template by the words that people use: part of a word, another name, an abbreviation, with small errors of typing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from valuation.case.templates import NEEDS, Head

MOST_LETTERS = 100
"""Letters of what somebody types that are read."""
SMALL_WORDS = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "my", "of", "on", "or", "our", "the", "their", "to", "who", "with"))  # fmt: skip
"""Words that are looked for only where nothing else is typed."""
LEAST_LETTERS_OF_A_ROOT, SHARE_OF_A_ROOT = 5, 0.7
"""`lonely` finds `loneliness`: both begin with so many letters, and with so much of the word that is typed."""
LEAST_LETTERS_OF_AN_ERROR, LIKENESS = 5, 0.8
"""How long a word must be for an error in it to be looked for, and how like another it must be."""
LEAST_INITIALS = 3
WHOLE, BEGINNING, ROOT = range(3)
"""How well a word is found, the best first."""
IN_NAME, IN_OTHER_NAME, IN_THE_REST = range(3)
"""Where a word is found, the best first."""


@dataclass(frozen=True)
class Search:
    """What was found for some words, the best first, and how the words were read."""

    idents: tuple[str, ...]
    read_as: Mapping[str, str]
    """Words that are in no template, each with those that were looked for in its place."""
    unknown: tuple[str, ...] = ()
    """Words that are in no template and like none that are."""
    is_partial: bool = False
    """Whether no template has all the words, so that those which have most of them are found."""


@dataclass(frozen=True)
class _Words:
    """The words by which one template is found."""

    names: tuple[tuple[str, ...], ...]
    """Its name and its id."""
    other_names: tuple[tuple[str, ...], ...]
    rest: tuple[tuple[str, ...], ...]

    @cached_property
    def places(self) -> tuple[frozenset[str], ...]:
        """Returns the words by where they stand: in a name, in another name, in the rest."""
        by_place = (self.names, self.other_names, self.rest)
        return tuple(frozenset(word for words in texts for word in words) for texts in by_place)

    def found(self, word: str) -> tuple[int, int] | None:
        """Returns how well and where a word is found, at its best, or None where it is not."""
        ways = [
            (how, place)
            for place, words in enumerate(self.places)
            for own in words
            if (how := _alike(word, own)) is not None
        ]
        return min(ways, key=lambda way: (way[0] == ROOT, way[1], way[0]), default=None)

    def phrase(self, asked: tuple[str, ...]) -> int:
        """Returns 0 where the words are one of its names, 1 where they stand in one together, the last perhaps only begun, else 2."""
        *before, last = asked
        names = (*self.names, *self.other_names)
        if asked in names:
            return 0
        stand_together = any(
            name[at : at + len(before)] == tuple(before) and name[at + len(before)].startswith(last)
            for name in names
            for at in range(len(name) - len(before))
        )
        return 1 if stand_together else 2


def find_templates(typed: str, heads: Mapping[str, Head]) -> Search:
    """Returns the templates that have all the words that somebody types, in whatever order; all of them where nothing is typed.

    >>> heads = {"befriending": {"name": "Befriending", "also_called": ["visiting scheme"]}, "walks": {"name": "Walks", "needs": ["mood"]}}
    >>> find_templates("visit", heads).idents, find_templates("low mood", heads).idents
    (('befriending',), ('walks',))
    >>> find_templates("befreinding", heads).read_as
    {'befreinding': 'befriending'}
    """
    typed_as = {_singular(word): word for word in _tokens(typed[:MOST_LETTERS])}
    asked = _without_small_words(tuple(typed_as))
    if not asked:
        return Search(tuple(heads), {})
    library = {ident: _words_of(ident, head) for ident, head in heads.items()}
    instead = _instead_of(asked, library.values())
    sought = tuple(found for word in asked for found in _words_in(instead.get(word) or word))
    ranks = {ident: _rank(sought, own) for ident, own in library.items()}
    missed = min((rank[0] for rank in ranks.values()), default=len(sought))
    is_found = missed < len(sought) and 2 * missed <= len(sought)
    best = [ident for ident, rank in ranks.items() if is_found and rank[0] == missed]
    return Search(
        tuple(sorted(best, key=lambda ident: (ranks[ident], heads[ident].get("name", ident)))),
        {typed_as[word]: meant for word, meant in instead.items() if meant},
        tuple(typed_as[word] for word, meant in instead.items() if not meant),
        is_found and missed > 0,
    )


def _rank(asked: tuple[str, ...], own: _Words) -> tuple[int, ...]:
    """Returns by what a template is ranked, the best the least: first how many of the words it lacks."""
    ways = [way for word in asked if (way := own.found(word)) is not None]
    places = [place for _, place in ways]
    return (
        len(asked) - len(ways),
        sum(how == ROOT for how, _ in ways),
        max(places, default=IN_THE_REST),
        own.phrase(asked),
        sum(places),
        sum(how for how, _ in ways),
    )


def _alike(word: str, own: str) -> int | None:
    """Returns how well a word that is typed fits one of a template, or None where it does not."""
    if own == word:
        return WHOLE
    if own.startswith(word):
        return BEGINNING
    shared = zip(word, own, strict=False)
    root = next((at for at, (first, second) in enumerate(shared) if first != second), len(own))
    return ROOT if root >= max(LEAST_LETTERS_OF_A_ROOT, SHARE_OF_A_ROOT * len(word)) else None


def _instead_of(asked: Collection[str], library: Collection[_Words]) -> dict[str, str]:
    """Returns each word that no template has, with what is looked for in its place, or nothing where none is like it."""
    known = {word for own in library for place in own.places for word in place}
    names = {name for own in library for name in (*own.names, *own.other_names)}
    new = [word for word in asked if all(_alike(word, own) is None for own in known)]
    return {word: _by_initials(word, names) or _by_likeness(word, known) for word in new}


def _by_initials(word: str, names: Collection[tuple[str, ...]]) -> str:
    """Returns the words of which a word has the first letters, or nothing."""
    if len(word) < LEAST_INITIALS:
        return ""
    for name in sorted(names):
        at = "".join(own[0] for own in name).find(word)
        if at >= 0:
            return " ".join(name[at : at + len(word)])
    return ""


def _by_likeness(word: str, known: Collection[str]) -> str:
    """Returns the word that somebody probably meant, in whole or its beginning, or nothing."""
    if len(word) < LEAST_LETTERS_OF_AN_ERROR:
        return ""
    likely = sorted(own for own in known if own[0] == word[0])
    return next(
        (
            found[0]
            for choices in (likely, sorted({own[: len(word)] for own in likely}))
            if (found := difflib.get_close_matches(word, choices, n=1, cutoff=LIKENESS))
        ),
        "",
    )


def _words_of(ident: str, head: Head) -> _Words:
    needs = (NEEDS[need] for need in head.get("needs", []) if need in NEEDS)
    return _taken_apart(
        (str(head.get("name", ident)), ident.replace("_", " ")),
        tuple(map(str, head.get("also_called", []))),
        (str(head.get("initiative", "")), str(head.get("serves", "")), *needs),
    )


@cache
def _taken_apart(names: tuple[str, ...], other_names: tuple[str, ...], rest: tuple[str, ...]) -> _Words:
    by_place = (tuple(map(_words_in, texts)) for texts in (names, other_names, rest))
    return _Words(*(tuple(map(_without_small_words, texts)) for texts in by_place))


def _without_small_words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in SMALL_WORDS) or words


def _words_in(text: str) -> tuple[str, ...]:
    """Returns the words of a text, each once, without capitals, endings of the plural or signs.

    >>> _words_in("Link workers' follow-up, after A&E")
    ('link', 'worker', 'follow', 'up', 'after', 'ae')
    """
    return tuple(dict.fromkeys(_singular(word) for word in _tokens(text)))


def _tokens(text: str) -> list[str]:
    plain = re.sub(r"(?<=\w)&(?=\w)|['’](?=s\b)", "", text.casefold())
    return re.findall(r"[^\W_]+", plain)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word

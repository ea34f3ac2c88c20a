"""The shape of a workshop's round: when it was, who answered by kind and number, and what their answers came to together."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from valuation.case.key_types import Described, Figure, Id, Text, Whole
from valuation.case.records.record_shape import Day

MOST_ROUNDS = 50
MOST_QUESTIONS = 8
MOST_WEIGHED = 8
MOST_PEOPLE = 100_000
Ends = Annotated[list[Figure], Field(min_length=2, max_length=2)]
People = Annotated[Whole, Field(ge=0, le=MOST_PEOPLE)]


class PooledAnswers(Described):
    """What some people's answers to one question come to together."""

    people: People | None = None
    value: Figure
    range: Ends


class RoundQuestion(Described):
    """One question of a round, with what everybody's answers come to, and those of each kind that may be shown apart."""

    path: Text
    people: People | None = None
    value: Figure
    range: Ends
    before: Figure | None = None
    all_equally: PooledAnswers | None = None
    with_set_aside: PooledAnswers | None = None
    by_kind: dict[Id, PooledAnswers] = {}


class RoundWeight(Described):
    """What share of 100 points one outcome was given, with how far people were apart."""

    share: Annotated[Figure, Field(ge=0, le=1)]
    range: Ends
    all_equally: Annotated[Figure, Field(ge=0, le=1)] | None = None
    by_kind: dict[Id, Annotated[Figure, Field(ge=0, le=1)]] = {}


class Round(Described):
    """A workshop in which people were asked for numbers of the case: what was pooled, and never what one person answered."""

    id: Id
    at: Day
    people: dict[Id, People] = {}
    questions: Annotated[list[RoundQuestion], Field(max_length=MOST_QUESTIONS)] = []
    weights: Annotated[dict[Id, RoundWeight], Field(max_length=MOST_WEIGHED)] = {}

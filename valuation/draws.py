"""Draws: the values at which a case is worked out, one row for each time it is.

Central, with values, one at a time, a grid, or a sample: whatever the question, the same evaluator answers it.
This is the only file that knows a random generator.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from valuation.case.correlations import correlations_drawn
from valuation.case.places import OWN, first_of
from valuation.errors import EvaluationError, choices, probably
from valuation.lines.model import Model
from valuation.people import Array
from valuation.spreads import Spread, default_ranges, spread_of

DRAWS = 10_000
"""Rows of a simulation unless asked otherwise."""
SEED = 1
MOST_DRAWS = 1_000_000
SAMPLE_BLOCK = 10_000
"""Rows sampled at once: a Latin hypercube covers each number evenly within a block of them."""
SAMPLE_CELLS = 20_000_000
"""Numbers × rows sampled at once at most, 160 MB: a case of over 2,000 uncertain numbers has shorter blocks."""
DRAWN_CELLS = 2_000_000
"""Numbers × rows of an earlier sample that are held for the next one at most, 16 MB."""
ROWS_JOINED = 1000
"""Rows in which correlated numbers are joined at once."""
METHODS = ("lhs", "plain", "sobol")


class Rows(Protocol):
    """Anything that can be evaluated: so many rows, handed out in blocks."""

    def __len__(self) -> int: ...

    def block(self, start: int, size: int) -> Draws:
        """Returns the rows from start, size of them at most."""
        ...


@dataclass(frozen=True)
class Draws:
    """A value for each assumption in each row, shape (draws, assumptions), in the order of the model's assumptions."""

    values: Array

    def __len__(self) -> int:
        return len(self.values)

    def block(self, start: int, size: int) -> Draws:
        """Returns the rows from start, size of them at most."""
        return Draws(self.values[start : start + size])


def central(model: Model, rows: int = 1) -> Draws:
    """Returns every assumption at its best estimate: the base case, a batch of one (or of `rows` alike)."""
    return Draws(np.tile([assumption.value for assumption in model.assumptions], (rows, 1)).astype(float))


def places(model: Model, paths: Sequence[str]) -> list[int]:
    """Returns the column of each path among the model's assumptions; a path that the case does not use is an error."""
    known = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
    missing = [path for path in paths if path not in known]
    if missing:
        names = " ".join(f"{path}.{probably(path, known)}" for path in missing)
        raise EvaluationError(f"No number of this case is drawn at {names}")
    return [known[path] for path in paths]


def with_values(model: Model, values: Mapping[str, ArrayLike]) -> Draws:
    """Returns the base case with some assumptions, named by path, at given values, one row for each value.

    Every array has the same length; a path that the case does not use is an error.
    """
    columns = places(model, list(values))
    rows = {len(np.atleast_1d(np.asarray(v, dtype=float))) for v in values.values()} or {1}
    if len(rows) > 1:
        raise EvaluationError("Every assumption needs the same number of values.")
    draws = central(model, rows.pop()).values
    for column, value in zip(columns, values.values(), strict=True):
        draws[:, column] = value
    return Draws(draws)


def one_at_a_time(model: Model, columns: ArrayLike, values: ArrayLike) -> Draws:
    """Returns the base case again and again, row k with the assumption in columns[k] at values[k]."""
    where = np.asarray(columns, dtype=np.intp)
    draws = central(model, len(where)).values
    draws[np.arange(len(where)), where] = np.asarray(values, dtype=float)
    return Draws(draws)


def grid(model: Model, first: str, firsts: ArrayLike, second: str, seconds: ArrayLike) -> Draws:
    """Returns every pair of values of two assumptions: row i · len(seconds) + j has the i-th and the j-th."""
    a, b = np.meshgrid(np.asarray(firsts, dtype=float), np.asarray(seconds, dtype=float), indexing="ij")
    return with_values(model, {first: a.ravel(), second: b.ravel()})


# Samples -----------------------------------------------------------------------------------------------------


def spreads(model: Model) -> list[Spread | None]:
    """Returns how far each of the model's assumptions may be from its value, None for what is taken as certain."""
    defaults = default_ranges(model.case.library)
    return [spread_of(assumption, defaults) for assumption in model.assumptions]


def refuse_impossible(count: int, seed: int, method: str) -> None:
    """Raises EvaluationError where no sample of so many draws, with this seed, can be made this way."""
    if not 1 <= count <= MOST_DRAWS:
        raise EvaluationError(
            f"A simulation takes from 1 to {MOST_DRAWS:,} draws, and {count:,} were asked for. "
            f"{DRAWS:,} are enough for most cases."
        )
    if not 0 <= seed < 2**63:
        raise EvaluationError(f"A seed is a whole number of 0 or more, and {seed} is not.")
    if method not in METHODS:
        known = f"There are {choices(METHODS)}."
        raise EvaluationError(f"No way of sampling is called {method}.{probably(method, METHODS)} {known}")


Drawn = dict[tuple[object, ...], Array]
"""Columns of a sample by all that each was drawn from: a change to one number of a case draws that one anew."""


@dataclass(frozen=True)
class Sample:
    """A sample of every uncertain assumption, made block by block when asked for; the same seed, the same numbers.

    Latin hypercube (`lhs`): within each block of 10,000 every number has one value in each of 10,000 equally likely
    strata (fewer, where over 2,000 numbers are uncertain). Each number's stream is keyed by seed, path and block, so that one more number reshuffles no other; for
    `sobol` the seed and the list of paths together. Numbers named in `correlations` are joined by a Gaussian copula.
    """

    model: Model
    count: int = DRAWS
    seed: int = SEED
    method: str = "lhs"
    drawn: Drawn | None = field(default=None, compare=False, repr=False)
    """Columns of an earlier sample, of which those that are the same again are used; it is left holding this one's."""
    owner: str = ""
    """Whose the case's own numbers are, among several cases whose numbers of the library are drawn once for all."""
    apart: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Numbers that are drawn for one of several on its own, by their paths, and whose they are."""
    _made: dict[int, Array] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        refuse_impossible(self.count, self.seed, self.method)

    def __len__(self) -> int:
        return self.count

    @cached_property
    def columns(self) -> list[int]:
        """Returns the columns of the assumptions that differ from draw to draw."""
        return [k for k, spread in enumerate(self.spreads) if spread is not None and spread.is_drawn]

    @cached_property
    def spreads(self) -> list[Spread | None]:
        """Returns how far each of the model's assumptions may be from its value."""
        return spreads(self.model)

    @property
    def paths(self) -> list[str]:
        """Returns the paths of the assumptions that differ from draw to draw."""
        return [self.model.assumptions[k].path for k in self.columns]

    def block(self, start: int, size: int) -> Draws:
        """Returns the rows from start, size of them at most."""
        size = min(size, self.count - start)
        values = central(self.model, size).values
        done = 0
        while done < size:
            number, begin = divmod(start + done, self.rows_at_once)
            part = self._block(number)[begin : begin + size - done]
            values[done : done + len(part), self.columns] = part
            done += len(part)
        return Draws(values)

    @cached_property
    def rows_at_once(self) -> int:
        """Returns how many rows are sampled together, by the hundred."""
        fit = SAMPLE_CELLS // max(len(self.columns), 1)
        return max(200, min(SAMPLE_BLOCK, fit // 200 * 200))

    def first(self) -> Array:
        """Returns the uncertain numbers alone of the rows that are sampled together first, shape (rows, numbers)."""
        return self._block(0)

    def let_go(self) -> None:
        """Frees the blocks that were made; they are made again, the same, when asked for."""
        self._made.clear()

    def forget(self) -> None:
        """Lets go of what was made, which is made again where it is asked for."""
        self._made.clear()

    def _block(self, number: int) -> Array:
        if number not in self._made:
            self._made.clear()
            rows = min(self.rows_at_once, self.count - number * self.rows_at_once)
            self._made[number] = self._sampled(number, rows)
        return self._made[number]

    def _sampled(self, number: int, rows: int) -> Array:
        """Returns one block of the uncertain numbers: standard normal scores, joined where correlated, then quantiles."""
        values = np.empty((rows, len(self.columns)), order="F")
        joined = self._joined_columns
        if self.method == "sobol":
            uniform = self._sobol(number, rows)
            for place, column in enumerate(self.columns):
                z = _scores(uniform[:, place])
                values[:, place] = z if column in joined else self.quantiles[column](z)
        else:
            columns = {self._drawn_from(k, number, rows): self._column(k, number, rows) for k in self.columns}
            for place, drawn in enumerate(columns.values()):
                values[:, place] = drawn
            self._hold(columns)
        self._correlate(values)
        return values

    def _hold(self, columns: Drawn) -> None:
        """Leaves the columns of a sample that is one block for the next one, where they are not too many to be held."""
        if self.drawn is not None and self.count <= self.rows_at_once:
            is_little = len(columns) * self.count <= DRAWN_CELLS
            self.drawn.clear()
            self.drawn.update(columns if is_little else {})

    def _drawn_from(self, column: int, number: int, rows: int) -> tuple[object, ...]:
        """Returns all that one column of a block is drawn from."""
        stated = self.model.assumptions[column]
        is_joined = column in self._joined_columns
        fitted = (
            None if is_joined else (stated.value, self.spreads[column], stated.kind.low, stated.kind.high)
        )
        return self.seed, self.method, number, rows, self._keyed(stated.path), fitted

    def _column(self, column: int, number: int, rows: int) -> Array:
        """Returns one column of a block: the number's values, or its scores where they are still to be joined with others."""
        before = (self.drawn or {}).get(self._drawn_from(column, number, rows))
        if before is not None:
            return before
        generator = self._stream(self._keyed(self.model.assumptions[column].path), number)
        strata = generator.random(rows)
        order: NDArray[np.intp] | slice = slice(None)
        if self.method == "lhs":
            # made in order and shuffled last: quantiles of sorted numbers are several times as fast
            strata = (np.arange(rows) + strata) / rows
            order = generator.permutation(rows)
        z = _scores(strata)
        values: Array = (z if column in self._joined_columns else self.quantiles[column](z))[order]
        return values

    def is_own(self, path: str) -> bool:
        """Returns whether a number is the case's own, and none of the library's."""
        return first_of(path) == OWN or path not in self.model.case.library

    @property
    def own_columns(self) -> list[int]:
        """Returns the columns of the uncertain numbers that are the case's own."""
        return [column for column in self.columns if self.is_own(self.model.assumptions[column].path)]

    def _keyed(self, path: str) -> str:
        """Returns what keys the stream of a number: its path, with its owner before it where it is the case's own."""
        if path in self.apart:
            return f"{self.apart[path]}/{path}"
        return f"{self.owner}/{path}" if self.owner and self.is_own(path) else path

    def _stream(self, path: str, block: int) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, block, *_key(path)])))

    def _sobol(self, number: int, rows: int) -> Array:
        """Returns points of a scrambled Sobol' sequence, one dimension for each uncertain number, shape (rows, numbers)."""
        from scipy.stats import qmc

        key = np.random.SeedSequence([self.seed, *_key("\n".join(self.paths))])
        sequence = qmc.Sobol(max(len(self.columns), 1), scramble=True, rng=np.random.default_rng(key))
        if number:
            sequence.fast_forward(number * self.rows_at_once)
        whole = sequence.random_base2(math.ceil(math.log2(rows))) if not number else sequence.random(rows)
        return whole[:rows]

    @cached_property
    def quantiles(self) -> dict[int, Callable[[Array], Array]]:
        """Returns the quantile function of each uncertain column, from standard normal scores."""
        from valuation.distributions import quantile_function

        return {
            k: quantile_function(self.model.assumptions[k], spread)
            for k in self.columns
            if (spread := self.spreads[k]) is not None
        }

    @cached_property
    def _joined(self) -> list[tuple[list[int], Array]]:
        """Returns each group of drawn numbers that move together, apart from all others, with the lower Cholesky factor of its matrix."""
        drawn = set(self.columns)
        pairs = [pair for pair in correlated_columns(self.model) if pair[0] in drawn and pair[1] in drawn]
        return [(named, _factor(named, pairs)) for named in _groups(pairs)]

    @cached_property
    def _joined_columns(self) -> frozenset[int]:
        return frozenset(column for named, _ in self._joined for column in named)

    def _correlate(self, values: Array) -> None:
        """Joins the scores of correlated numbers by a Gaussian copula, z′ = L · z with L L' the matrix of correlations, and
        puts their quantiles in the scores' place."""
        place = {column: k for k, column in enumerate(self.columns)}
        for named, factor in self._joined:
            where = [place[column] for column in named]
            for start in range(0, len(values), ROWS_JOINED):
                rows = slice(start, start + ROWS_JOINED)
                values[rows, where] = values[rows, where] @ factor.T
            for column, k in zip(named, where, strict=True):
                values[:, k] = self.quantiles[column](values[:, k])


def _groups(pairs: Sequence[tuple[int, int, float]]) -> list[list[int]]:
    """Returns the columns that hang together by any chain of pairs, group by group, each in its order."""
    group_of: dict[int, set[int]] = {}
    for a, b, _ in pairs:
        together = group_of.get(a, {a}) | group_of.get(b, {b})
        group_of.update(dict.fromkeys(together, together))
    distinct = {min(group): group for group in group_of.values()}
    return [sorted(distinct[first]) for first in sorted(distinct)]


def _factor(named: Sequence[int], pairs: Sequence[tuple[int, int, float]]) -> Array:
    """Returns the lower Cholesky factor of the correlations of some columns."""
    place = {column: k for k, column in enumerate(named)}
    matrix = np.eye(len(named))
    for a, b, size in pairs:
        if a in place and b in place:
            i, j = place[a], place[b]
            matrix[i, j] = matrix[j, i] = size
    # A perfect correlation has no Cholesky factor; a billionth less than perfect has.
    try:
        return np.linalg.cholesky((matrix + 1e-9 * np.eye(len(named))) / (1 + 1e-9)).astype(float)
    except np.linalg.LinAlgError:  # a set of changes may bring in correlations that no file may hold
        raise EvaluationError(
            "The correlations of this case contradict each other: no numbers move together so. "
            "Take the change to `correlations`, or to what one of them names, away."
        ) from None


@dataclass(frozen=True)
class Saltelli:
    """Two samples A and B, and for each of some columns A with that column from B: rows for Sobol' indices.

    Rows 0 to n − 1 are A, the next n are B, and block 2 + j of n rows is A with the j-th of `columns` from B. A and B
    are the two halves of one scrambled Sobol' sequence; columns not named stay at their central value. A column that is
    bound to one of `columns` is drawn and changes with it.
    """

    sample: Sample
    columns: Sequence[int]
    n: int
    bound: Sequence[tuple[int, int, float]] = ()
    """(one of the columns, the column that is bound to it, their correlation)."""

    def __post_init__(self) -> None:
        if self.n < 2 or self.n & (self.n - 1):
            raise EvaluationError(
                f"Sobol' indices need rows by a power of 2, such as 1,024, and not {self.n:,}."
            )

    def __len__(self) -> int:
        return self.n * (len(self.columns) + 2)

    @cached_property
    def _halves(self) -> tuple[Array, Array]:
        from scipy.stats import qmc

        key = np.random.SeedSequence([self.sample.seed, *_key("\n".join(self.sample.paths))])
        drawn = [*self.columns, *(column for _, column, _ in self.bound)]
        sequence = qmc.Sobol(2 * len(drawn), scramble=True, rng=np.random.default_rng(key))
        both = _scores(sequence.random_base2(int(math.log2(self.n))))
        halves = both[:, : len(drawn)], both[:, len(drawn) :]
        first, second = (central(self.sample.model, self.n).values for _ in range(2))
        for scores, values in zip(halves, (first, second), strict=True):
            for to, column, size in self.bound:
                own, other = drawn.index(column), drawn.index(to)
                scores[:, own] = size * scores[:, other] + math.sqrt(1 - size**2) * scores[:, own]
            for place, column in enumerate(drawn):
                values[:, column] = self.sample.quantiles[column](scores[:, place])
        return first, second

    def block(self, start: int, size: int) -> Draws:
        """Returns the rows from start, size of them at most."""
        first, second = self._halves
        rows = np.arange(start, min(start + size, len(self)))
        which, row = rows // self.n, rows % self.n
        values = np.where((which == 1)[:, None], second[row], first[row])
        mixed = np.flatnonzero(which >= 2)
        column = np.asarray(self.columns, dtype=np.intp)[which[mixed] - 2]
        values[mixed, column] = second[row[mixed], column]
        for to, with_it, _ in self.bound:
            together = mixed[column == to]
            values[together, with_it] = second[row[together], with_it]
        return Draws(values)


def correlated_columns(model: Model) -> list[tuple[int, int, float]]:
    """Returns (column, column, correlation) of each pair that the case names, where the model uses both."""
    known = {assumption.path: k for k, assumption in enumerate(model.assumptions)}
    pairs = correlations_drawn(model.case)
    return [(known[a], known[b], size) for a, b, size in pairs if a in known and b in known]


def orders(count: int, things: int, seed: int = SEED) -> np.ndarray:
    """Returns `count` random orders of 0 … things − 1, shape (count, things), each followed by its reverse."""
    generator = np.random.default_rng(np.random.SeedSequence([seed, things]))
    half = [generator.permutation(things) for _ in range((count + 1) // 2)]
    return np.stack([order for first in half for order in (first, first[::-1])])[:count]


def scores_of(name: str, count: int, seed: int = SEED) -> Array:
    """Returns standard normal scores, one from each of `count` equally likely strata; the same name and seed, the same scores."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *_key(name)])))
    shuffled: Array = generator.permutation(_scores((np.arange(count) + 0.5) / count))
    return shuffled


def _scores(uniform: Array) -> Array:
    """Returns standard normal scores of numbers between 0 and 1."""
    from scipy.special import ndtri

    scores: Array = ndtri(np.clip(uniform, 1e-15, 1 - 1e-15))
    return scores


def _key(text: str) -> list[int]:
    """Returns four words that stand for a text, the same on every machine."""
    return np.frombuffer(hashlib.sha256(text.encode()).digest()[:16], dtype="<u4").tolist()

"""Catalogues: the tables of the field, one row for each account, measure, verdict and class of benefit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Catalogue(Generic[Key, Row]):
    """The rows of one table of the field, in their order, each found by its key.

    Whoever lists the rows asks when it lists them and keeps no list of its own, so that a new row is everywhere at once.
    """

    by_key: dict[Key, Row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.by_key.values())

    def __len__(self) -> int:
        return len(self.by_key)

    def __getitem__(self, key: Key) -> Row:
        return self.by_key[key]

    @property
    def keys(self) -> tuple[Key, ...]:
        """Returns the keys of the rows, in their order."""
        return tuple(self.by_key)

    def place(self, key: Key) -> int:
        """Returns in which row a key stands, counted from 0."""
        return self.keys.index(key)

"""The longer texts of the pages, so that people who know the words can change them without reading code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def copy(name: str) -> str:
    """Returns one text."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")


def paragraphs_of(name: str) -> list[str]:
    """Returns one text as its paragraphs."""
    return [" ".join(part.split()) for part in copy(name).split("\n\n") if part.strip()]

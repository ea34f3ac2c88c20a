"""The library's files and templates, and the cases that begin with them, each read once in a run: nobody changes what is here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from make_the_case.authoring.new_case import NewCase, new_case
from valuation import Case, load_library
from valuation.case.templates import Template, template_heads
from valuation.case.written.quick_yaml import plain_yaml

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = load_library()
EVERY_TEMPLATE = LIBRARY.template_ids()
SERVICES = [ident for ident, said in template_heads(LIBRARY).items() if not said.get("enabler", False)]
"""Templates that are no enabler; known from the head of each file, for to read all of every file takes seconds."""


@cache
def template(ident: str) -> Template:
    """Returns a template of the library."""
    return Template(ident, LIBRARY.template_text(ident))


@cache
def new_from(ident: str) -> NewCase:
    """Returns the case that `make-the-case new TEMPLATE` writes, with its text."""
    return new_case([template(ident)], LIBRARY)


def text_from(ident: str) -> str:
    """Returns what `make-the-case new TEMPLATE` writes."""
    return new_from(ident).text


def case_from(ident: str) -> Case:
    """Returns the case that `make-the-case new TEMPLATE` writes."""
    return new_from(ident).case


@cache
def library_file(name: str) -> dict[str, Any]:
    """Returns what a file of the library says, as plain data."""
    return plain_yaml((ROOT / "assumptions" / f"{name}.yaml").read_text(encoding="utf-8"))

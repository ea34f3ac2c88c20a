"""The library's templates, and the cases that begin with them, each read once in a run: nobody changes what is here."""

from __future__ import annotations

from functools import cache

from make_the_case.authoring.new_case import new_case
from valuation import Case, load_library, parse_case
from valuation.case.templates import Template, template_heads

LIBRARY = load_library()
EVERY_TEMPLATE = LIBRARY.template_ids()
SERVICES = [ident for ident, said in template_heads(LIBRARY).items() if not said.get("enabler", False)]
"""Templates that are no enabler; known from the head of each file, for to read all of every file takes seconds."""


@cache
def template(ident: str) -> Template:
    """Returns a template of the library."""
    return Template(ident, LIBRARY.template_text(ident))


@cache
def text_from(ident: str) -> str:
    """Returns what `make-the-case new TEMPLATE` writes."""
    return new_case([template(ident)], LIBRARY).text


@cache
def case_from(ident: str) -> Case:
    """Returns the case that `make-the-case new TEMPLATE` writes."""
    return parse_case(text_from(ident), f"{ident}.yaml", LIBRARY)

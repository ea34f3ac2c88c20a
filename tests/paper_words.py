"""The words that no paper uses: a saving is cash alone, nothing is proven, people are people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from make_the_case.words.blocks import Block, Drawn, Facts, Heading, Lines, Tabled, ToWrite, Words, plain

AVOIDED = re.compile(
    r"\b(savings?|efficiency savings?|cost avoidance|SROI|deadweight|decay|NPV|NPSV|switching values?|confidence intervals?|(?-i:proven)|"
    r"evidence shows|will save|service users?|cohorts?|burden|frequent flyers?|comply|engage|attrition|hard to reach|N/A|TBC|invalid|"
    r"oops)\b|£[\d.,]+[km]\b|£[\d.,]+ ?- ?£|[^.]\.{3}|!(?=\s|$)",
    re.IGNORECASE,
)
"""*Proven*, with its capital, is the name of a standard of proof; a service is never said to be proven."""
IN_THEIR_OWN_WORDS = ("Sources", "Value map", "CHEERS")
"""Tables that keep the words of others: titles, licences, the columns of the value map, a checklist's items."""


def faults(text: str) -> list[str]:
    """Returns the words that should not be there."""
    return [found.group() for found in AVOIDED.finditer(text)]


def texts_of(blocks: Iterable[Block]) -> list[str]:
    """Returns every text of a document, without the tables that quote others."""
    said: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            said.append(block.text)
        elif isinstance(block, Words) and block.style != "small":
            said += map(plain, block.paragraphs)
        elif isinstance(block, Lines):
            said += map(plain, block.items)
        elif isinstance(block, Facts):
            said += [plain(text) for row in block.rows for text in row]
        elif isinstance(block, ToWrite):
            said.append(block.what)
        elif isinstance(block, Drawn):
            chart = block.chart
            said += [
                chart.title,
                chart.subtitle,
                chart.summary,
                chart.alt,
                *(text for row in chart.table.rows for text in row),
            ]
        elif isinstance(block, Tabled) and not block.table.caption.startswith(IN_THEIR_OWN_WORDS):
            table = block.table
            said += [table.caption, *table.header, table.note, *(text for row in table.rows for text in row)]
    return said

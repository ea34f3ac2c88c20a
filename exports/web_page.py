"""The case as one web page: self-contained, without script, for a screen reader, a telephone and a printer."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

from exports.figures import pictures, unprinted_in
from exports.lettering import WORD_SIGNS, directed, is_turned
from valuation import Case
from valuation.sensitivity.result import Analysis
from words.blocks import Block, Drawn, Facts, Heading, Lines, Tabled, ToWrite, Words, numeric_columns
from words.full_case import full_case
from words.summary import Result
from words.summary_tables import Table

STYLE = """
:root {color-scheme: light; --ink: #1f1f1f; --blue: #12436D; --line: #b9c0c7;}
* {box-sizing: border-box;}
body {margin: 0; font: 1.05rem/1.5 "Source Sans 3", "Source Sans Pro", Arial, "Noto Sans", sans-serif; color: var(--ink); background: #fff; overflow-wrap: anywhere;}
main, header, nav, footer {max-width: 60rem; margin: 0 auto; padding: 0 1rem;}
h1 {font-size: 2rem; line-height: 1.2; color: var(--blue);}
h2 {font-size: 1.5rem; color: var(--blue); border-top: 2px solid var(--blue); padding-top: .6rem; margin-top: 2.4rem;}
h3 {font-size: 1.15rem; color: var(--blue); margin-top: 1.6rem;}
a {color: var(--blue);} a:focus, [tabindex]:focus {outline: 3px solid #F46A25; outline-offset: 2px;}
.skip {position: absolute; left: -999rem;} .skip:focus {left: 1rem; top: 1rem; background: #fff; padding: .5rem; z-index: 2;}
.verdict {font-size: 1.4rem; font-weight: 700; line-height: 1.3;}
.notice {border-left: .4rem solid #F46A25; padding-left: .8rem; font-weight: 600;}
.recommendation {background: #E7EEF5; padding: .8rem 1rem; font-weight: 600;}
.small {font-size: .9rem; color: #4a4a4a;}
.write {border: 2px dashed #8a5a00; background: #FFF6D6; padding: .6rem .9rem; margin: .8rem 0;}
dl {display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: .3rem 1.2rem;} dt {font-weight: 600;} dd {margin: 0;}
figure {margin: 1.2rem 0;} figure img {width: 100%; height: auto;} figcaption {font-weight: 600;}
.wide {overflow-x: auto;} table {border-collapse: collapse; width: 100%; margin: .4rem 0; font-variant-numeric: tabular-nums;}
th, td {overflow-wrap: break-word; min-width: 4.5rem;} nav ol {list-style: none; padding-left: 0;}
caption {text-align: left; font-weight: 600; padding: .3rem 0;} th, td {text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line);}
thead th {border-bottom: 2px solid var(--ink);} tbody th {font-weight: 400; min-width: 9rem;} .number {text-align: right; white-space: nowrap;}
@media (max-width: 40rem) {dl {grid-template-columns: 1fr;} dd {margin-bottom: .4rem;} body {font-size: 1rem;}}
@media print {nav, .skip {display: none;} h2 {break-after: avoid;} table, figure {break-inside: avoid;} body {font-size: 10pt;} .wide {overflow: visible;}}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the page may load: its own style and its own pictures, and nothing else."""


def web_page(case: Case, result: Result, option: str, analysis: Analysis | None = None) -> bytes:
    """Returns the whole case as one HTML file that needs nothing beside it."""
    title = case.shape.title or "A case without a title"
    blocks = full_case(case, result, option, analysis)
    found = result["options"][option]
    return page_of(title, found["name"], blocks, result["check_code"], found["verdict"]["sentence"])


def page_of(title: str, subtitle: str, blocks: Sequence[Block], code: str, verdict: str = "") -> bytes:
    """Returns a document as one HTML file that needs nothing beside it, the verdict before its list of contents."""
    answer = f'<p class="verdict">{_said(verdict)}</p>' if verdict else ""
    charts = [block.chart for block in blocks if isinstance(block, Drawn)]
    drawn = iter(pictures(charts, "svg"))
    parts = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    contents = "".join(f'<li><a href="#{_anchor(part)}">{_said(part.text)}</a></li>' for part in parts)
    body = _told_apart("\n".join(_block(block, drawn) for block in blocks))
    unprinted = unprinted_in(charts)
    note = f'<p class="small">{_text(f"In the pictures, {unprinted}")}</p>' if unprinted else ""
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{_text(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><h1>{_said(title)}</h1><p>{_said(subtitle)}</p>{answer}</header>
<nav aria-label="Contents"><ol>{contents}</ol></nav>
<main id="content">
{body}
</main>
<footer>{note}<p class="small">Check code {_text(code)}.</p></footer>
</body>
</html>
""".encode()


def _told_apart(body: str) -> str:
    """Returns the page with a number after the label of each region whose label has stood before: a reader lists them by it."""
    seen: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        label = found.group(1)
        seen[label] = seen.get(label, 0) + 1
        return f'role="region" aria-label="{label}{f" ({seen[label]})" if seen[label] > 1 else ""}"'

    return re.sub(r'role="region" aria-label="([^"]*)"', numbered, body)


def _text(words: Any) -> str:
    return html.escape(directed(str(words).translate(WORD_SIGNS)), quote=True)


def _said(words: Any) -> str:
    """Returns a text between tags, turned where it is written from right to left."""
    text = _text(words)
    return f'<bdi dir="rtl">{text}</bdi>' if is_turned(str(words)) else text


def _anchor(part: Heading) -> str:
    return re.sub(r"[^a-z0-9]+", "-", part.text.lower()).strip("-")


def _block(block: Block, drawn: Iterator[bytes]) -> str:
    if isinstance(block, Heading):
        level = block.level + 1
        name = f' id="{_anchor(block)}"' if block.level == 1 else ""
        return f"<h{level}{name}>{_said(block.text)}</h{level}>"
    if isinstance(block, Words):
        kind = "" if block.style == "plain" else f' class="{block.style}"'
        return "".join(f"<p{kind}>{_said(words)}</p>" for words in block.paragraphs)
    if isinstance(block, Lines):
        tag = "ol" if block.is_numbered else "ul"
        return f"<{tag}>{''.join(f'<li>{_said(item)}</li>' for item in block.items)}</{tag}>"
    if isinstance(block, Facts):
        return f"<dl>{''.join(f'<dt>{_said(label)}</dt><dd>{_said(words)}</dd>' for label, words in block.rows)}</dl>"
    if isinstance(block, ToWrite):
        return f'<p class="write"><strong>Complete this.</strong> {_said(block.what)}</p>'
    if isinstance(block, Drawn):
        chart = block.chart
        picture = base64.b64encode(next(drawn)).decode()
        return (
            f"<figure><figcaption>{_said(chart.title)}</figcaption><p class='small'>{_said(chart.subtitle)}</p>"
            f'<img src="data:image/svg+xml;base64,{picture}" alt="{_text(chart.alt)}"><p>{_said(chart.summary)}</p></figure>'
            f"{_table(chart.table) if block.has_table else ''}"
        )
    return _table(block.table) if isinstance(block, Tabled) else ""


def _table(table: Table) -> str:
    if not table.rows:
        return f"<p><strong>{_said(table.caption)}.</strong> {_said(table.note)}</p>"
    kinds = [' class="number"' if is_number else "" for is_number in numeric_columns(table)]
    head = "".join(
        f'<th scope="col"{kind}>{_said(words)}</th>' for words, kind in zip(table.header, kinds, strict=True)
    )
    body = "".join(
        f'<tr><th scope="row">{_said(row[0])}</th>'
        + "".join(f"<td{kind}>{_said(words)}</td>" for words, kind in zip(row[1:], kinds[1:], strict=True))
        + "</tr>"
        for row in table.rows
    )
    note = f'<p class="small">{_said(table.note)}</p>' if table.note else ""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{_text(table.caption)}"><table><caption>{_said(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )

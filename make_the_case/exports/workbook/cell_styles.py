"""How the cells of a workbook look: fonts, colours and the formats of numbers, by the name of a style."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

BLUE, FAINT = "#12436D", "#6B6B6B"
MONEY = "[>=0.5]#,##0;[<=-0.5](#,##0);0"


class Style(TypedDict, total=False):
    """How a cell looks, in the words of xlsxwriter."""

    font_name: str
    font_size: int
    font_color: str
    bold: bool
    italic: bool
    underline: int
    bg_color: str
    border: int
    border_color: str
    text_wrap: bool
    valign: str
    align: str
    indent: int
    num_format: str
    quote_prefix: bool


STYLES: dict[str, Style] = {
    "": {},
    "title": {"bold": True, "font_size": 16, "font_color": BLUE},
    "note": {"font_color": FAINT, "italic": True},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE, "text_wrap": True, "valign": "top"},
    "header_right": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": BLUE,
        "text_wrap": True,
        "valign": "top",
        "align": "right",
    },
    "words": {"text_wrap": True, "valign": "top"},
    "text": {"valign": "top", "indent": 1},
    "wrapped": {"valign": "top", "indent": 1, "text_wrap": True},
    "again": {"valign": "top", "num_format": ";;;"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top", "font_size": 12},
    "label": {"bold": True, "valign": "top"},
    "input": {"bg_color": "#FFF6D6", "font_color": "#0B3C8C", "border": 1, "border_color": "#C9B25A"},
    "reason": {
        "bg_color": "#FFF6D6",
        "font_color": "#0B3C8C",
        "border": 1,
        "border_color": "#C9B25A",
        "text_wrap": True,
    },
    "range": {"font_color": FAINT},
    "faint": {"font_color": FAINT},
    "count": {"num_format": "0", "align": "left"},
    "number": {"num_format": "[>=0.00005]#,##0.0000;[<=-0.00005]-#,##0.0000;0.0000########"},
    "share": {"num_format": "[>=0.0005]0.0%;[<=-0.0005]-0.0%;0.0#####%"},
    "rate": {"num_format": "[>=0.00005]0.00%;[<=-0.00005]-0.00%;0.00#####%"},
    "factor": {"num_format": "0.000000"},
    "people": {"num_format": "[>=0.05]#,##0.0;[<=-0.05]-#,##0.0;0.0######"},
    "money": {"num_format": MONEY},
    "money2": {"num_format": "[>=0.005]#,##0.00;[<=-0.005](#,##0.00);0"},
    "headline": {"num_format": MONEY, "bold": True, "font_size": 12, "align": "left"},
    "total": {"num_format": MONEY, "bold": True},
    "right": {"align": "right", "num_format": "#,##0.####"},
    "reading": {"align": "right"},
    "plain": {"num_format": "#,##0.####"},
    "ratio": {"num_format": "[>=0.005]0.00;[<=-0.005]-0.00;0.00######", "align": "right"},
    "year": {"num_format": "0", "bold": True, "font_color": "#FFFFFF", "bg_color": BLUE},
    "index": {"num_format": "0", "font_color": FAINT},
    "link": {"font_color": BLUE, "underline": 1},
}


def shown_in_all_digits(number: float) -> str:
    """Returns the format in which a spreadsheet shows a number in all its digits, never as a power of ten.

    >>> shown_in_all_digits(5.0), shown_in_all_digits(0.25), shown_in_all_digits(1e-7), shown_in_all_digits(2e12)
    ('General', 'General', '0.0000000', '#,##0')
    """
    size = abs(number)
    if size == 0 or 1e-4 <= size < 1e10:
        return "General"
    places = len(f"{Decimal(repr(size)):f}".partition(".")[2])
    return "#,##0" if size >= 1e10 else "0." + "0" * places


def style_for(style: str, number: float) -> str:
    """Returns the style of a cell that holds a number as it was stated: one in all its digits where it is very small or large."""
    shown = shown_in_all_digits(number)
    if style not in ("plain", "right") or (shown == "General" and number != int(number)):
        return style
    name = f"{style} {shown}"
    STYLES.setdefault(name, {**STYLES[style], "num_format": "#,##0" if shown == "General" else shown})
    return name

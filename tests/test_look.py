"""The look: every colour of the style sheet has the contrast that it needs, light and dark, on every surface it stands on."""

from __future__ import annotations

import re

import pytest

from make_the_case.views.shell.say import style
from make_the_case.views.shell.server import SETTINGS

TOKENS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)", style())
}
SURFACES = ("paper", "panel", "tint", "card", "warned")
TEXT = ("ink", "second", "brand")
MARKS = ("cost", "value", "edge", "harm")
THEMES = ("light", "dark")


def luminance(colour: str) -> float:
    """Returns the relative luminance of a colour. Source: WCAG 2.2."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("token", TEXT)
def test_text_can_be_read_on_every_surface(token: str, surface: str, theme: str):
    assert contrast(TOKENS[token][theme], TOKENS[surface][theme]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("token", MARKS)
def test_marks_and_edges_can_be_told_from_what_they_stand_on(token: str, theme: str):
    for surface in ("paper", "card", "panel", "tint"):
        assert contrast(TOKENS[token][theme], TOKENS[surface][theme]) >= 3.0, surface


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("words", "bar"), [("on-cost", "cost"), ("on-value", "value")])
def test_words_on_a_bar_can_be_read(words: str, bar: str, theme: str):
    assert contrast(TOKENS[words][theme], TOKENS[bar][theme]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_white_words_on_a_button_can_be_read(theme: str):
    assert contrast("#FFFFFF", TOKENS["button"][theme]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_streamlit_draws_in_the_same_colours(theme: str):
    for name, token in (
        ("PRIMARY_COLOR", "button"), ("BACKGROUND_COLOR", "paper"), ("SECONDARY_BACKGROUND_COLOR", "panel"),
        ("TEXT_COLOR", "ink"), ("LINK_COLOR", "brand"), ("BORDER_COLOR", "edge"),
    ):  # fmt: skip
        assert SETTINGS[f"THEME_{theme.upper()}_{name}"] == TOKENS[token][theme], name


def test_every_colour_of_the_style_sheet_is_a_token_but_white():
    head, rest = style().split("}", 1)
    assert head.count("light-dark(") == len(TOKENS)
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", rest)) <= {"#FFFFFF", "#FFFFFF66"}

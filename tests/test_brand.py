"""The mark: one picture, which needs nobody's font and asks for nothing from elsewhere."""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree import ElementTree

from make_the_case.views.shell.brand import MARK, mark_address
from make_the_case.views.shell.say import style


def test_the_mark_is_a_picture_by_itself_and_the_style_sheet_holds_the_same() -> None:
    assert ElementTree.fromstring(MARK).get("viewBox") == "0 0 32 32"
    assert "href" not in MARK and "<text" not in MARK
    assert unquote(mark_address().partition(",")[2]) == MARK
    assert re.search(r"var\(--mark\)", style())

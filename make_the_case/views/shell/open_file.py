"""Opening a file: a saved case, one's own or somebody else's, or a workbook that came back."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from make_the_case.views.shell import opening, session
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Box, Lines, paragraphs
from make_the_case.words.phrases import counted

MOST_PROBLEMS = 20
"""Problems of a file that are listed at once."""
MOST_BYTES = 10
"""Megabytes that an uploaded file may have: a workbook is larger than a case."""


def ask(key: str, goto: Callable[[str], None], read_back: opening.ReadBack, then: str = "results") -> None:
    """Asks for a file and opens it; it leads on to a page, or to the comparison where a workbook brought changes."""
    file = st.file_uploader(
        "A case file, yours or someone else's, ending .yaml, or a workbook exported from here, ending .xlsx",
        max_upload_size=MOST_BYTES,
        key=f"{key}:file",
    )
    if file is None:
        return
    if st.button("Open this file", key=f"{key}:open", type="primary"):
        content = file.getvalue()
        if opening.is_workbook(file.name, content):
            problems, has_changes = opening.open_workbook(content, file.name, read_back)
        else:
            problems, has_changes = opening.open_text(content, file.name), False
        if not problems:
            session.let_go(file)
            goto("test" if has_changes else then)
        count = counted(len(problems), "problem")
        why = f"{file.name} could not be opened: it has {count}. Nothing was changed, and the case that was open still is."
        more = f"And {len(problems) - MOST_PROBLEMS} more." if len(problems) > MOST_PROBLEMS else ""
        listed = Lines(tuple(problems[:MOST_PROBLEMS]))
        say(Box((paragraphs(why), listed, paragraphs(more)), "refused", "alert"))

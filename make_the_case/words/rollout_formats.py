"""The files that a roll-out is written as: one row each, read by the page, the command line and the exports."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words.formats import OFFICE, WORD


@dataclass(frozen=True)
class RolloutFormat:
    """A file that a roll-out can be written as."""

    key: str
    name: str
    file: str
    mime: str
    ending: str
    """Of its file's name."""


ROLLOUT_FORMATS: dict[str, RolloutFormat] = {
    row.key: row
    for row in (
        RolloutFormat("pdf", "Board summary", "roll-out-summary.pdf", "application/pdf", "pdf"),
        RolloutFormat("docx", "Whole paper", "roll-out.docx", WORD, "docx"),
        RolloutFormat("html", "Web page", "roll-out.html", "text/html", "html"),
        RolloutFormat("xlsx", "Workbook", "roll-out.xlsx", f"{OFFICE}.spreadsheetml.sheet", "xlsx"),
        RolloutFormat("json", "Result", "roll-out.json", "application/json", "json"),
        RolloutFormat("csv", "Tables", "roll-out-tables.zip", "application/zip", "zip"),
    )
}

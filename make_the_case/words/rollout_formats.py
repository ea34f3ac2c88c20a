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

    @property
    def ending(self) -> str:
        """Returns what stands after the last dot of the file's name."""
        return self.file.rpartition(".")[2]


ROLLOUT_FORMATS: dict[str, RolloutFormat] = {
    row.key: row
    for row in (
        RolloutFormat("pdf", "Board summary", "roll-out-summary.pdf", "application/pdf"),
        RolloutFormat("docx", "Whole paper", "roll-out.docx", WORD),
        RolloutFormat("html", "Web page", "roll-out.html", "text/html"),
        RolloutFormat("xlsx", "Workbook", "roll-out.xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        RolloutFormat("json", "Result", "roll-out.json", "application/json"),
        RolloutFormat("csv", "Tables", "roll-out-tables.zip", "application/zip"),
    )
}

"""The files that a programme is written as: one row each, read by the page, the command line and the exports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from make_the_case.words.formats import OFFICE, WORD


@dataclass(frozen=True)
class ProgrammeFormat:
    """A file that a programme can be written as."""

    key: str
    name: str
    file: str
    mime: str

    @property
    def ending(self) -> str:
        """Returns how the file's name ends, with the dot."""
        return PurePath(self.file).suffix


PROGRAMME_FORMATS: dict[str, ProgrammeFormat] = {
    row.key: row
    for row in (
        ProgrammeFormat("pdf", "Board summary", "programme-summary.pdf", "application/pdf"),
        ProgrammeFormat("docx", "Whole paper", "programme.docx", WORD),
        ProgrammeFormat("html", "Web page", "programme.html", "text/html"),
        ProgrammeFormat("xlsx", "Workbook", "programme.xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        ProgrammeFormat("json", "Result", "programme.json", "application/json"),
        ProgrammeFormat("csv", "Tables", "programme-tables.zip", "application/zip"),
    )
}

"""Files that another file names: read in its own folder, never from elsewhere."""

from __future__ import annotations

from pathlib import Path

from valuation.case.validity.record_rules import outside_the_folder


def bytes_in_folder(folder: Path | None, name: str, most: int) -> bytes | str:
    """Returns what a file in a folder holds, or else why it is not read, in a sentence: it is elsewhere, a link, missing or too large."""
    if folder is None:
        return "here it has to be given whole, and no file is read."
    refused = outside_the_folder(name)
    if refused is not None:
        return refused
    place = folder
    for part in Path(name).parts:
        place = place / part
        if place.is_symlink():
            return "this leads through a link, and only a file in the same folder is read."
    if not place.is_file():
        return "there is no such file in the same folder."
    try:
        with place.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        return f"the file cannot be read: {error.strerror or error}."
    return content if len(content) <= most else f"this file is too large: over {most // 1_000_000} MB."

"""Office files that people upload: looked at as hostile before anything opens them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from valuation import MakeTheCaseError

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 200 * 2**20
MOST_PARTS = 2_000
PIECE = 2**20
LOCKED_OR_OLD = bytes.fromhex("D0CF11E0A1B11AE1")
"""How a file begins that is locked with a password, or of an office program before 2007."""
KINDS = {".xlsx": "workbook", ".docx": "Word file"}


class UploadError(MakeTheCaseError):
    """Why an uploaded file may not be opened or cannot be used, in a sentence, and what to do."""


def looked_at(content: bytes, name: str, form: str, remedy: str) -> Iterator[str]:
    """Yields what is left out of an uploaded file; raises UploadError where it may not be opened at all."""
    if len(content) > MOST_BYTES:
        raise UploadError(f"{name} is over 10 MB, more than is opened here. {remedy}")
    if not content:
        raise UploadError(f"{name} is empty, and so not a {KINDS[form]}. {remedy}")
    if content.startswith(LOCKED_OR_OLD):
        raise UploadError(
            f"{name} is locked with a password, or in an older form than {form}. Save it as {form} without a password and "
            "upload it again."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UploadError(
            f"{name} is not a {KINDS[form]} in the form {form}, or is damaged. {remedy}"
        ) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UploadError(
            f"{name} unpacks to far more than such a file holds, so it was not opened. {remedy}"
        )
    names = {part.filename.lower() for part in parts}
    if "mimetype" in names and "[content_types].xml" not in names:
        raise UploadError(f"{name} is an OpenDocument file. Save it as {form} and upload it again. {remedy}")
    if any(part.flag_bits & 1 for part in parts):
        raise UploadError(f"{name} is locked with a password. Save it without one and upload it again.")
    if any("vbaproject" in part or part.endswith(".bin") and "macro" in part for part in names):
        raise UploadError(
            f"{name} holds macros, which Make the Case never opens. Save it as {form}, without them."
        )
    left = MOST_UNPACKED
    for part in parts:
        left -= _entities_refused(archive, part, name, left, remedy)
    if any("externallinks/" in part for part in names):
        yield "Links to other files were left out: only what stands in this one was read."
    if any("/connections" in part or "querytable" in part for part in names):
        yield "Connections to data elsewhere were left out."


def _entities_refused(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, left: int, remedy: str
) -> int:
    """Returns how much a part unpacks to; raises UploadError where it declares XML entities or unpacks to too much.

    Piece by piece, so that nothing is ever held of a part that unpacks to far more than it is packed.
    """
    is_text = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    read, before = 0, b""
    try:
        with archive.open(part) as stream:
            while piece := stream.read(PIECE):
                read += len(piece)
                if read > left:
                    raise UploadError(
                        f"{name} unpacks to far more than such a file holds, so it was not opened. {remedy}"
                    )
                if is_text and DECLARATION.search(before + piece):
                    raise UploadError(
                        f"{name} declares XML entities, which no office program writes, so it was not opened. {remedy}"
                    )
                before = piece[-LONGEST_DECLARATION:]
    except UploadError:
        raise
    except Exception as error:  # of zip, or of what it is packed with: zlib.error is no subclass of OSError
        raise UploadError(f"{name} is damaged: {part.filename[:100]} cannot be unpacked. {remedy}") from error
    return read


DECLARATION = re.compile(
    b"|".join(
        re.escape(word.encode(encoding))
        for word in ("<!DOCTYPE", "<!ENTITY")
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    )
)
LONGEST_DECLARATION = 2 * len("<!DOCTYPE")

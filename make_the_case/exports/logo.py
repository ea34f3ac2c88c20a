"""An organisation's logo, as it stands in the header of the Word file that gives the papers their look."""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass
from functools import lru_cache

from make_the_case.exports.style_file import read_styles

MOST_WIDE, MOST_HIGH = 900, 360
"""Dots of a logo as it is kept: three times what a screen shows of it."""


@dataclass(frozen=True)
class Logo:
    """A picture that was drawn anew, so that nothing but its dots is taken over."""

    png: bytes

    @property
    def address(self) -> str:
        """Returns the picture as an address that holds it whole, for a web page that needs nothing beside it."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode()}"


@lru_cache(maxsize=1)  # every paper of a case asks for the same one
def logo_in(styles: bytes, name: str) -> Logo | None:
    """Returns the first picture in the headers of a Word file that can be drawn, None where there is none.

    Raises UploadError where that file may not be opened.
    """
    return next(
        (logo for content in read_styles(styles, name).header_pictures if (logo := _drawn(content))), None
    )


def _drawn(content: bytes) -> Logo | None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "BMP", "TIFF")) as picture:
                picture.draft("RGB", (MOST_WIDE, MOST_HIGH))
                small = picture.convert("RGBA")
                small.thumbnail((MOST_WIDE, MOST_HIGH))
                stream = io.BytesIO()
                small.save(stream, "PNG")
    except (
        Exception
    ):  # whatever a library raises of a picture that is not what it says: the paper goes without it
        return None
    return Logo(stream.getvalue())

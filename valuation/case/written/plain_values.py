"""What YAML says once it is plain: mappings, lists, text, numbers, true and false, and nothing; a date is text by then."""

from __future__ import annotations

from typing import TypeAlias

PlainMapping: TypeAlias = dict[str, object]
"""A case, an entry of it or any other mapping, valid or not: what stands at a key is known once it has been asked what it is."""
Branch: TypeAlias = PlainMapping | list[object]
"""A mapping or a list, with what it holds."""

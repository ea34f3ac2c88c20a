"""Words that may stand at a place, read from a table of the field when they are asked for, so that a new row is one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError, core_schema


@dataclass(frozen=True)
class ChoiceOf:
    """What marks a key whose words are the keys of a table."""

    table: Mapping[str, object]

    @property
    def words(self) -> tuple[str, ...]:
        """Returns the words that may stand there, in the order of the table."""
        return tuple(self.table)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._checked)

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"enum": list(self.words), "type": "string"}

    def __hash__(self) -> int:
        return id(self.table)

    def _checked(self, value: object) -> str:
        if isinstance(value, str) and value in self.table:
            return value
        quoted = [f"'{word}'" for word in self.words]
        expected = " or ".join([*([", ".join(quoted[:-1])] if quoted[1:] else []), *quoted[-1:]])
        raise PydanticKnownError("literal_error", {"expected": expected})

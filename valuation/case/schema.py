"""The JSON Schema of the case file, for editors: every key with what it is called and what it means."""

from __future__ import annotations

from pydantic.json_schema import JsonSchemaValue

from valuation.case.key_words import described
from valuation.case.shape import CaseShape, shapes_by_name

URN = "urn:make-the-case:schema"
"""What the name of each schema begins with; an address on the web would be asked for by some editors."""


def case_schema() -> JsonSchemaValue:
    """Returns the JSON Schema of a case; what stands in `valuation/case.schema.json`."""
    schema = {"$id": f"{URN}:case", **CaseShape.model_json_schema(by_alias=True)}
    shapes = shapes_by_name()
    for name, stated in [(CaseShape.__name__, schema), *schema["$defs"].items()]:
        for key, place in properties(stated).items():
            words = described(shapes[name], key)
            place.update(title=words.label, description=words.help)
    return schema


def properties(stated: JsonSchemaValue) -> dict[str, JsonSchemaValue]:
    """Returns the keys of one shape in the schema; those of a number are in the second of its two forms."""
    mapping = stated if "properties" in stated else stated["anyOf"][1]
    return mapping["properties"]

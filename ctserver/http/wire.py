"""The base of all wire shapes: Python's names inside, the document's camelCase outside."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Wire(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        from_attributes=True,
        defer_build=True,  # the start need not wait: each is built when it is first used, or with what it is a part of
    )


class FrozenWire(Wire):
    """For what is remembered between requests and shared by threads."""

    model_config = Wire.model_config | {"frozen": True}


class WireBody(Wire):
    """For what an endpoint takes: built with its module, for FastAPI keeps back what Pydantic warns of by mistake only while it
    builds a route."""

    model_config = ConfigDict(defer_build=False)

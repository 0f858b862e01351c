"""The wire shapes of sort criteria, of one and of many under the same key `regex`."""

from typing import Annotated

from pydantic import Field

from ctserver.http.fields import Flag, Name, Text, Whole
from ctserver.http.wire import Wire, WireBody


class Params(Wire):
    value: Annotated[Text, Field(min_length=1)]
    """A pattern of RE2."""
    group: Annotated[list[Annotated[Whole, Field(ge=1)]], Field(min_length=1, max_length=100)]


class Definition(Wire):
    name: Name
    default: Flag = False
    params: Params


class DefinitionBody(WireBody):
    regex: Definition


class Change(Wire):
    """What is left out stays as it is."""

    name: Name | None = None
    default: Flag | None = None
    params: Params | None = None


class ChangeBody(WireBody):
    regex: Change


class CriterionOut(Wire):
    id: int
    name: str
    default: bool
    params: Params


class CriterionAnswer(Wire):
    regex: CriterionOut


class CriterionList(Wire):
    regex: list[CriterionOut]

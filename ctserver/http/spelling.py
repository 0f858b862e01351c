"""Query parameters in any case: `CameraId` and `cameraid` mean the `cameraId` that a route declares."""

from collections.abc import Iterable

from fastapi import params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params


def query_parameters(dependant: Dependant) -> set[str]:
    """Those of an endpoint and of what it depends on, as the document spells them."""
    return {field.alias for field in get_flat_params(dependant) if isinstance(field.field_info, params.Query)}


def spellings(names: Iterable[str]) -> dict[bytes, bytes]:
    """Lower-case name → the name; ValueError where two differ by their case alone."""
    known: dict[bytes, bytes] = {}
    for name in map(str.encode, names):
        if known.setdefault(name.lower(), name) != name:
            raise ValueError(f"{name!r} and {known[name.lower()]!r} differ by their case alone")
    return known


def spell(query: bytes, declared: dict[bytes, bytes]) -> bytes:
    pairs = [pair.partition(b"=") for pair in query.split(b"&")]
    return b"&".join(declared.get(name.lower(), name) + equals + value for name, equals, value in pairs)

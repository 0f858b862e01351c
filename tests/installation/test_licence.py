"""The licence in force: the default until another is stored."""

import pytest

from ctserver.db import Database
from ctserver.installation.licence import DEFAULT, modules, read_licence
from ctserver.installation.models import Licence


def store(database: Database, document: dict[str, object]) -> None:
    with database.session(write=True) as session:
        session.add(Licence(id=1, document=document))


def test_the_default_is_the_documents_example(database: Database) -> None:
    assert dict(database.remember(read_licence)) == DEFAULT
    assert "maps" in database.remember(modules)


def test_a_stored_licence_replaces_the_default(database: Database) -> None:
    database.remember(modules)
    store(database, {"active_modules": ["record"], "licensed_to": "Somebody"})
    assert dict(database.remember(read_licence)) == {"active_modules": ["record"], "licensed_to": "Somebody"}
    assert database.remember(modules) == {"record"}


def test_a_licence_without_modules_includes_none(database: Database) -> None:
    store(database, {})
    assert database.remember(modules) == frozenset()


def test_what_is_remembered_cannot_be_changed(database: Database) -> None:
    licence = database.remember(read_licence)
    with pytest.raises(TypeError):
        licence["licensed_to"] = "x"  # type: ignore[index]

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from ctserver.auth.models import Profile, User
from ctserver.cameras.models import CameraRight
from ctserver.db import Database, sqlite_url
from ctserver.installation.models import Installation
from ctserver.maps.models import Background, Map
from ctserver.migrate import alembic_config, upgrade


def names(session: Session) -> tuple[str, ...]:
    return tuple(session.scalars(select(Profile.name).order_by(Profile.id)))


def write_and_fail(database: Database) -> None:
    with database.session(write=True) as session:
        session.add(Profile(name="new", levels=[]))
        session.flush()
        raise RuntimeError


def add(database: Database, name: str) -> None:
    with database.session(write=True) as session:
        session.add(Profile(name=name, levels=[]))


def test_a_writing_session_commits_when_it_ends_well(database: Database) -> None:
    add(database, "new")
    with database.session() as session:
        assert names(session) == ("Administrators", "new")


def test_a_writing_session_that_fails_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError):
        write_and_fail(database)
    with database.session() as session:
        assert names(session) == ("Administrators",)


def test_a_reading_session_leaves_nothing_behind(database: Database) -> None:
    with database.session() as session:
        session.add(Profile(name="new", levels=[]))
        session.flush()
    with database.session() as session:
        assert names(session) == ("Administrators",)


def test_what_is_remembered_is_read_once(database: Database) -> None:
    assert database.remember(names) is database.remember(names)


def users_and_profiles(session: Session) -> tuple[str, ...]:
    """Profiles are in the statement that is executed alone."""
    return tuple(user.profile.name for user in session.scalars(select(User).options(joinedload(User.profile))))


def as_text(session: Session) -> tuple[str, ...]:
    return tuple(session.scalars(text("select name from profile order by id")))


def rights(session: Session) -> tuple[int, ...]:
    return tuple(session.scalars(select(CameraRight.camera_id)))


def test_what_is_remembered_outlives_a_write_to_other_tables(database: Database) -> None:
    known = database.remember(rights)
    add(database, "new")
    assert database.remember(rights) is known


def test_a_table_that_an_eager_load_joins_counts(database: Database) -> None:
    database.remember(users_and_profiles)
    with database.session(write=True) as session:
        session.execute(update(Profile).values(name="renamed"))
    assert set(database.remember(users_and_profiles)) == {"renamed"}


def test_what_was_read_by_a_text_is_read_again_after_any_write(database: Database) -> None:
    database.remember(as_text)
    add(database, "new")
    assert database.remember(as_text) == ("Administrators", "new")


def test_after_a_write_by_a_text_all_is_read_again(database: Database) -> None:
    database.remember(names)
    with database.session(write=True) as session:
        session.execute(text("update profile set name = 'renamed'"))
    assert database.remember(names) == ("renamed",)


def images(session: Session) -> tuple[bytes, ...]:
    return tuple(session.scalars(select(Background.image)))


def test_rows_that_go_with_those_deleted_are_forgotten_too(database: Database) -> None:
    with database.session(write=True) as session:
        session.add(Map(id=1, uuid="u", name="m", version=1, scale=1, items=[]))
        session.flush()
        session.add(Background(map_id=1, pos_x=0, pos_y=0, width=1, height=1, z_index=0, image=b"i"))
    assert database.remember(images) == (b"i",)
    with database.session(write=True) as session:
        session.execute(delete(Map))
    assert database.remember(images) == ()


def test_what_is_remembered_is_read_again_after_a_write(database: Database) -> None:
    database.remember(names)
    add(database, "new")
    assert database.remember(names) == ("Administrators", "new")


def test_a_failed_write_does_not_forget(database: Database) -> None:
    before = database.remember(names)
    with pytest.raises(RuntimeError):
        write_and_fail(database)
    assert database.remember(names) is before


def test_rows_can_be_used_after_their_session(database: Database) -> None:
    with database.session(write=True) as session:
        row = session.scalars(select(Installation)).one()
    assert row.name == "minimal"


def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), database.session(write=True) as session:
        session.add(User(name="x", profile_id=999, bcrypt="", md5="", ha1=""))


def test_two_writers_that_read_first_wait_for_each_other(database: Database) -> None:
    def count_up(_number: int) -> None:
        with database.session(write=True) as session:
            row = session.scalars(select(Installation)).one()
            row.seed += 1

    with database.session() as session:
        before = session.scalars(select(Installation.seed)).one()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up, range(40)))
    with database.session() as session:
        assert session.scalars(select(Installation.seed)).one() == before + 40


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with database.session(write=True) as writer:
        writer.add(Profile(name="new", levels=[]))
        writer.flush()
        with database.session() as reader:
            assert names(reader) == ("Administrators",)


@pytest.mark.parametrize(("durable", "level"), [(True, 1), (False, 0)])
def test_only_a_database_that_outlives_its_process_is_forced_to_the_disk(
    tmp_path: Path, durable: bool, level: int
) -> None:
    database = Database(sqlite_url(tmp_path), durable=durable)
    with database.session() as session:
        assert session.scalar(text("PRAGMA synchronous")) == level
    database.dispose()


def test_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path))
    upgrade(database.engine)
    config = alembic_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)
    database.dispose()


def test_migrating_again_changes_nothing(database: Database) -> None:
    upgrade(database.engine)
    with database.session() as session:
        assert names(session) == ("Administrators",)

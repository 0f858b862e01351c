"""An authenticator over the minimal site, whose only user is admin, at a clock that stands still."""

from collections.abc import Iterator

import pytest

from ctserver.auth.authenticator import Authenticator
from ctserver.auth.service import Account
from ctserver.clock import SteerableClock
from ctserver.db import Database

NOON = 1_710_331_200.0  # 2024-03-13T12:00:00Z


@pytest.fixture
def clock() -> SteerableClock:
    return SteerableClock(NOON, rate=0)


@pytest.fixture
def authenticator(database: Database, clock: SteerableClock) -> Iterator[Authenticator]:
    authenticator = Authenticator(database, clock)
    yield authenticator
    authenticator.close()


@pytest.fixture
def directory_account(authenticator: Authenticator) -> Account:
    account = authenticator.account("admin")
    assert account
    return account

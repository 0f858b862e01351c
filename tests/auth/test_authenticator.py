import asyncio

import pytest
from sqlalchemy import select

from ctserver.auth import authenticator as module
from ctserver.auth.authenticator import Authenticator
from ctserver.auth.credentials import BasicCredentials, Credentials
from ctserver.auth.models import User
from ctserver.auth.secrets import make_secrets
from ctserver.auth.service import Account
from ctserver.auth.wsse import WsseToken, parse_token
from ctserver.clock import SteerableClock
from ctserver.db import Database
from ctserver.errors import ExpiredCredentials, InvalidCredentials, MalformedCredentials, ReplayedCredentials
from tests.support.users import ADMIN_BCRYPT, ADMIN_MD5, ADMIN_SALT
from tests.support.wsse import token

RIGHT = BasicCredentials("admin", "camtrace")


def identify(authenticator: Authenticator, credentials: Credentials) -> Account:
    return asyncio.run(authenticator.identify(credentials))


def signed(instant: float, nonce: str | None = None, secret: str = ADMIN_MD5, username: str = "admin") -> WsseToken:
    return parse_token(token(username, secret, instant, nonce))


def change_password(database: Database, password: str) -> None:
    secrets = make_secrets("admin", password, ADMIN_SALT)
    with database.session(write=True) as session:
        user = session.scalars(select(User)).one()
        user.bcrypt, user.md5, user.ha1 = secrets.bcrypt, secrets.md5, secrets.ha1


@pytest.mark.parametrize("secret", [ADMIN_BCRYPT, ADMIN_MD5], ids=["bcrypt", "md5"])
def test_wsse_is_accepted_with_either_secret(authenticator: Authenticator, clock: SteerableClock, secret: str) -> None:
    assert identify(authenticator, signed(clock.now(), secret=secret)).name == "admin"


@pytest.mark.parametrize("seconds", [-10, -9.999, 0, 10])
def test_created_up_to_ten_seconds_away_is_accepted(
    authenticator: Authenticator, clock: SteerableClock, seconds: float
) -> None:
    assert identify(authenticator, signed(clock.now() + seconds)).is_admin


@pytest.mark.parametrize(
    ("seconds", "text"), [(-10.001, "-10.0"), (10.001, "+10.0"), (-3600, "-3600.0"), (1e9, "+1000000000.0")]
)
def test_created_further_away_has_expired(
    authenticator: Authenticator, clock: SteerableClock, seconds: float, text: str
) -> None:
    with pytest.raises(ExpiredCredentials) as refusal:
        identify(authenticator, signed(clock.now() + seconds))
    assert refusal.value.parameters == {"seconds": text}


def test_the_window_follows_the_clock(authenticator: Authenticator, clock: SteerableClock) -> None:
    early = signed(clock.now())
    asyncio.run(clock.advance(11))
    with pytest.raises(ExpiredCredentials):
        identify(authenticator, early)


def test_a_token_is_accepted_once(authenticator: Authenticator, clock: SteerableClock) -> None:
    used = signed(clock.now())
    identify(authenticator, used)
    with pytest.raises(ReplayedCredentials):
        identify(authenticator, used)


def test_a_nonce_is_refused_with_another_created_too(authenticator: Authenticator, clock: SteerableClock) -> None:
    identify(authenticator, signed(clock.now(), "abc"))
    with pytest.raises(ReplayedCredentials):
        identify(authenticator, signed(clock.now() + 1, "abc"))


def test_a_token_from_the_future_cannot_be_used_twice_while_it_lives(
    authenticator: Authenticator, clock: SteerableClock
) -> None:
    ahead = signed(clock.now() + 10)
    identify(authenticator, ahead)
    asyncio.run(clock.advance(20))
    with pytest.raises(ReplayedCredentials):
        identify(authenticator, ahead)


def test_a_refused_token_does_not_use_up_its_nonce(authenticator: Authenticator, clock: SteerableClock) -> None:
    with pytest.raises(InvalidCredentials):
        identify(authenticator, signed(clock.now(), "abc", secret="wrong"))
    assert identify(authenticator, signed(clock.now(), "abc"))


def test_an_unknown_user_is_refused_as_a_wrong_password_is(authenticator: Authenticator, clock: SteerableClock) -> None:
    with pytest.raises(InvalidCredentials) as unknown:
        identify(authenticator, signed(clock.now(), username="nobody"))
    with pytest.raises(InvalidCredentials) as wrong:
        identify(authenticator, signed(clock.now(), secret="wrong"))
    assert str(unknown.value) == str(wrong.value)


def test_a_wrong_digest_is_not_told_that_it_has_expired(authenticator: Authenticator, clock: SteerableClock) -> None:
    with pytest.raises(InvalidCredentials):
        identify(authenticator, signed(clock.now() - 3600, secret="wrong"))


def test_created_that_is_no_date_is_malformed(authenticator: Authenticator) -> None:
    with pytest.raises(MalformedCredentials):
        identify(authenticator, WsseToken("admin", "d", "n", "yesterday"))


def test_basic_is_checked_against_the_hash(authenticator: Authenticator) -> None:
    assert identify(authenticator, RIGHT).name == "admin"


@pytest.mark.parametrize(
    "credentials", [BasicCredentials("admin", "camtrace "), BasicCredentials("nobody", "camtrace")]
)
def test_wrong_basic_is_refused(authenticator: Authenticator, credentials: BasicCredentials) -> None:
    with pytest.raises(InvalidCredentials):
        identify(authenticator, credentials)


def test_verified_basic_is_not_hashed_again(authenticator: Authenticator) -> None:
    identify(authenticator, RIGHT)
    authenticator.close()  # the thread that hashes is gone: whoever needs it now fails
    assert identify(authenticator, RIGHT).name == "admin"


@pytest.mark.parametrize("credentials", [BasicCredentials("admin", "wrong"), BasicCredentials("nobody", "camtrace")])
def test_wrong_basic_pays_for_a_hash_each_time(authenticator: Authenticator, credentials: BasicCredentials) -> None:
    identify(authenticator, RIGHT)
    with pytest.raises(InvalidCredentials):
        identify(authenticator, credentials)
    authenticator.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        identify(authenticator, credentials)


def test_the_old_password_is_forgotten_when_it_changes(authenticator: Authenticator, database: Database) -> None:
    identify(authenticator, RIGHT)
    change_password(database, "new one")
    with pytest.raises(InvalidCredentials):
        identify(authenticator, RIGHT)
    assert identify(authenticator, BasicCredentials("admin", "new one")).name == "admin"


def test_wsse_secrets_change_with_the_password(
    authenticator: Authenticator, database: Database, clock: SteerableClock
) -> None:
    identify(authenticator, signed(clock.now()))
    change_password(database, "new one")
    with pytest.raises(InvalidCredentials):
        identify(authenticator, signed(clock.now()))


def test_a_deleted_user_is_refused_though_verified_before(authenticator: Authenticator, database: Database) -> None:
    identify(authenticator, RIGHT)
    with database.session(write=True) as session:
        session.delete(session.scalars(select(User)).one())
    with pytest.raises(InvalidCredentials):
        identify(authenticator, RIGHT)


def test_the_memory_of_the_verified_is_bounded(authenticator: Authenticator, directory_account: Account) -> None:
    for number in range(module.REMEMBERED + 5):
        authenticator._remember(str(number).encode(), directory_account)
    assert len(authenticator._verified) == module.REMEMBERED


def test_the_memory_of_the_verified_holds_no_password(authenticator: Authenticator) -> None:
    identify(authenticator, RIGHT)
    assert "camtrace" not in str(vars(authenticator))


def test_a_password_with_its_username_shifted_is_another_one(authenticator: Authenticator) -> None:
    identify(authenticator, RIGHT)
    with pytest.raises(InvalidCredentials):
        identify(authenticator, BasicCredentials("admi", "n\0camtrace"))


def test_a_salt_is_given_alike_for_known_and_unknown_users(authenticator: Authenticator) -> None:
    directory = authenticator.directory
    assert directory.salt("admin") == ADMIN_SALT
    assert directory.salt("nobody") == directory.salt("nobody") != directory.salt("somebody")
    assert len(directory.salt("nobody")) == len(ADMIN_SALT)

import re

import pytest

from ctserver.auth.secrets import bcrypt_hash, derive_salt, make_secrets, salt_of
from ctserver.sites.load import load_site
from tests.support.users import ADMIN_BCRYPT, ADMIN_MD5, ADMIN_SALT, DEMO_BCRYPT

SALT = re.compile(r"\$2y\$10\$[./A-Za-z0-9]{21}[.Oeu]")


def test_bcrypt_is_the_one_of_the_vendors_sdk() -> None:
    assert bcrypt_hash("camtrace", ADMIN_SALT) == ADMIN_BCRYPT


def test_bcrypt_of_the_documents_user() -> None:
    assert bcrypt_hash("demo", "$2y$10$ECHujA0Fstk2yBkVmuwV4O") == DEMO_BCRYPT


def test_md5_is_hexadecimal_in_lower_case() -> None:
    assert make_secrets("admin", "camtrace", ADMIN_SALT, ADMIN_BCRYPT).md5 == ADMIN_MD5


def test_ha1_is_the_one_of_rfc_2617() -> None:
    secrets = make_secrets("admin", "camtrace", ADMIN_SALT, ADMIN_BCRYPT)
    assert secrets.ha1 == "7a956a98c6e646f8f4a92953b4956378"


@pytest.mark.parametrize("user", load_site("demo").users, ids=lambda user: user.name)
def test_demo_site_gives_the_hash_of_the_password(user: object) -> None:
    name, password, given = (getattr(user, field) for field in ("name", "password", "bcrypt"))
    assert bcrypt_hash(password, salt_of(given)) == given, name


def test_bcrypt_looks_at_seventy_two_bytes() -> None:
    assert bcrypt_hash("é" * 36 + "ignored", ADMIN_SALT) == bcrypt_hash("é" * 36, ADMIN_SALT)


def test_bcrypt_of_a_character_cut_at_the_seventy_second_byte() -> None:
    assert bcrypt_hash("a" * 71 + "é", ADMIN_SALT).startswith(ADMIN_SALT)


@pytest.mark.parametrize(("password", "same"), [("a\0b", "a"), ("\0b", ""), ("a\0", "a")])
def test_bcrypt_stops_at_a_nul(password: str, same: str) -> None:
    assert bcrypt_hash(password, ADMIN_SALT) == bcrypt_hash(same, ADMIN_SALT)


@pytest.mark.parametrize("username", ["nobody", "", "é", "a" * 1000, "ad\nmin", "\U0001f600"])
def test_salt_of_any_name_has_the_form_of_a_real_one(username: str) -> None:
    assert SALT.fullmatch(derive_salt(1, username))


def test_salt_has_a_canonical_last_character() -> None:
    for username in map(str, range(4)):
        salt = derive_salt(1, username)
        assert salt_of(bcrypt_hash("x", salt)) == salt


def test_salt_is_stable_and_differs_by_name_and_seed() -> None:
    assert derive_salt(1, "a") == derive_salt(1, "a")
    assert len({derive_salt(seed, name) for seed in (1, 2) for name in ("a", "b", "c")}) == 6


def test_secrets_are_not_in_the_representation_of_an_account(directory_account: object) -> None:
    assert "$2y$" not in repr(directory_account)
    assert ADMIN_MD5 not in repr(directory_account)

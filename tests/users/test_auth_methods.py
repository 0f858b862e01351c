import re

import httpx
import pytest

from tests.support.users import ADMIN_SALT


@pytest.mark.parametrize(("name", "salt"), [("admin", ADMIN_SALT), ("demo", "$2y$10$ECHujA0Fstk2yBkVmuwV4O")])
def test_the_documents_salts_are_given(api: httpx.Client, name: str, salt: str) -> None:
    answer = api.get(f"/api/v1.2/users/{name}/auth")
    assert answer.status_code == 200
    assert answer.json() == {"auth": [{"type": "wsse", "salt": salt}, {"type": "wsse"}, {"type": "basic"}]}


@pytest.mark.parametrize("name", ["nobody", "login", "é", "a b", "0", "%00", "..;", "x" * 500])
def test_an_unknown_user_has_a_stable_salt_of_the_same_form(api: httpx.Client, name: str) -> None:
    first, second = (api.get(f"/api/v1.2/users/{name}/auth").json() for _ in range(2))
    assert first == second
    assert [method["type"] for method in first["auth"]] == ["wsse", "wsse", "basic"]
    assert re.fullmatch(r"\$2y\$10\$[./A-Za-z0-9]{21}[.Oeu]", first["auth"][0]["salt"])


def test_salts_differ_by_user(api: httpx.Client) -> None:
    names = ["admin", "demo", "guard", "monitor", "guest", "nobody", "somebody"]
    assert len({api.get(f"/api/v1.2/users/{name}/auth").json()["auth"][0]["salt"] for name in names}) == len(names)


def test_names_are_told_apart_by_case(api: httpx.Client) -> None:
    assert api.get("/api/v1.2/users/Admin/auth").json()["auth"][0]["salt"] != ADMIN_SALT

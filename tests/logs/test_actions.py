"""What users did: the history of the site, and what happens now."""

from typing import Any

import httpx
import pytest

from tests.support.users import ADMIN, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

DESCRIPTIONS = {
    "en": "User login.",
    "fr": "Identification de l'utilisateur.",
    "de": "Anmeldung des Benutzers.",
    "es": "Identificación del usuario.",
    "it": "Identificazione dell'utente.",
    "nl": "Aanmelding van de gebruiker.",
}


def actions(own: httpx.Client, path: str = "/users/actions", language: str = "en", **query: Any) -> dict[str, Any]:
    answer = own.get(path, auth=ADMIN, params=query, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def login(own: httpx.Client, auth: WsseAuth) -> None:
    assert own.get("/users/login", auth=auth).status_code == 200


def test_a_login_is_told_as_in_the_document(own: httpx.Client) -> None:
    login(own, MONITOR)
    newest = actions(own, "/users/4/actions")["actions"][0]
    assert list(newest) == ["id", "userId", "userName", "dateTime", "ipAddress", "action", "description"]
    assert newest | {"id": 0, "dateTime": ""} == {
        "id": 0,
        "userId": 4,
        "userName": "monitor",
        "dateTime": "",
        "ipAddress": "127.0.0.1",
        "action": "LogUserLogin",
        "description": "User login.",
    }


def test_each_login_is_told_once(own: httpx.Client) -> None:
    before = actions(own, "/users/3/actions")["paging"]["total"]
    login(own, GUARD)
    login(own, GUARD)
    assert actions(own, "/users/3/actions")["paging"]["total"] == before + 2


def test_a_refused_login_is_none(own: httpx.Client) -> None:
    before = actions(own, "/users/2/actions")["paging"]["total"]
    assert own.get("/users/login", auth=WsseAuth("demo", "wrong")).status_code == 401
    assert actions(own, "/users/2/actions")["paging"]["total"] == before


@pytest.mark.parametrize("language", DESCRIPTIONS)
def test_descriptions_are_in_the_clients_language(own: httpx.Client, language: str) -> None:
    assert actions(own, language=language, limit=1)["actions"][0]["description"] == DESCRIPTIONS[language]


def test_the_newest_comes_first(own: httpx.Client) -> None:
    login(own, GUEST)
    listed = actions(own)["actions"]
    assert len(listed) > 50
    assert [entry["dateTime"] for entry in listed] == sorted((entry["dateTime"] for entry in listed), reverse=True)


def test_a_user_has_his_own_alone(own: httpx.Client) -> None:
    assert {entry["userName"] for entry in actions(own, "/users/1/actions")["actions"]} == {"admin"}


def test_paging_counts_what_was_returned(own: httpx.Client) -> None:
    everything = actions(own, "/users/1/actions")
    total = len(everything["actions"])
    assert everything["paging"] == {"total": total, "offset": total, "limit": 0}
    page = actions(own, "/users/1/actions", limit=4, offset=3)
    assert page["actions"] == everything["actions"][3:7]
    assert page["paging"] == {"total": total, "offset": 7, "limit": 4}
    beyond = actions(own, "/users/1/actions", limit=4, offset=total)
    assert beyond == {"actions": [], "paging": {"total": total, "offset": total, "limit": 4}}


def test_a_period_holds_both_of_its_ends(own: httpx.Client) -> None:
    chosen = actions(own, "/users/1/actions")["actions"][5]["dateTime"]
    within = actions(own, "/users/1/actions", **{"from": chosen, "to": chosen})
    assert {entry["dateTime"] for entry in within["actions"]} == {chosen}
    later = actions(own, "/users/1/actions", **{"from": chosen})["actions"]
    assert len(later) == 6

"""No route forgets to ask who is there: found from the interface's own description, so that a new one is asked too."""

import re

import httpx

PUBLIC = {"/api/", "/api/v1.2/getservertime", "/api/v1.2/servers", "/api/v1.2/users/{name}/auth"}


def paths(api: httpx.Client) -> dict[str, str]:
    """Each path of the description, and one that fits it."""
    described = api.get("/openapi.json").json()["paths"]
    gets = [path for path, methods in described.items() if "get" in methods]
    return {path: re.sub(r"\{\w*id\}", "1", path).replace("{name}", "admin") for path in gets}


def test_only_these_paths_are_public(api: httpx.Client) -> None:
    answers = {path: api.get(example).status_code for path, example in paths(api).items()}
    assert {path for path, status in answers.items() if status == 200} == PUBLIC
    assert {status for path, status in answers.items() if path not in PUBLIC} == {401}


def test_wrong_credentials_open_no_path(api: httpx.Client) -> None:
    answers = {path: api.get(example, auth=("admin", "wrong")).status_code for path, example in paths(api).items()}
    assert {path: status for path, status in answers.items() if status != 401} == {}

"""What the server says of itself, and how it is searched."""

import re
from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.support.serving import serving
from tests.support.users import ADMIN
from tests.support.wsse import WsseAuth


def logs(own: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = own.get("/system/logs", auth=ADMIN, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def events(own: httpx.Client, **query: Any) -> list[str]:
    return [line["event"] for line in logs(own, limit=1000, **query)["systemLogs"]]


def test_a_line_is_as_in_the_document(own: httpx.Client) -> None:
    line = logs(own, search="Connection refused")["systemLogs"][0]
    assert list(line) == ["dateTime", "name", "type", "event"]
    assert (line["name"], line["type"]) == ("Connect@Connection.cpp", "WARNING")
    assert re.fullmatch(r"connect\(\) to 192\.168\.0\.\d+:\d+: Connection refused \[111\]", line["event"])


def test_dates_carry_the_sites_offset(own: httpx.Client) -> None:
    for line in logs(own, all="true", limit=200)["systemLogs"]:
        date = datetime.fromisoformat(line["dateTime"])
        offset = date.utcoffset()
        assert offset is not None
        assert offset.total_seconds() in (3600, 7200)


def test_twenty_come_where_no_limit_is_asked(own: httpx.Client) -> None:
    answer = logs(own, all="1")
    assert len(answer["systemLogs"]) == 20
    assert answer["paging"] == {"total": answer["paging"]["total"], "offset": 20, "limit": 20}
    assert answer["paging"]["total"] > 200


def test_pages_follow_each_other(own: httpx.Client) -> None:
    found = logs(own, search="Connection refused", limit=8)["systemLogs"]
    page = logs(own, search="Connection refused", limit=3, offset=5)
    assert page["systemLogs"] == found[5:8]
    assert page["paging"] == {"total": page["paging"]["total"], "offset": 8, "limit": 3}


def test_the_newest_comes_first(own: httpx.Client) -> None:
    instants = [datetime.fromisoformat(line["dateTime"]) for line in logs(own, all="true", limit=1000)["systemLogs"]]
    assert instants == sorted(instants, reverse=True)


def test_warnings_and_errors_come_alone_unless_all_is_asked(own: httpx.Client) -> None:
    assert {line["type"] for line in logs(own, limit=1000)["systemLogs"]} == {"WARNING", "ERROR"}
    assert {line["type"] for line in logs(own, limit=1000, all="true")["systemLogs"]} == {None, "WARNING", "ERROR"}


def test_the_start_is_told(own: httpx.Client) -> None:
    assert any(event.startswith("server started, version ") for event in events(own, all="true"))


def test_the_feed_of_the_first_picture_is_told(own: httpx.Client) -> None:
    assert events(own, all="true", search="a viewer has come") != []


def test_refused_credentials_are_told_without_the_password(own: httpx.Client) -> None:
    assert own.get("/cameras", auth=("zoe", "a-secret-word")).status_code == 401
    assert events(own, search="zoe") == ["user 'zoe' refused: invalid_credentials"]
    assert events(own, all="true", search="a-secret-word") == []


def test_a_name_of_control_characters_forges_no_line(own: httpx.Client) -> None:
    assert own.get("/cameras", auth=("x\nforged\x1b[2J", "y")).status_code == 401
    assert events(own, search="forged") == [r"user 'x\nforged\x1b[2J' refused: invalid_credentials"]


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ({"search": "connection refused"}, False),
        ({"search": "connection refused", "noCase": "true"}, True),
        ({"search": "CONNECTION R", "noCase": "1"}, True),
        ({"search": "refused ["}, True),
        ({"search": "refused [1-3]+"}, False),
        ({"search": r"refused \[1{3}\]$", "regex": "true"}, True),
        ({"search": r"Refused \[\d+\]$", "regex": "true"}, False),
        ({"search": r"Refused \[\d+\]$", "regex": "true", "noCase": "true"}, True),
        ({"search": "^Connect@Connection", "regex": "true"}, True),
        ({"search": "Connect@"}, True),
    ],
)
def test_text_and_expressions_are_found(own: httpx.Client, query: dict[str, str], matches: bool) -> None:
    assert any("Connection refused [111]" in event for event in events(own, **query)) is matches


@pytest.mark.parametrize(
    "query", [{"search": "refused"}, {"search": "re.used", "regex": "true"}, {"search": "REFUSED", "noCase": "1"}]
)
def test_what_is_sought_and_what_is_not_make_the_whole(own: httpx.Client, query: dict[str, str]) -> None:
    with_it, without = events(own, **query), events(own, negative="true", **query)
    assert with_it
    assert without
    assert not any("refused" in event for event in without)
    assert len(with_it) + len(without) == len(events(own))


@pytest.mark.parametrize("expression", ["(", "[", "*", r"\1", "a{9999}", "(?=x)", "(?P<n"])
def test_an_expression_that_is_none_is_refused(own: httpx.Client, expression: str) -> None:
    answer = own.get("/system/logs", auth=ADMIN, params={"search": expression, "regex": "true"})
    expected = {"error": "Invalid value for search: expected a regular expression in RE2's syntax."}
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("expression", ["(a+)+$", "(.*)*x", "(.*?){30}!!", "(a|aa)+$", r"\C", "((a{0,9}){0,9}){0,9}$"])
def test_an_expression_that_others_never_finish_is_answered(own: httpx.Client, expression: str) -> None:
    assert own.get("/cameras", auth=("a" * 200, "y")).status_code == 401
    assert "systemLogs" in logs(own, search=expression, regex="true")


def test_the_same_text_is_plain_without_regex(own: httpx.Client) -> None:
    assert events(own, search="(") != []


def test_start_and_stop_outlive_the_process(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("life")
    options = ("--site", "minimal", "--data", str(directory / "data"))
    with serving(directory, *options) as first:
        assert first.stop() == 0
    with serving(directory, *options) as second, httpx.Client(base_url=f"{second.http}/api/v1.2") as client:
        told = events(client, all="true", search="server st")
    assert [event.split(",")[0] for event in told] == ["server started", "server stops", "server started"]


def test_a_stranger_with_wsse_is_told_too(own: httpx.Client) -> None:
    assert own.get("/cameras", auth=WsseAuth("mallory", "x")).status_code == 401
    assert events(own, search="mallory") == ["user 'mallory' refused: invalid_credentials"]

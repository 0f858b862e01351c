"""The list of snapshots: whose, in which order, what filters and pages do."""

from typing import Any

import pytest

from tests.snapshots.conftest import KEEPER, Site
from tests.support.users import ADMIN, GUARD

DAY = "2026-05-30"
COMMENTS = ["Größe 50%", "größer", None, "a_b", "axb", "back\\slash", None]


@pytest.fixture(scope="module")
def numbers(site: Site) -> list[int]:
    """Of camera 50, an hour apart from 8:00 on, the fifth and sixth by the guard; in the order of their time."""
    taken = []
    for hour, comment in enumerate(COMMENTS, 8):
        auth = GUARD if hour in (12, 13) else ADMIN
        given = {"comment": comment} if comment else {}
        answer = site.take(auth, cameraId=50, time=f"{DAY}T{hour:02}:00:00.5Z", **given)
        assert answer.status_code == 201, answer.text
        taken.append(answer.json()["snapshot"]["id"])
    return taken


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ({}, [6, 5, 4, 3, 2, 1, 0]),
        ({"from": f"{DAY}T10:00:00Z"}, [6, 5, 4, 3, 2]),
        ({"from": f"{DAY}T10:00:00.1Z"}, [6, 5, 4, 3]),
        ({"to": f"{DAY}T10:00:00Z"}, [2, 1, 0]),
        ({"to": f"{DAY}T09:59:59.999999Z"}, [1, 0]),
        ({"from": f"{DAY}T12:00:00+02:00", "to": f"{DAY}T10:00:00Z"}, [2]),
        ({"userId": 3}, [5, 4]),
        ({"userId": 1, "from": f"{DAY}T11:00:00Z"}, [6, 3]),
        ({"userId": 2}, []),
        ({"userId": 99}, []),
        ({"comment": "GRÖSSE"}, [1, 0]),
        ({"comment": "GRÖßer"}, [1]),
        ({"comment": "%"}, [0]),
        ({"comment": "A_B"}, [3]),
        ({"comment": "\\"}, [5]),
        ({"comment": "none of them"}, []),
        ({"comment": ""}, [6, 5, 4, 3, 2, 1, 0]),
        ({"limit": 2}, [6, 5]),
        ({"limit": 2, "offset": 3}, [3, 2]),
        ({"offset": 7}, []),
        ({"CAMERAID": "50", "LIMIT": 1}, [6]),
    ],
)
def test_filters(site: Site, numbers: list[int], query: dict[str, Any], chosen: list[int]) -> None:
    assert site.numbers(**{"cameraId": 50} | query) == [numbers[i] for i in chosen]


def test_cameras_are_chosen_by_a_list(site: Site, numbers: list[int]) -> None:
    other = site.taken(cameraId=51, time=f"{DAY}T08:30:00Z")["id"]
    found = site.numbers(cameraId="50,51,999", to=f"{DAY}T09:30:00Z")
    assert found == [numbers[1], other, numbers[0]]
    assert site.numbers(cameraId=999) == []


def test_only_those_of_visible_cameras_are_listed(site: Site) -> None:
    shown = {row["cameraId"] for row in site.listed(KEEPER, limit=1000)["snapshots"]}
    assert shown
    assert shown <= {1, 2, 3}
    everything = {row["cameraId"] for row in site.listed(ADMIN, limit=1000)["snapshots"]}
    assert {1, 2, 3, 4, 14} <= everything
    assert site.numbers(KEEPER, cameraId=4) == []


LINK = "/api/v1.2/snapshots?limit=3"


@pytest.mark.parametrize(
    ("offset", "current", "following", "previous"),
    [
        (0, 0, 3, None),
        (3, 1, 6, 0),
        (6, 2, None, 3),
        (1, 0, 4, 0),
        (5, 1, None, 2),
        (7, 2, None, 4),
        (100, 33, None, 6),
    ],
)
def test_pages(
    site: Site, numbers: list[int], offset: int, current: int, following: int | None, previous: int | None
) -> None:
    """Seven snapshots by three."""
    assert len(numbers) == 7
    query: dict[str, Any] = {"cameraId": 50, "limit": 3} | ({"offset": offset} if offset else {})
    paging = site.listed(**query)["paging"]
    expected: dict[str, Any] = {
        "first": f"{LINK}&cameraId=50", "count": 3, "current": current, "last": f"{LINK}&offset=6&cameraId=50",
    }  # fmt: skip
    expected |= {"next": f"{LINK}&offset={following}&cameraId=50"} if following is not None else {}
    expected |= {"previous": f"{LINK}&offset={previous}&cameraId=50"} if previous is not None else {}
    assert paging == expected


def test_pages_lead_through_the_whole_list(site: Site, numbers: list[int]) -> None:
    """With their filters, whatever these hold."""
    query: dict[str, Any] = {
        "cameraId": "50",
        "from": f"{DAY}T08:00:00Z",
        "to": f"{DAY}T13:00:00.5Z",
        "limit": 1,
        "comment": "a",
    }
    page, found = site.listed(**query), []
    while True:
        found += [row["id"] for row in page["snapshots"]]
        if "next" not in page["paging"]:
            break
        page = site.api.get(page["paging"]["next"].removeprefix("/api/v1.2"), auth=ADMIN).json()
    assert found == [numbers[i] for i in (5, 4, 3)]
    back = site.api.get(page["paging"]["first"].removeprefix("/api/v1.2"), auth=ADMIN).json()
    assert back == site.listed(**query)


def test_words_of_a_filter_are_quoted_in_links(site: Site) -> None:
    paging = site.listed(comment="a&b=é %")["paging"]
    assert paging["first"] == "/api/v1.2/snapshots?limit=20&comment=a%26b%3D%C3%A9+%25"


def test_a_list_without_snapshots_has_one_page(site: Site) -> None:
    paging = site.listed(cameraId=59)["paging"]
    link = "/api/v1.2/snapshots?limit=20"
    assert paging == {
        "first": f"{link}&cameraId=59", "count": 1, "current": 0, "last": f"{link}&offset=0&cameraId=59",
    }  # fmt: skip


def test_twenty_are_a_page_and_links_without_filters_are_the_documents(site: Site) -> None:
    for second in range(21):
        site.taken(cameraId=52, time=f"{DAY}T07:00:{second:02}Z")
    listed = site.listed(cameraId=52)
    assert len(listed["snapshots"]) == 20
    assert (listed["paging"]["count"], listed["paging"]["next"]) == (
        2, "/api/v1.2/snapshots?limit=20&offset=20&cameraId=52",
    )  # fmt: skip
    assert site.listed()["paging"]["first"] == "/api/v1.2/snapshots?limit=20"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cameraId", "x"), ("cameraId", "1,,2"), ("cameraId", ""), ("from", "noon"), ("to", "2026-13-01T00:00:00Z"),
        ("userId", "x"), ("userId", "0"), ("userId", str(2**31)), ("comment", "x" * 2001), ("limit", "0"), ("limit", "1001"),
        ("limit", "x"), ("offset", "-1"), ("offset", str(2**31)),
    ],
)  # fmt: skip
def test_bad_queries_are_refused_by_their_name(site: Site, name: str, value: str) -> None:
    answer = site.api.get("/snapshots", params={name: value}, auth=ADMIN)
    assert answer.status_code == 400
    assert name in answer.json()["error"]


def test_the_demo_site_has_a_dozen(site: Site) -> None:
    shown = [row for row in site.listed(limit=1000)["snapshots"] if row["ip"] != "127.0.0.1"]
    assert len(shown) == 12
    assert {row["userId"] for row in shown} == {1, 3}
    assert {row["updatable"] for row in shown} == {True, False}

"""What the vendor's document shows is what the product answers: its requests, put to the `docs` site, get its answers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.comparison import differences, filled
from tests.contract.examples import Binary, Chapter, Example, Request, chapter_names, read_chapter
from tests.support.serving import serving

LINES = {
    "conventions": [131, 159, 179, 248, 256, 270, 282],
    "wsse": [228],
    "users_servers_cameras": [308, 339, 355, 380, 401, 561, 593, 594, 595],
    "mosaics": [603, 686, 773, 926, 1043, 1177],
    "screens": [1190, 1213, 1238],
    "commands": [1268, 1305, 1324],
    "precords": [1748],
    "exports": [1438, 1465, 1532, 1571, 1613, 1630, 1648, 1664, 1702],
    "snapshots": [1790, 1834, 1863, 1898, 1933, 1950],
    "alarms": [1337, 1386, 1389, 1400, 1418],
    "scenarios": [1969, 2003, 2020],
    "slices": [2053],
    "maps": [2105, 2130, 2187, 2233, 2302, 2386],
    "folders": [2462, 2486, 2569, 2628, 2693, 2722],
    "sort_criteria": [2773, 2815, 2854, 2893],
    "devices": [2929, 3027, 3093],
    "monitoring": [3192, 3239, 3259, 3297],
    "logs": [3352, 3417, 3480],
    "tasks": [3527, 3570],
}
"""Where the document's examples of the served chapters stand; read off its text, which is not in this repository."""
ADMIN = ("admin", "camtrace")


@pytest.mark.parametrize("name", chapter_names())
def test_no_example_is_forgotten(name: str) -> None:
    examples = read_chapter(name).examples
    assert [example.line for example in examples] == LINES[name]
    assert len({example.title for example in examples}) == len(examples)


def test_no_chapter_is_forgotten() -> None:
    assert chapter_names() == sorted(LINES)


@pytest.mark.parametrize("name", chapter_names())
def test_the_answers_are_those_of_the_document(
    tmp_path: Path, record_property: Callable[[str, object], None], name: str
) -> None:
    chapter = read_chapter(name)
    with (
        serving(tmp_path, "--site", "docs", "--clock", chapter.clock) as server,
        httpx.Client(base_url=server.http, timeout=30, trust_env=False) as client,
    ):
        assert list(replay(chapter, client)) == []
        assert "Traceback" not in server.log, server.log
    record_property("ruled", [bool(example.ruled) for example in chapter.examples])


def replay(chapter: Chapter, client: httpx.Client) -> Iterator[str]:
    for request in chapter.before:
        assert send(client, request, ADMIN, {}).is_success
    known: dict[str, str] = {}
    for example in chapter.examples:
        for problem in problems(example, client, known):
            yield f"{example.title} (line {example.line}): {problem}"


def problems(example: Example, client: httpx.Client, known: dict[str, str]) -> Iterator[str]:
    name, _, password = (example.user or "").partition(":")
    answer = send(client, example.request, (name, password) if name else None, known)
    if answer.status_code != example.answer.status:
        yield f"expected status {example.answer.status}, got {answer.status_code}: {answer.text}"
        return
    for header, value in example.answer.headers.items():
        got = answer.headers.get(header, "")
        if (got.partition(";")[0] if header == "Content-Type" else got) != filled(value, known):
            yield f"expected {header}: {value}, got {got!r}"
    if isinstance(example.answer.body, Binary):
        if not answer.content.startswith(example.answer.body.begins.encode("latin-1")):
            yield f"expected bytes that begin with {example.answer.body.begins!r}, got {answer.content[:20]!r}"
    elif example.answer.body is None:
        if answer.content:
            yield f"expected no content, got {answer.text}"
    else:
        yield from differences(example.answer.body, content(answer, example.answer.callback), known)


def send(client: httpx.Client, request: Request, auth: tuple[str, str] | None, known: dict[str, str]) -> httpx.Response:
    body: dict[str, Any] = {} if request.body is None else {"json": filled(request.body, known)}
    return client.request(request.method, filled(request.path, known), headers=request.headers, auth=auth, **body)


def content(answer: httpx.Response, callback: str | None) -> Any:
    if callback is None:
        return answer.json()
    assert answer.headers["content-type"].partition(";")[0] == "application/javascript"
    assert answer.text.startswith(f"{callback}(")
    assert answer.text.endswith(");")
    return json.loads(answer.text[len(callback) + 1 : -2])

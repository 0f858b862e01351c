"""The page that a simple link opens."""

import re
from base64 import b64decode
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest

from ctserver.auth.service import read_directory
from ctserver.cameras.catalogue import read_catalogue
from ctserver.cameras.pictures import thumbnail
from ctserver.cameras.service import visible
from ctserver.headband.page import page
from tests.support.databases import NOW, seeded
from tests.support.users import ADMIN, DEMO, GUEST, MONITOR
from tests.support.wsse import md5, parameters, server_time

PATH = "/api/v1.2/openheadband"


def opened(api: httpx.Client, auth: httpx.Auth, **headers: str) -> str:
    answer = api.get(PATH, auth=auth, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_it_needs_credentials(api: httpx.Client) -> None:
    answer = api.get(PATH)
    assert (answer.status_code, answer.json()) == (401, {"error": "Authentication is required."})


def test_a_link_with_credentials_opens_it(api: httpx.Client) -> None:
    answer = api.get(PATH, params=parameters("demo", md5("demo"), server_time(api)))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<strong>demo</strong>" in answer.text


def test_wrong_credentials_do_not(api: httpx.Client) -> None:
    answer = api.get(PATH, params=parameters("demo", md5("wrong"), server_time(api)))
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("auth", "cards", "links"), [(ADMIN, 15, 13), (DEMO, 15, 13), (GUEST, 2, 2), (MONITOR, 1, 0)],
    ids=["admin", "demo", "guest", "monitor"],
)  # fmt: skip
def test_it_shows_the_cameras_that_the_user_may_see(
    api: httpx.Client, auth: httpx.Auth, cards: int, links: int
) -> None:
    shown = opened(api, auth)
    assert shown.count('class="card"') == cards
    assert len(re.findall(r'<a class="card" href="/live/view/\d+\.\d+">', shown)) == links


def test_a_link_leads_to_live_pictures(api: httpx.Client) -> None:
    first = re.search(r'href="([^"]+)"', opened(api, GUEST))
    assert first
    with api.stream("GET", first[1], auth=("guest", "guest")) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("multipart/x-mixed-replace")


def test_pictures_are_those_of_the_cameras(api: httpx.Client) -> None:
    coded = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', opened(api, GUEST))
    pictures = [cv2.imdecode(np.frombuffer(b64decode(each), np.uint8), cv2.IMREAD_COLOR) for each in coded]
    assert [picture.shape[:2] for picture in pictures if picture is not None] == [(360, 640), (240, 320)]


def test_it_begins_before_any_picture_is_drawn(tmp_path: Path) -> None:
    thumbnail.cache_clear()
    with seeded(tmp_path, "demo") as database:
        catalogue = database.remember(read_catalogue)
        account = database.remember(read_directory).accounts["guest"]
        pieces = page(account, visible(catalogue, account, NOW), catalogue.site, "en")
        assert "<main>" in next(pieces)
        assert thumbnail.cache_info().currsize == 0
        assert "".join(pieces).count("<img") == thumbnail.cache_info().currsize == 2


def test_a_camera_without_pictures_says_so(api: httpx.Client) -> None:
    assert '<div class="picture">No image</div><h2>Delivery ramp</h2>' in opened(api, ADMIN)


def test_nothing_is_loaded_and_nothing_runs(api: httpx.Client) -> None:
    answer = api.get(PATH, auth=ADMIN)
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")
    assert "<script" not in answer.text
    assert re.findall(r'\bsrc="(?!data:)|url\(|@import|<link', answer.text) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Signed in as"),
        ("fr", "Connecté en tant que"),
        ("de", "Angemeldet als"),
        ("es", "Conectado como"),
        ("it", "Connesso come"),
        ("nl", "Aangemeld als"),
    ],
)
def test_it_speaks_the_clients_language(api: httpx.Client, language: str, words: str) -> None:
    shown = opened(api, GUEST, **{"Accept-Language": language})
    assert f'<html lang="{language}">' in shown
    assert words in shown


def test_levels_are_named(api: httpx.Client) -> None:
    assert "<span>Monitoring</span>" in opened(api, MONITOR)

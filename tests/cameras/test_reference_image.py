import io

import httpx
import pytest
from PIL import Image

from tests.support.users import ADMIN, GUEST


@pytest.mark.parametrize(
    ("number", "size"), [(1, (1920, 1080)), (5, (640, 480)), (6, (640, 480)), (7, (1280, 720)), (13, (1024, 768))]
)
def test_it_is_a_jpeg_of_the_best_streams_size(api: httpx.Client, number: int, size: tuple[int, int]) -> None:
    path = api.get(f"/api/v1.2/cameras/{number}", auth=ADMIN).json()["refUrl"]
    answer = api.get(path, auth=ADMIN)
    assert answer.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as image:
        image.load()
        assert (image.format, image.size) == ("JPEG", size)


def test_it_is_the_same_at_each_call(api: httpx.Client) -> None:
    first, second = (api.get("/api/v1.2/cameras/2/ref.jpg", auth=ADMIN).content for _ in range(2))
    assert first == second


def test_each_camera_has_its_own(api: httpx.Client) -> None:
    pictures = [api.get(f"/api/v1.2/cameras/{number}/ref.jpg", auth=ADMIN).content for number in (3, 8, 12)]
    assert len(set(pictures)) == 3


def test_a_camera_without_one_is_404_without_content(api: httpx.Client) -> None:
    answer = api.get("/api/v1.2/cameras/15/ref.jpg", auth=ADMIN)
    assert (answer.status_code, answer.content) == (404, b"")
    assert api.get("/api/v1.2/cameras/15", auth=ADMIN).json()["refUrl"] is None


def test_live_right_is_enough(api: httpx.Client) -> None:
    assert api.get("/api/v1.2/cameras/2/ref.jpg", auth=GUEST).status_code == 200


def test_head_announces_its_length(api: httpx.Client) -> None:
    get, head = (api.request(method, "/api/v1.2/cameras/2/ref.jpg", auth=ADMIN) for method in ("GET", "HEAD"))
    assert head.content == b""
    assert head.headers["content-length"] == str(len(get.content))

import httpx
import pytest


@pytest.mark.parametrize("path", ["/api/", "/api"])
def test_the_versions_are_told_without_a_redirect(api: httpx.Client, path: str) -> None:
    answer = api.get(path, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 200
    assert answer.json() == {"versions": {"latest": "v1.2", "supported": ["v1", "v1.1", "v1.2"]}}


@pytest.mark.parametrize("prefix", ["/api/v1", "/api/v1.1", "/api/v1.2"])
def test_every_supported_version_is_served(api: httpx.Client, prefix: str) -> None:
    assert api.get(f"{prefix}/getservertime").status_code == 200


def test_the_interface_describes_itself(api: httpx.Client) -> None:
    described = api.get("/openapi.json").json()
    assert "/api/v1.2/cameras/{camera_id}/ref.jpg" in described["paths"]

"""Who may have to do with exports, which are listed, and what is refused."""

import pytest

from tests.exports.conftest import ADMIN, GUARD, VIEWER, OwnSite, at

OPERATIONS = [
    ("GET", "/disks"), ("GET", ""), ("POST", ""), ("GET", "/1"), ("PUT", "/1"), ("PATCH", "/1"), ("DELETE", "/1"),
    ("GET", "/1/download"), ("GET", "/1/md5sum"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_it_takes_a_level(site: OwnSite, method: str, path: str) -> None:
    assert site.api.request(method, f"/exports{path}").status_code == 401
    told = site.ask(method, path, 403, VIEWER).json()["error"]
    assert "profile level Admin or Protection" in told


def test_a_guard_has_the_exports_of_cameras_whose_records_are_his(site: OwnSite) -> None:
    """Of camera 2 he sees live pictures alone, of camera 3 nothing."""
    gate, mast = site.done(camera=2)["id"], site.done(camera=3)["id"]
    for method, path, body in (
        ("GET", "", None), ("GET", "/download", None), ("GET", "/md5sum", None), ("DELETE", "", None), ("PATCH", "", None),
        ("PUT", "", {"export": {"archived": True}}),
    ):  # fmt: skip
        told = site.ask(method, f"/{gate}{path}", 403, GUARD, json=body).json()["error"]
        assert "records of the camera" in told
        assert (
            site.ask(method, f"/{mast}{path}", 404, GUARD, json=body).json()["error"] == f"There is no export {mast}."
        )
    shown = {export["cameraId"] for export in site.ask("GET", "", auth=GUARD).json()["exports"]}
    assert shown <= {1, 4}
    assert {2, 3} <= {export["cameraId"] for export in site.ask("GET", "").json()["exports"]}


@pytest.mark.parametrize(("camera", "status"), [(1, 201), (2, 403), (3, 404), (99, 404), (0, 404), (-1, 404)])
def test_a_guard_exports_what_he_may_play(site: OwnSite, camera: int, status: int) -> None:
    body = {"export": {"cameraId": camera, "from": at("09:30:00"), "to": at("09:30:10")}}
    site.ask("POST", "", status, GUARD, json=body)


@pytest.mark.parametrize("number", ["0", "99999", str(2**31), str(2**70), "-1"])
def test_an_export_that_there_is_not(site: OwnSite, number: str) -> None:
    assert site.ask("GET", f"/{number}", 404).json() == {"error": f"There is no export {number}."}


def test_exports_are_listed_by_camera_and_time(site: OwnSite) -> None:
    early = site.done(begin="03:00:00", end="03:05:00")["id"]
    late = site.done(begin="03:10:00", end="03:11:00")["id"]
    other = site.done(camera=2, begin="03:04:00", end="03:11:00")["id"]

    def found(query: str) -> list[int]:
        shown = [export["id"] for export in site.ask("GET", f"?{query}").json()["exports"]]
        assert shown == sorted(shown)
        return [number for number in shown if number in (early, late, other)]

    assert found("") == [early, late, other]
    assert found("cameraId=1") == [early, late]
    assert found("CameraId=1,2&to=" + at("03:04:30")) == [early, other]
    assert found(f"from={at('03:05:00')}") == [early, late, other], "bounds belong to it"
    assert found(f"from={at('03:05:01')}&cameraId=1") == [late]
    assert found(f"from={at('03:05:01')}&to={at('03:09:59')}") == [other]
    assert found("cameraId=3,99") == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("cameraId", "1", "export.cameraId: expected a whole number."),
        ("cameraId", None, "export.cameraId: expected"),
        ("from", "noon", "export.from: expected an ISO 8601 date"),
        ("to", None, "export.to: expected an ISO 8601 date"),
        ("to", at("09:00:00"), "export.to: expected a date later than export.from."),
        ("to", at("08:00:00"), "export.to: expected a date later than export.from."),
        ("to", at("10:00:00.000001"), "export.to: expected a date that is not in the future."),
        ("from", "2026-05-31T09:00:59.999999Z", "export.to: expected a date at most 24 hours after export.from."),
        ("type", "x", "export.type: expected one of"),
        ("diskId", 5, "export.diskId: expected the id of something that exists."),
        ("diskId", 0, "export.diskId: expected the id of something that exists."),
        ("diskId", "1", "export.diskId: expected a whole number."),
        ("comment", "x" * 2001, "export.comment: expected"),
        ("comment", "\0", "export.comment: expected"),
    ],
)
def test_bad_values_are_refused_by_name_and_nothing_is_begun(
    site: OwnSite, field: str, value: object, told: str
) -> None:
    good = {"cameraId": 1, "from": at("09:00:00"), "to": at("09:01:00")}
    site.settle()
    before = site.ask("GET", "").json(), site.tasks()
    answer = site.ask("POST", "", 400, json={"export": good | {field: value}})
    assert told in answer.json()["error"]
    assert (site.ask("GET", "").json(), site.tasks()) == before


@pytest.mark.parametrize(("query", "field"), [("cameraId=x", "cameraId"), ("from=noon", "from"), ("to=1", "to")])
def test_bad_filters_are_refused_by_name(site: OwnSite, query: str, field: str) -> None:
    assert site.ask("GET", f"?{query}", 400).json()["error"].startswith(f"Invalid value for {field}: ")


@pytest.mark.parametrize("body", [{}, {"export": {}}, {"export": {"archived": None}}, {"export": {"archived": 2}}])
def test_archiving_says_so(site: OwnSite, body: object) -> None:
    number = site.done()["id"]
    assert "export" in site.ask("PUT", f"/{number}", 400, json=body).json()["error"]
    told = site.ask("PUT", f"/{number}", 400, json={"export": {"archived": False}}).json()["error"]
    assert told == "Invalid value for export.archived: expected true."
    assert site.file(number).exists()


def test_a_day_is_allowed_and_so_are_fractions_and_offsets(site: OwnSite) -> None:
    export = site.create(camera=3, begin="09:00:00.25", end="09:00:01.000001")
    assert (export["from"], export["to"]) == (at("09:00:00.250"), at("09:00:01.000001"))
    times = {"from": "2026-05-31T11:00:00+02:00", "to": "2026-06-01T09:00:00Z"}
    body = {"export": {"cameraId": 3, **times, "diskId": None, "comment": None}}
    day = site.ask("POST", "", 201, ADMIN, json=body).json()["export"]
    assert (day["from"], day["comment"], day["diskId"]) == ("2026-05-31T09:00:00Z", "", None)

"""POST /precords: who may protect what, what becomes one, and what the archive then keeps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from ctserver.db import Database, sqlite_url
from ctserver.precords.models import Precord
from ctserver.precords.service import protect, spared
from ctserver.recordings.archive import open_archive
from ctserver.spans import Span
from tests.support.actions import last_action
from tests.support.databases import NOW
from tests.support.serving import serving
from tests.support.users import ADMIN, DEMO, GUARD, GUEST, MONITOR
from tests.support.wsse import WsseAuth

SECOND, DAY = 1_000_000, 86_400_000_000
HERE = round(NOW * 1e6)


@dataclass
class Site:
    api: httpx.Client
    directory: Path
    database: Database

    def protect(self, precord: Mapping[str, object], auth: WsseAuth = ADMIN) -> httpx.Response:
        return self.api.post("/precords", json={"precord": dict(precord)}, auth=auth)

    def rows(self, camera: int, kind: str = "r") -> list[tuple[str, str, str | None]]:
        """What is kept of a camera, as hours of the day, with its comment."""
        with self.database.session() as session:
            query = select(Precord).where(Precord.camera_id == camera, Precord.type == kind).order_by(Precord.begin_us)
            return [(hour(row.begin_us), hour(row.end_us), row.comment) for row in session.scalars(query)]

    def is_protected(self, camera: int, at: str, kind: str = "r") -> bool:
        query = f"cameraId={camera}&type={kind}&from={at}&to={at}"
        (row,) = self.api.get(f"/slices?{query}", auth=ADMIN).json()["slices"]
        told: bool = row["protected"]
        return told


def hour(us: int) -> str:
    seconds = (us - (HERE - HERE % DAY)) // SECOND
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Each test protects records of a camera of its own."""
    directory = tmp_path_factory.mktemp("precords")
    data = directory / "data"
    with (
        serving(directory, "--data", str(data), "--clock", "frozen@2026-06-01T10:00:00Z") as server,
        httpx.Client(base_url=f"{server.http}/api/v1.2", timeout=30, trust_env=False) as api,
    ):
        database = Database(sqlite_url(data))
        yield Site(api, data, database)
        database.dispose()
        assert "Traceback" not in server.log, server.log


def at(time: str) -> str:
    return f"2026-06-01T{time}Z"


def test_what_is_asked_is_answered_as_in_the_document(site: Site) -> None:
    asked = {"cameraId": 3, "from": at("08:24:25"), "to": at("08:26:00"), "comment": "Test de séquence protégée"}
    answer = site.protect(asked)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    told = [("cameraId", 3), ("from", at("08:24:25")), ("to", at("08:26:00")), ("type", "r")]
    assert list(answer.json()) == ["precord"]
    assert list(answer.json()["precord"].items()) == told
    assert site.is_protected(3, at("08:25:00"))
    assert not site.is_protected(3, at("08:35:00"))
    user, parameters = last_action(site.directory, "LogPrecordCreate")
    assert user == "admin"
    assert parameters == {
        "name": "Visitors' parking", "begin": at("08:24:25"), "end": at("08:26:00"), "type": "r",
        "comment": "Test de séquence protégée",
    }  # fmt: skip


def test_dates_are_answered_in_utc_with_their_fraction(site: Site) -> None:
    asked = {"from": "2026-06-01T11:00:00.25+02:00", "to": "2026-06-01T11:00:01.000001+02:00", "type": "a"}
    told = site.protect({"cameraId": 16, **asked}).json()["precord"]
    assert (told["from"], told["to"], told["type"]) == (at("09:00:00.250"), at("09:00:01.000001"), "a")
    assert site.rows(16) == []
    assert len(site.rows(16, "a")) == 1


@pytest.mark.parametrize(
    ("auth", "camera", "status"),
    [(ADMIN, 12, 201), (GUARD, 12, 201), (DEMO, 12, 403), (MONITOR, 1, 403), (GUEST, 1, 403), (ADMIN, 999, 404),
     (GUARD, 0, 404)],
    ids=["admin", "guard", "demo", "monitor", "guest", "unknown", "zero"],
)  # fmt: skip
def test_it_takes_a_level_and_the_records_of_the_camera(site: Site, auth: WsseAuth, camera: int, status: int) -> None:
    answer = site.protect({"cameraId": camera, "from": at("09:00:00"), "to": at("09:01:00")}, auth)
    assert answer.status_code == status, answer.text


def test_a_guard_without_the_records_of_a_camera_cannot_protect_them(tmp_path: Path) -> None:
    camera = "name: n, model: m, device: {host: h}, streams: [{id: 1, name: s, size: 320x240}]"
    (tmp_path / "site.yaml").write_text(
        "name: s\nprofiles: [{name: P, levels: [protection], cameras: {1: [live]}}]\n"
        f"users: [{{name: a, password: a, profile: P}}]\ncameras: [{{id: 1, {camera}}}, {{id: 2, {camera}}}]\n"
    )
    told = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}
    with serving(tmp_path, "--site", str(tmp_path / "site.yaml")) as server:
        for number, status in ((1, 403), (2, 404)):
            answer = httpx.post(
                f"{server.http}/api/v1.2/precords",
                json={"precord": {"cameraId": number, **told}}, auth=("a", "a"), trust_env=False, timeout=30,
            )  # fmt: skip
            assert answer.status_code == status, answer.text


def test_records_that_overlap_or_meet_become_one(site: Site) -> None:
    def protect(begin: str, end: str, **more: str) -> None:
        times = {"from": at(f"{begin}:00"), "to": at(f"{end}:00")}
        assert site.protect({"cameraId": 5, **times, **more}).status_code == 201

    protect("07:00", "07:10", comment="first")
    protect("07:30", "07:40", comment="second")
    assert site.rows(5) == [("07:00", "07:10", "first"), ("07:30", "07:40", "second")]
    protect("07:10", "07:20")  # meets the first
    assert site.rows(5) == [("07:00", "07:20", "first"), ("07:30", "07:40", "second")]
    protect("07:05", "07:06", comment="within")
    assert site.rows(5) == [("07:00", "07:20", "within"), ("07:30", "07:40", "second")]
    protect("07:15", "07:35", type="a")  # of the other type
    assert len(site.rows(5)) == 2
    protect("07:15", "07:35")
    assert site.rows(5) == [("07:00", "07:40", "second")]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("cameraId", "1", "precord.cameraId: expected a whole number."),
        ("cameraId", 2**31, "precord.cameraId: expected"),
        ("cameraId", None, "precord.cameraId: expected"),
        ("from", "noon", "precord.from: expected an ISO 8601 date"),
        ("from", 1, "precord.from: expected an ISO 8601 date"),
        ("from", at("09:01:00"), "precord.to: expected a date later than precord.from."),
        ("from", at("09:30:00"), "precord.to: expected a date later than precord.from."),
        ("to", at("10:00:00.000001"), "precord.to: expected a date that is not in the future."),
        ("to", "9999-12-31T23:59:59Z", "precord.to: expected a date that is not in the future."),
        ("to", None, "precord.to: expected an ISO 8601 date"),
        ("type", "x", "precord.type: expected one of"),
        ("comment", "x" * 2001, "precord.comment: expected"),
        ("comment", "\0", "precord.comment: expected"),
        ("comment", 7, "precord.comment: expected"),
    ],
)
def test_bad_values_are_refused_and_nothing_is_protected(site: Site, field: str, value: object, told: str) -> None:
    good: dict[str, object] = {"cameraId": 6, "from": at("09:00:00"), "to": at("09:01:00")}
    answer = site.protect(good | {field: value})
    assert answer.status_code == 400
    assert told in answer.json()["error"]
    assert site.rows(6) == []


@pytest.mark.parametrize("missing", ["cameraId", "from", "to", "precord"])
def test_what_is_missing_is_named(site: Site, missing: str) -> None:
    precord = {"cameraId": 6, "from": at("09:00:00"), "to": at("09:01:00")}
    precord.pop(missing, None)
    body = {} if missing == "precord" else {"precord": precord}
    answer = site.api.post("/precords", json=body, auth=ADMIN)
    assert answer.status_code == 400
    assert missing in answer.json()["error"]


def test_what_is_gone_does_not_come_back(site: Site) -> None:
    """However early it begins: what retention has taken stays gone, and the answer tells what was asked."""
    told = site.protect({"cameraId": 10, "from": "0001-01-01T00:00:00Z", "to": at("00:00:00")}).json()["precord"]
    assert told["from"] == "0001-01-01T00:00:00Z"
    assert [(end, comment) for _, end, comment in site.rows(10)] == [("00:00", None)]
    oldest = site.api.get("/slices?cameraId=10&to=2026-05-02T10:00:01Z", auth=ADMIN).json()["slices"]
    assert [row["start"] for row in oldest] == ["2026-05-02T10:00:00.000Z"]
    long_ago = {"from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00Z"}
    assert site.protect({"cameraId": 11, **long_ago}).status_code == 201
    assert site.rows(11) == []


def test_a_record_that_holds_nothing_is_none_the_less_protected(site: Site) -> None:
    """Camera 9 is ignored: nothing was recorded."""
    assert site.protect({"cameraId": 9, "from": at("09:00:00"), "to": at("09:01:00")}).status_code == 201


def test_protected_records_outlive_retention(database: Database) -> None:
    span = Span(HERE - DAY - 60 * SECOND, HERE - DAY)
    with database.session(write=True) as session:
        protect(session, 1, "r", span, None)
    archive = open_archive(database, NOW + 90 * 86_400)
    kept = [(one.begin_us, one.end_us) for one in archive.slices([1], Span(HERE - 30 * DAY, HERE + 10 * DAY))]
    assert kept == [(HERE - DAY - 600 * SECOND, HERE - DAY)]


def test_what_a_record_spares_is_what_retention_has_left() -> None:
    assert spared(HERE - 2 * DAY, HERE - DAY, NOW, 30) == Span(HERE - 2 * DAY, HERE - DAY)
    assert spared(HERE - 40 * DAY, HERE - DAY, NOW, 30) == Span(HERE - 30 * DAY, HERE - DAY)
    assert spared(HERE - 40 * DAY, HERE - 30 * DAY, NOW, 30) is None

"""Every operation of the vendor's document, and ours beside it: what `docs/api-coverage.md` and the rights' tests are made of.

`needs` says who may (chapter by chapter in the document, gathered in one table by us):

- `nobody`: no credentials; `user`: any credentials;
- `admin`, `monitor`, `protection`, `consult_level`: the profile's level (Admin includes every level);
- `live`, `records`, `ptz`, `see` (live or records): the right on the camera that is named, or of what is named;
- `view`, `edit`, `insert`, `consult`: the right on the thing that is named, other than a camera.

What the table does not hold cannot be served, and what it promises is served: a test compares it with the routes.
"""

from dataclasses import dataclass

API = "/api/v1.2"

DOCUMENTED = "documented"
ASSUMED = "assumed"
"""The document is silent or contradicts itself: our best guess at the real server."""
EXTENSION = "extension"
"""Ours alone."""
PLANNED = "not yet"
ON_RECORDS = "and *records* on the camera"
ON_EACH = "*live* on every camera that is named (assumed)"


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    chapter: str
    needs: str
    status: str = DOCUMENTED
    note: str = ""

    @property
    def is_served(self) -> bool:
        return self.status != PLANNED


def _chapter(title: str, *rows: tuple[str, ...]) -> list[Operation]:
    """Rows of method, path below the API's prefix (or absolute, from `//` on), needs, and perhaps status and note."""
    return [Operation(method, _path(path), title, *rest) for method, path, *rest in rows]


def _path(path: str) -> str:
    return path[1:] if path.startswith("//") else API + path


OPERATIONS = [
    *_chapter(
        "Version discovery",
        ("GET", "//api/", "nobody", ASSUMED, "as the vendor's SDK needs it"),
    ),
    *_chapter("Web interface", ("GET", "/openheadband", "user")),
    *_chapter(
        "Users",
        ("GET", "/users/{name}/auth", "nobody"),
        ("GET", "/users/login", "user"),
    ),
    *_chapter("Servers", ("GET", "/getservertime", "nobody"), ("GET", "/servers", "nobody")),
    *_chapter(
        "Cameras",
        ("GET", "/cameras", "user"),
        ("GET", "/cameras/{camera_id}", "see"),
        ("GET", "/cameras/{camera_id}/ref.jpg", "see"),
        ("GET", "/cameras/{camera_id}/ptz", "ptz"),
    ),
    *_chapter(
        "Mosaics (groups)",
        ("GET", "/groups", "user"),
        ("POST", "/groups", "admin"),
        ("GET", "/groups/{mosaic_id}", "view"),
        ("PUT", "/groups/{mosaic_id}", "edit"),
        ("GET", "/groups/{mosaic_id}/override", "edit"),
    ),
    *_chapter(
        "Passive screens",
        ("GET", "/screens", "user"),
        ("GET", "/screens/{screen_id}", "view"),
        ("PUT", "/screens/{screen_id}", "view", DOCUMENTED, "the right is assumed"),
    ),
    *_chapter(
        "Commands (exturls)",
        ("GET", "/exturls", "user"),
        ("GET", "/exturls/{command_id}", "view", DOCUMENTED, "the right is assumed"),
        ("GET", "/exturls/{command_id}/trigger", "view", DOCUMENTED, "the right is assumed"),
    ),
    *_chapter(
        "Alarms",
        ("GET", "/cameras/alarms", "user"),
        ("GET", "/cameras/{camera_id}/alarms", "see"),
        ("GET", "/cameras/alarms/trigger", "user", DOCUMENTED, ON_EACH),
        ("GET", "/cameras/alarms/untrigger", "user", DOCUMENTED, ON_EACH),
        (
            "GET",
            "/cameras/alarms/{alarm_id}.jpg",
            "see",
            DOCUMENTED,
            "a thumbnail, `w` up to 320 and `h` up to 240: *nobody*",
        ),
    ),
    *_chapter(
        "Exports",
        ("GET", "/exports/disks", "protection"),
        ("GET", "/exports", "protection", DOCUMENTED, "`from` and `to` by overlap (assumed)"),
        ("POST", "/exports", "protection", DOCUMENTED, ON_RECORDS),
        ("GET", "/exports/{export_id}", "protection", DOCUMENTED, ON_RECORDS),
        ("PUT", "/exports/{export_id}", "protection", DOCUMENTED, ON_RECORDS),
        (
            "PATCH",
            "/exports/{export_id}",
            "protection",
            DOCUMENTED,
            f"{ON_RECORDS}; 409 while it waits or runs (assumed)",
        ),
        ("DELETE", "/exports/{export_id}", "protection", DOCUMENTED, ON_RECORDS),
        ("GET", "/exports/{export_id}/download", "protection", DOCUMENTED, f"{ON_RECORDS}; 409 before 100 % (assumed)"),
        ("GET", "/exports/{export_id}/md5sum", "protection", DOCUMENTED, f"{ON_RECORDS}; known from then on (assumed)"),
    ),
    *_chapter(
        "Protected records",
        ("POST", "/precords", "protection", DOCUMENTED, "records that overlap or meet become one (assumed)"),
    ),
    *_chapter(
        "Snapshots",
        ("GET", "/snapshots", "consult_level", DOCUMENTED, "newest first, and pages keep the filters (assumed)"),
        ("POST", "/snapshots", "consult_level", DOCUMENTED, "*live* on the camera, *records* too where `time` is past"),
        ("GET", "/snapshots/{snapshot_id}", "consult_level and see"),
        ("PUT", "/snapshots/{snapshot_id}", "consult_level and live", DOCUMENTED, "403 once it has a comment"),
        ("GET", "/snapshots/{snapshot_id}.jpg", "consult_level and see"),
        ("GET", "/snapshots/{snapshot_id}.pdf", "consult_level and see"),
    ),
    *_chapter(
        "Scenarios",
        ("GET", "/scenarios", "admin"),
        ("PUT", "/scenarios/{scenario_id}", "admin"),
        ("GET", "/scenarios/{scenario_id}/trigger", "admin"),
    ),
    *_chapter(
        "Slices",
        ("GET", "/slices", "user", DOCUMENTED, "without `from`, all that is kept (assumed)"),
        ("GET", "/slices/{camera_id}/{start}/{type}/download", "records"),
    ),
    *_chapter(
        "Maps",
        ("GET", "/maps", "user"),
        ("POST", "/maps", "admin"),
        ("GET", "/maps/{uuid}", "view"),
        ("PUT", "/maps/{uuid}", "edit"),
        ("DELETE", "/maps/{uuid}", "admin"),
        ("GET", "/maps/{uuid}/items", "view"),
    ),
    *_chapter(
        "Folders",
        ("GET", "/folders", "user"),
        ("POST", "/folders", "admin"),
        ("PATCH", "/folders", "admin"),
        ("GET", "/folders/{uuid}", "user"),
        ("PUT", "/folders/{uuid}", "admin"),
        ("DELETE", "/folders/{uuid}", "admin"),
    ),
    *_chapter(
        "Sort criteria (regex)",
        ("GET", "/regex", "user"),
        ("POST", "/regex", "admin"),
        ("PUT", "/regex/{criterion_id}", "admin"),
        ("DELETE", "/regex/{criterion_id}", "admin"),
    ),
    *_chapter(
        "Metadata events (devices)",
        ("POST", "/devices/{uuid}/events", "insert"),
        ("POST", "/devices/{uuid}/proxy/events/search", "consult"),
        ("GET", "/devices/{uuid}/proxy/events/search/criteria", "consult"),
    ),
    *_chapter(
        "Monitoring",
        ("GET", "/license", "monitor"),
        ("POST", "/license", "admin"),
        ("GET", "/sysinfo", "monitor"),
        ("GET", "/health", "monitor"),
    ),
    *_chapter(
        "Logs",
        ("GET", "/users/actions", "admin"),
        ("GET", "/users/{user_id}/actions", "admin"),
        ("GET", "/cameras/connections", "admin"),
        ("GET", "/cameras/{camera_id}/connections", "admin"),
        ("GET", "/system/logs", "admin"),
    ),
    *_chapter("Tasks", ("GET", "/tasks", "admin"), ("GET", "/tasks/{task_id}", "admin")),
    *_chapter(
        "PUSH HTTP",
        ("GET", "//live/view/{stream_id}", "live"),
        ("GET", "//live/delayed/{stream_id}", "live"),
        ("GET", "//live/alarm/{stream_id}", "live"),
        ("GET", "//replay/view/{stream_id}", "records"),
        ("GET", "//r", "records", ASSUMED, "the path of `rpStream`, by camera"),
        ("GET", "//m", "user", DOCUMENTED, "`cols`, `rows`, `vw` and `vh` as the vendor's SDK sends them"),
    ),
]

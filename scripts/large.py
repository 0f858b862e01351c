"""Writes the site `large`, `fixtures/large.yaml`: a site as large as an installation gets, for load tests and benchmarks."""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID, uuid5

from ctserver.video.scene import KINDS

ROOT = Path(__file__).parent.parent
FILE = ROOT / "fixtures" / "large.yaml"
CAMERAS, MOSAICS, SCREENS, COMMANDS, MAPS, FOLDERS, SCENARIOS, TASKS, CRITERIA = 500, 60, 40, 100, 20, 50, 40, 300, 10
MOTION_PER_HOUR = 1.2
SIDE = 4
"""Cells of a mosaic in a row, and in a column."""
NAMESPACE = UUID("6d7a2c1e-54b0-4c35-9f0e-2b8d1c7a9e10")
PLACES = {"corridor": "Corridor", "dock": "Dock", "entrance": "Entrance", "fence": "Fence", "parking": "Car park",
          "shop": "Shop", "street": "Street", "warehouse": "Aisle"}  # fmt: skip
CONDITIONS = {97: "offline", 193: "read_only", 389: "video_off"}
"""Of the cameras with these numbers; the others are ok."""

HEAD = """\
# A site as large as an installation gets, made by `scripts/large.py`: 500 cameras, 100,000 alarms, a month of logs.
name: large
timezone: Europe/Paris

profiles:
  - {name: Administrators, levels: [admin]}
  - name: Viewers
    cameras: {'*': [live, records, ptz, snapshots]}
    mosaics: {'*': [view, edit]}
    screens: {'*': [view]}
    commands: {'*': [view]}
    maps: {'*': [view]}
    devices: {'*': [consult]}
  - name: Guests
    cameras: {1: [live], 2: [live]}

"""
LOGS = """
# About 100,000 rows of what users did, 50,000 connections of streams, and 50,000 metadata events.
logs: {days: 31, daily: 3230}

devices:
"""


def write() -> str:
    """The file's text."""
    users = _lines("users", _users())
    sections = {
        "cameras": _cameras(), "servers": ["id: 1, name: Branch office, host: branch.example.com"],
        "mosaics": _mosaics(), "screens": _screens(), "commands": _commands(), "sort_criteria": _criteria(),
        "maps": _maps(), "folders": _folders(), "scenarios": _scenarios(), "tasks": _tasks(),
    }  # fmt: skip
    texts = [_lines(name, items) for name, items in sections.items()]
    return HEAD + users + "".join(f"\n{text}" for text in texts) + LOGS + "".join(_devices())


def _lines(name: str, items: Iterable[str]) -> str:
    return f"{name}:\n" + "".join(f"  - {{{item}}}\n" for item in items)


def _users() -> Iterator[str]:
    """Those of the demo site, with their hashes: computing them would take longer than all the rest."""
    demo = (ROOT / "fixtures" / "demo.yaml").read_text()
    profiles = {"admin": "Administrators", "demo": "Viewers", "guest": "Guests"}
    for name, profile in profiles.items():
        found = re.search(rf"\{{name: {name}, password: (\w+), .*?bcrypt: (\S+)\}}", demo)
        assert found
        yield f"name: {name}, password: {found[1]}, profile: {profile}, bcrypt: {found[2]}"


def _cameras() -> Iterator[str]:
    """All have the streams of the first one."""
    streams = (
        "&streams [{id: 1, name: HD, size: 1280x720, roles: [rrecord, arecord]},"
        " {id: 2, name: SD, size: 640x360, fps: 12, quality: 2, roles: [mosaic]}]"
    )
    for number in range(1, CAMERAS + 1):
        scene = KINDS[number % len(KINDS)]
        condition = f", condition: {CONDITIONS[number]}" if number in CONDITIONS else ""
        yield (
            f"id: {number}, name: {PLACES[scene]} {number}, model: Axis P3245-LV, scene: {scene}{condition},"
            f" motion_per_hour: {MOTION_PER_HOUR},"
            f" device: {{host: 10.1.{number // 250}.{number % 250 + 1}}}, streams: {streams}"
        )
        streams = "*streams"


def _mosaics() -> Iterator[str]:
    """Two levels each, every camera in one or two of them."""
    layout = [[row * SIDE + column for column in range(SIDE)] for row in range(SIDE)]
    for number in range(1, MOSAICS + 1):
        levels = [_level(number, level, SIDE * SIDE) for level in range(2)]
        yield f"id: {number}, name: Wall {number}, level_duration: 10, layout: {layout}, levels: [{', '.join(levels)}]"


def _level(mosaic: int, level: int, cells: int) -> str:
    first = ((mosaic - 1) * 2 + level) * cells
    elements = [f"{{cell: {cell}, camera: {(first + cell) % CAMERAS + 1}, stream: 2}}" for cell in range(cells)]
    return f"{{name: Part {level + 1}, elements: [{', '.join(elements)}]}}"


def _screens() -> Iterator[str]:
    for number in range(1, SCREENS + 1):
        yield f"id: {number}, num: {number}, name: Screen {number}, host: 10.2.0.{number}, mosaic: {number}"


def _commands() -> Iterator[str]:
    for number in range(1, COMMANDS + 1):
        yield f"id: {number}, name: Relay {number}, urls: ['http://10.3.0.{number}/relay/1?state=on']"


def _criteria() -> Iterator[str]:
    for number in range(1, CRITERIA + 1):
        yield f"id: {number}, name: By word {number}, pattern: '^(\\w+) ?(.{{{number},}})$', groups: [2, 1]"


def _maps() -> Iterator[str]:
    """Fifty cameras on each."""
    for number in range(1, MAPS + 1):
        items = [
            f"{{camera: {(number * 25 + i) % CAMERAS + 1}, at: [{i % 10 * 110 + 20}, {i // 10 * 150 + 20}]}}"
            for i in range(50)
        ]
        yield f"uuid: {_uuid('map', number)}, name: Floor {number}, items: [{', '.join(items)}]"


def _folders() -> Iterator[str]:
    """Twenty cameras in each, in two folders within."""
    for number in range(1, FOLDERS + 1):
        cameras = [(number * 10 + i) % CAMERAS + 1 for i in range(20)]
        halves = [
            f"{{folder: Part {i + 1}, items: [{', '.join(f'{{camera: {c}}}' for c in cameras[i::2])}]}}"
            for i in range(2)
        ]
        yield f"uuid: {_uuid('folder', number)}, name: Zone {number}, weight: {number}, items: [{', '.join(halves)}]"


def _scenarios() -> Iterator[str]:
    for number in range(1, SCENARIOS + 1):
        yield f"id: {number}, name: Scenario {number}, actions: [{{alarm: {number}, seconds: 60}}]"


def _tasks() -> Iterator[str]:
    for number in range(1, TASKS + 1):
        yield f"id: {number}, type: concat, user: admin, minutes_ago: {(TASKS + 1 - number) * 60}"


def _devices() -> Iterator[str]:
    for number in range(1, 5):
        families = "[analytics, accesscontrol, io, lpr]"
        events = "{days: 31, daily: 400}"
        yield f"  - {{uuid: {_uuid('device', number)}, name: Door {number}, families: {families}, events: {events}}}\n"


def _uuid(kind: str, number: int) -> UUID:
    return uuid5(NAMESPACE, f"{kind} {number}")


if __name__ == "__main__":
    FILE.write_text(write())
    sys.stdout.write(f"{FILE.relative_to(ROOT)}: {FILE.stat().st_size} bytes\n")

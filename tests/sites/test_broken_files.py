"""A site file that cannot be used is refused with its name, the line, and what was expected there."""

import re
from pathlib import Path

import pytest

from ctserver.sites.document import SiteError
from ctserver.sites.load import load_site

GOOD = """\
name: test
profiles:
  - {name: Admins, levels: [admin]}
users:
  - {name: a, password: b, profile: Admins}
cameras:
  - id: 1
    name: Yard
    model: M
    device: {host: h}
    streams:
      - {id: 1, name: HD, size: 1280x720}
"""
SECOND_CAMERA = GOOD.split("cameras:\n")[1]
UUID = "2ce55d7c-9a0b-4e0f-9d5e-0d7b7a3f6c11"


def a_map(item: str) -> str:
    return f"maps:\n  - {{uuid: {UUID}, name: m, items: [{item}]}}\n"


def a_folder(item: str) -> str:
    return f"folders:\n  - {{uuid: {UUID}, name: f, items: [{item}]}}\n"


def a_scenario(action: str) -> str:
    return f"scenarios:\n  - {{id: 1, name: s, actions: [{action}]}}\n"


def refusal(directory: Path, content: str | bytes) -> str:
    """What is said after the file's name."""
    path = directory / "site.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SiteError) as error:
        load_site(str(path))
    text = str(error.value)
    assert text.startswith(f"{path}:")
    assert "\n" not in text
    return text.removeprefix(f"{path}:")


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_the_good_file_is_good(tmp_path: Path) -> None:
    (tmp_path / "site.yml").write_text(GOOD)
    assert load_site(str(tmp_path / "site.yml")).cameras[0].streams[0].size == (1280, 720)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: [b", "2: did not find expected ',' or ']'"),
        ("\tname: x", "1: found character that cannot start any token"),
        ("a: b: c", "1: mapping values are not allowed in this context"),
        ('name: t\na: "\\q"', "2: found unknown escape character"),
        ("a: *b", "1: found undefined alias"),
        ("---\na: 1\n---\nb: 2\n", "3: but found another document"),
        ("a: !!python/name:os.system", "1: could not determine a constructor for the tag"),
        ("? [a]\n: b", "1: expected a name before the colon"),
        ("a: 1\n1.5: x", "2: expected a name before the colon"),
        ("a: &a [*a]", " nested too deeply"),
        ("[" * 100_000, "1: exceeded maximum nesting depth"),
        ("a: 2026-99-99", " not valid YAML: month must be in 1..12"),
        (b"\x89PNG\r\n\x1a\n\0\0", " not valid YAML: unacceptable character #x0089"),
        (b"name: \x00", " not valid YAML: unacceptable character #x0000: control characters"),
        (b"#" * (8 * 2**20 + 1), " expected at most 8388608 bytes, got 8388609"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_what_is_not_yaml(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert refusal(tmp_path, content).startswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "1: site: expected names with values"),
        ("- a", "1: site: expected names with values"),
        ("{}", "1: name: expected a value here, there is none"),
        (changed("name: test\n", "name: test\nname: again\n"), "2: name stands here a second time"),
        (changed("cameras:", "extra: 1\ncameras:"), "6: extra: a name that is not known here, got 1"),
        (changed("    model: M\n", ""), "7: cameras.0.model: expected a value here, there is none"),
        (changed("model: M", "model: [M]"), "9: cameras.0.model: input should be a valid string"),
        (changed("password: b", "password: 1234"), "5: users.0.password: input should be a valid string, got 1234"),
        (changed("{host: h}", "{host: h, port: 70000}"),
         "10: cameras.0.device.port: input should be less than or equal to 65535, got 70000"),
        (changed("1280x720", "big"), "12: cameras.0.streams.0.size: expected <width>x<height>, such as 1280x720, got 'big'"),
        (changed("1280x720", "1281x720"),
         "12: cameras.0.streams.0.size: expected even numbers of pixels from 320x240 to 7680x4320, got '1281x720'"),
        (changed("1280x720", "160x120"),
         "12: cameras.0.streams.0.size: expected even numbers of pixels from 320x240 to 7680x4320, got '160x120'"),
        (changed("name: test\n", "name: test\ntimezone: Mars/Olympus\n"),
         "2: timezone: expected a time zone of the IANA database, such as Europe/Paris, got 'Mars/Olympus'"),
        (changed("levels: [admin]", "levels: [king]"),
         "3: profiles.0.levels.0: input should be 'admin', 'protection', 'consult' or 'monitor', got 'king'"),
        (changed("levels: [admin]", "cameras: {1: [look]}"),
         "3: profiles.0.cameras.1.0: input should be 'live', 'records', 'ptz' or 'snapshots', got 'look'"),
        (changed("name: a,", "name: 'a:b',"),
         "5: users.0.name: a user's name can have no colon (Basic) and no slash (its path), got 'a:b'"),
        (changed("profile: Admins}", "profile: Admins, bcrypt: abc}"), "5: users.0.bcrypt: string should match pattern"),
        (GOOD + "commands:\n  - {id: 1, name: a, urls: ['http://a', delay=5]}\n  - {id: 2, name: b, urls: [wait=5]}\n",
         "15: commands.1.urls.0: expected a URL of HTTP, or a delay in seconds such as delay=10, got 'wait=5'"),
        (GOOD + f"maps:\n  - {{uuid: {UUID}, name: m, backgrounds: [{{image: x.png, at: [0, 0], size: [9, 9]}}]}}\n",
         "14: maps.0.backgrounds.0.image: expected a file that can be read: No such file or directory, got 'x.png'"),
        (GOOD + f"maps:\n  - {{uuid: {UUID}, name: m, backgrounds: [{{image: site.yaml, at: [0, 0], size: [9, 9]}}]}}\n",
         "14: maps.0.backgrounds.0.image: expected a file of PNG, JPEG, GIF, WebP or BMP, got 'site.yaml'"),
        (GOOD + "commands:\n  - {id: 1, name: a, urls: []}\n", "14: commands.0.urls: list should have at least 1 item"),
        (GOOD + "    display_code: 99999999999999999999\n",
         "13: cameras.0.display_code: input should be less than 2147483648"),
    ],
)  # fmt: skip
def test_what_is_no_site(tmp_path: Path, content: str, said: str) -> None:
    assert refusal(tmp_path, content).startswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (changed("profile: Admins}", "profile: Nobodies}"), "5: users.0.profile: expected one of the profiles, got Nobodies"),
        (changed("levels: [admin]", "cameras: {7: [live]}"), "3: profiles.0.cameras.7: expected the id of one of the cameras"),
        (GOOD + "    alarm_stream: 7\n", "13: cameras.0.alarm_stream: expected the id of one of this camera's streams, got 7"),
        (changed("levels: [admin]", "commands: {1: [view]}"),
         "3: profiles.0.commands.1: expected the id of one of the commands"),
        (GOOD + "sort_criteria:\n  - {id: 1, name: a, pattern: '(a)(b)', groups: [2, 3]}\n",
         "14: sort_criteria.0.groups.1: expected the number of one of the pattern's 2 groups"),
        (GOOD + "sort_criteria:\n  - {id: 1, name: a, pattern: '(a', groups: [1]}\n",
         "14: sort_criteria.0.pattern: expected a regular expression: missing ), unterminated subpattern at position 0"),
        (GOOD + "sort_criteria:\n" + "".join(
            f"  - {{id: {n}, name: a, default: true, pattern: '(a)', groups: [1]}}\n" for n in (1, 2)),
         "15: sort_criteria.1.default: expected one default at most"),
        (changed("levels: [admin]", f"maps: {{{UUID}: [view]}}"),
         f"3: profiles.0.maps.{UUID}: expected the id of one of the maps"),
        (GOOD + a_map("{camera: 2, at: [0, 0]}"), "14: maps.0.items.0.camera: expected the id of one of the cameras"),
        (GOOD + a_map("{command: 1, at: [0, 0]}"), "14: maps.0.items.0.command: expected the id of one of the commands"),
        (GOOD + a_map("{at: [0, 0]}"), "14: maps.0.items.0: expected one of camera, mosaic, command, screen, map"),
        (GOOD + a_map("{camera: 1, at: [0, 0], presets: [{id: x, at: [0, 0]}]}"),
         "14: maps.0.items.0.presets.0.id: expected the id of one of this camera's presets"),
        (GOOD + a_folder("{camera: 2}"), "14: folders.0.items.0.camera: expected the id of one of the cameras"),
        (GOOD + a_folder("{folder: f, items: [{map: " + UUID + "}]}"),
         "14: folders.0.items.0.items.0.map: expected the id of one of the maps"),
        (GOOD + a_folder("{camera: 1, server: 3}"), "14: folders.0.items.0.server: expected the id of one of the servers, or 0"),
        (GOOD + a_folder("{camera: 1, mosaic: 2}"),
         "14: folders.0.items.0: expected one of folder, camera, mosaic, screen, map, device"),
        (GOOD + f"folders:\n  - {{uuid: {UUID}, name: f, sort_criterion: 1}}\n",
         "14: folders.0.sort_criterion: expected the id of one of the sort criteria"),
        (GOOD + a_scenario("{alarm: 2}"), "14: scenarios.0.actions.0.alarm: expected the id of one of the cameras"),
        (GOOD + a_scenario("{command: 1}"), "14: scenarios.0.actions.0.command: expected the id of one of the commands"),
        (GOOD + a_scenario("{seconds: 5}"), "14: scenarios.0.actions.0: expected one of alarm, record, command, screen"),
        (GOOD + a_scenario("{screen: 1}"), "14: scenarios.0.actions.0.screen: expected the id of one of the screens"),
        (GOOD + a_scenario("{command: 1, camera: 1}"),
         "14: scenarios.0.actions.0.camera: expected at most one of camera and mosaic, with a screen that shows it"),
        (GOOD + a_scenario("{screen: 1, mosaic: 4}"), "14: scenarios.0.actions.0.screen: expected the id of one of the screens"),
        (GOOD + "    ptz:\n      tours:\n        - {id: a, name: b, presets: [x]}\n",
         "15: cameras.0.ptz.tours.0.presets.0: expected the id of one of this camera's presets, got x"),
    ],
)  # fmt: skip
def test_a_reference_to_nothing_is_found_at_its_line(tmp_path: Path, content: str, said: str) -> None:
    assert refusal(tmp_path, content) == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD + SECOND_CAMERA, "13: cameras.1.id: camera 1 stands here a second time"),
        (GOOD + "      - {id: 1, name: SD, size: 640x480}\n", "13: cameras.0.streams.1.id: stream 1 stands here a second time"),
        (changed("cameras:", "  - {name: a, password: c, profile: Admins}\ncameras:"),
         "6: users.1.name: user a stands here a second time"),
        (changed("users:", "  - {name: Admins}\nusers:"), "4: profiles.1.name: profile Admins stands here a second time"),
        (GOOD + "servers:\n  - {id: 1, name: a, host: b}\n  - {id: 1, name: c, host: d}\n",
         "15: servers.1.id: server 1 stands here a second time"),
        (GOOD + "    ptz:\n      presets:\n        - {id: a, name: b}\n        - {id: a, name: c}\n",
         "16: cameras.0.ptz.presets.1.id: preset a stands here a second time"),
    ],
)  # fmt: skip
def test_what_stands_twice_is_found_at_its_second_line(tmp_path: Path, content: str, said: str) -> None:
    assert refusal(tmp_path, content) == said


@pytest.mark.timeout(60)
def test_aliases_of_aliases_do_not_unfold_without_end(tmp_path: Path) -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 10)]
    content = "\n".join(["l0: &l0 [x, x, x, x, x, x, x, x, x, x]", *levels])
    assert refusal(tmp_path, content) == " expected at most 500000 values"


def test_the_first_of_several_problems_is_told(tmp_path: Path) -> None:
    content = changed("password: b", "password: []").replace("1280x720", "big")
    assert refusal(tmp_path, content).startswith("5: ")


@pytest.mark.parametrize("name", ["nosuch", "demo.txt", "", "../fixtures/demo"])
def test_an_unknown_name_is_told_the_shipped_ones(name: str) -> None:
    with pytest.raises(SiteError, match=re.escape(f"site {name}: expected one of demo, ")) as error:
        load_site(name)
    assert "or a .yaml file" in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing.yaml"
    with pytest.raises(SiteError, match=re.escape(f"{path}: No such file or directory")):
        load_site(str(path))


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").mkdir()
    with pytest.raises(SiteError, match="Is a directory"):
        load_site(str(tmp_path / "site.yaml"))

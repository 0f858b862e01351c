"""Protected records in a site file."""

from pathlib import Path

import pytest

from ctserver.precords.service import read_protected
from ctserver.spans import Span
from tests.sites.test_broken_files import GOOD, refusal
from tests.support.databases import NOW, seeded

HERE, MINUTE = round(NOW * 1e6), 60_000_000


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("camera: 2, minutes_ago: 9, seconds: 9", "precords.0.camera: expected the id of a camera, got 2"),
        ("camera: 1, minutes_ago: 9", "precords.0: expected either minutes_ago and seconds, or begin and end"),
        ("camera: 1", "precords.0: expected either minutes_ago and seconds, or begin and end"),
        (
            "camera: 1, minutes_ago: 9, seconds: 9, end: '2026-01-02T00:00:00Z'",
            "precords.0: expected either minutes_ago and seconds, or begin and end",
        ),
        (
            "camera: 1, begin: '2026-01-02T00:00:00Z', end: '2026-01-02T00:00:00Z'",
            "precords.0.end: expected a date after begin, by 31 days at most",
        ),
        (
            "camera: 1, begin: '2026-01-02T00:00:00Z', end: '2026-02-03T00:00:00Z'",
            "precords.0.end: expected a date after begin, by 31 days at most",
        ),
        ("camera: 1, begin: '0001-01-01T00:00:00Z', end: '0001-01-02T00:00:00Z'", "precords.0.begin: input should be"),
        ("camera: 1, type: x, minutes_ago: 9, seconds: 9", "precords.0.type: input should be 'a' or 'r'"),
    ],
)
def test_a_record_that_cannot_be_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert refusal(tmp_path, f"{GOOD}precords: [{{{row}}}]\n").startswith(f"13: {said}")


def test_records_are_written_as_they_are_told(tmp_path: Path) -> None:
    rows = ["minutes_ago: 60, seconds: 600", "minutes_ago: 52, seconds: 60, type: a, comment: c",
            "begin: '2026-01-01T00:00:00Z', end: '2026-01-31T00:00:00Z'", "minutes_ago: 55, seconds: 600"]  # fmt: skip
    site = tmp_path / "site.yaml"
    site.write_text(f"{GOOD}precords: [{', '.join(f'{{camera: 1, {row}}}' for row in rows)}]\n")
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        told = read_protected(session)
    january = Span(1_767_225_600_000_000, 1_769_817_600_000_000)
    assert dict(told) == {
        (1, "r"): (january, Span(HERE - 60 * MINUTE, HERE - 45 * MINUTE)),
        (1, "a"): (Span(HERE - 52 * MINUTE, HERE - 51 * MINUTE),),
    }

"""Tasks in a site file."""

from pathlib import Path

import pytest

from ctserver.tasks.service import read_tasks
from tests.sites.test_broken_files import GOOD, refusal
from tests.support.databases import seeded


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ("{id: 1, type: export, user: a, minutes_ago: 1}", "tasks.0.type: input should be 'concat'"),
        ("{id: 1, type: sum, user: b, minutes_ago: 1}", "tasks.0.user: expected one of the users, got b"),
        ("{id: 1, type: sum, user: a}", "tasks.0: expected minutes_ago or updated, one of them"),
        ("{id: 1, type: sum, user: a, progress: 5, minutes_ago: 1}", "tasks.0.progress: expected 100 of a task"),
        ("{id: 1, type: sum, user: a, updated: soon}", "tasks.0.updated: expected an ISO 8601 date in quotes"),
    ],
)
def test_a_task_that_cannot_be_is_refused(tmp_path: Path, task: str, said: str) -> None:
    assert refusal(tmp_path, f"{GOOD}tasks:\n  - {task}\n").startswith(f"14: {said}")


@pytest.mark.parametrize("date", ["'2021-10-01T14:18:15Z'", "2021-10-01T14:18:15Z", "'2021-10-01T16:18:15+02:00'"])
def test_a_task_may_have_a_date(tmp_path: Path, date: str) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(f"{GOOD}tasks:\n  - {{id: 26, type: concat, user: a, updated: {date}}}\n")
    with seeded(tmp_path / "data", str(site)) as database, database.session() as session:
        (task,) = read_tasks(session).values()
    assert (task.id, task.updated) == (26, "2021-10-01T14:18:15Z")

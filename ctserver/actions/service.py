"""Writing the log of what users did."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ctserver.actions.models import Action
from ctserver.auth.service import Account

CODES = frozenset(
    {
        "LogUserLogin", "LogPtz", "LogGroupCreate", "LogGroupUpdate", "LogGroupOverride", "LogScreenUpdate",
        "LogCommandTrigger", "LogScenarioTrigger", "LogScenarioUpdate", "LogRegexCreate", "LogRegexUpdate", "LogRegexDelete",
        "LogFolderCreate", "LogFolderUpdate", "LogFolderOrder", "LogFolderDelete", "LogMapCreate", "LogMapUpdate",
        "LogMapDelete", "LogDeviceEvents", "LogLicenseUpdate", "LogPrecordCreate", "LogAlarmTrigger",
        "LogAlarmUntrigger", "LogExportCreate", "LogExportArchive", "LogExportRelaunch", "LogExportDelete",
        "LogSnapshotCreate", "LogSnapshotUpdate",
    }
)  # fmt: skip
"""Each has its text as `action.<code>`. The document shows `LogUserLogin`; the others follow it (assumed)."""


_INSERT = insert(Action)


def record(session: Session, account: Account, address: str, now: float, code: str, **parameters: object) -> None:
    """ValueError for a code without a text."""
    if code not in CODES:
        raise ValueError(f"{code}: expected one of {', '.join(sorted(CODES))}")
    row: dict[str, Any] = {
        "at_us": round(now * 1e6),
        "user_id": account.id,
        "user_name": account.name,
        "address": address,
        "code": code,
        "parameters": {name: str(value) for name, value in parameters.items()},
    }
    session.connection().execute(_INSERT, row)  # past the session, since it stands beside every change

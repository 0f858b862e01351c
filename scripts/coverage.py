"""Writes docs/api-coverage.md from `ctserver.operations`; `check` says whether it is as it should be."""

import sys
from itertools import groupby
from pathlib import Path

from ctserver.operations import ASSUMED, DOCUMENTED, EXTENSION, OPERATIONS, PLANNED, Operation

PAGE = Path(__file__).parent.parent / "docs" / "api-coverage.md"
HEAD = """# API coverage

Every operation of the vendor's document (CamTrace Sirion 16 API v1.2, 1.2-18), in its order. This page is generated from
`ctserver/operations.py`; a test compares that table with what the server serves.

- **documented**: as the document says. **assumed**: the document is silent or contradicts itself, and this is our best
  guess at the real server. **extension**: ours alone. **not yet**: answered with 404.
- Who may: *nobody* needs no credentials, *user* any; *admin*, *monitor*, *protection*, *consult level* are levels of the
  profile, which Admin includes; *live*, *records*, *ptz*, *see* (live or records) are rights on the camera; *view*, *edit*,
  *insert*, *consult* are rights on the thing itself. Lists hold only what the user may see.

"""


def page() -> str:
    counts = [
        f"{sum(o.status == status for o in OPERATIONS)} {status}"
        for status in (DOCUMENTED, ASSUMED, EXTENSION, PLANNED)
    ]
    parts = [HEAD + f"{len(OPERATIONS)} operations: {', '.join(counts)}.\n"]
    for chapter, operations in groupby(OPERATIONS, key=lambda operation: operation.chapter):
        rows = "\n".join(map(_row, operations))
        parts.append(f"\n## {chapter}\n\n| operation | who may | status | |\n| --- | --- | --- | --- |\n{rows}\n")
    return "".join(parts)


def _row(operation: Operation) -> str:
    needs = operation.needs.replace("_", " ")
    return f"| `{operation.method} {operation.path}` | {needs} | {operation.status} | {operation.note} |"


def main() -> int:
    if sys.argv[1:2] == ["check"]:
        if PAGE.read_text() == page():
            return 0
        sys.stderr.write("docs/api-coverage.md is out of date. Run: .venv/bin/python scripts/coverage.py\n")
        return 1
    PAGE.write_text(page())
    return 0


sys.exit(main())

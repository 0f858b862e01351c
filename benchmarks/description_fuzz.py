"""A long fuzz of the API by its own description: many made-up requests to every operation.

`python -m benchmarks.description_fuzz [--examples N] [--only TEXT]` exits with 1 if an answer is a crash, or has a status or a
shape that is not described, or if the server's log holds a traceback. The tests do the same with few requests.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.failures import FailureGroup

from ctserver.operations import Operation
from tests.contract.test_description import KEPT, SERVED, find
from tests.support.serving import serving


def fuzz(examples: int, only: str) -> int:
    """The number of operations that failed."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="ctserver-fuzz-") as directory:
        with serving(Path(directory), "--site", "demo") as server:
            description = schemathesis.openapi.from_url(f"{server.http}/openapi.json")
            for operation in SERVED:
                if only in f"{operation.method} {operation.path}":
                    failed += not _holds(description, operation, examples)
        if "Traceback" in server.log:
            print(f"the server's log holds a traceback:\n{server.log[server.log.index('Traceback') :][:3000]}")
            failed += 1
    return failed


def _holds(description: Any, operation: Operation, examples: int) -> bool:
    since, sent, wrong, asked = time.perf_counter(), 0, "", ""

    @given(case=find(description, operation).as_strategy())
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers(case: Case[Any]) -> None:
        nonlocal sent, asked
        sent, asked = sent + 1, case.as_curl_command()
        case.call_and_validate(checks=KEPT, auth=("admin", "camtrace"))

    try:
        answers()
    except FailureGroup as failure:
        wrong = "\n".join([*map(str, failure.exceptions), asked])  # the last one is the least that fails
    seconds = time.perf_counter() - since
    print(f"{operation.method:<7}{operation.path:<60}{sent:>6} requests {seconds:>6.1f} s  {wrong or 'ok'}", flush=True)
    return not wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=200, help="requests to each operation")
    parser.add_argument("--only", default="", help="operations in which this stands, such as `PUT /api/v1.2/maps`")
    options = parser.parse_args()
    failed = fuzz(options.examples, options.only)
    print(f"{failed} failed" if failed else "no failure")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())

"""The API keeps to its own description, whatever it is sent: no crash, no status, no shape that is not described."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Err
from schemathesis.schemas import APIOperation, BaseSchema

from ctserver.operations import OPERATIONS, Operation
from tests.support.serving import Server, serving

load_all_checks()
KEPT: Any = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
]
ENDLESS = ("PUSH HTTP",)
EXAMPLES = 15
SERVED = [operation for operation in OPERATIONS if operation.is_served and operation.chapter not in ENDLESS]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, since anything may happen to it."""
    with serving(tmp_path_factory.mktemp("described"), "--site", "demo") as server:
        yield server
        assert "Traceback" not in server.log, server.log


@pytest.fixture(scope="module")
def description(changed: Server) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{changed.http}/openapi.json")


@pytest.mark.parametrize("operation", SERVED, ids=lambda operation: f"{operation.method} {operation.path}")
def test_it_answers_as_described(description: BaseSchema, operation: Operation) -> None:
    described = find(description, operation)

    @given(case=described.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers(case: Case[Any]) -> None:
        case.call_and_validate(checks=KEPT, auth=("admin", "camtrace"))

    answers()


def find(description: BaseSchema, operation: Operation) -> APIOperation[Any, Any, Any, Any]:
    """By method and path, whatever its parameters are called."""
    wanted = operation.method, re.sub(r"{\w+}", "{}", operation.path)
    for result in description.get_all_operations():
        if isinstance(result, Err):
            raise result.err()
        found = result.ok()
        if (found.method.upper(), re.sub(r"{\w+}", "{}", found.path)) == wanted:
            return found
    raise AssertionError(f"{operation} is not described")

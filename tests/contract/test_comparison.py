"""The comparison of answers and examples sees what is wrong."""

from typing import Any

import pytest

from tests.contract.comparison import differences, filled
from tests.contract.examples import Anything, Capture, First, Some


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1, 1),
        (None, None),
        ({"a": 1, "b": [{}]}, {"a": 1, "b": [{}]}),
        (Anything("list"), []),
        (First([1, 2]), [1, 2, 3]),
        (First([]), []),
        (Some({"b": 1}), {"a": 2, "b": 1}),
        ({"a": Capture("id"), "b": "/{id}"}, {"a": "x", "b": "/x"}),
    ],
)
def test_equals_are_equal(expected: Any, actual: Any) -> None:
    assert list(differences(expected, actual, {})) == []


@pytest.mark.parametrize(
    ("expected", "actual", "said"),
    [
        (1, 2, "body: expected 1, got 2"),
        (1, "1", "body: expected 1, got '1'"),
        (1, True, "body: expected 1, got True"),
        (False, 0, "body: expected False, got 0"),
        (None, {}, "body: expected None, got {}"),
        ({"a": 1}, {"a": 1, "b": 2}, "body: expected the attributes a; got a, b"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "body: expected the attributes a, b; got b, a"),
        ({"a": 1, "b": None}, {"a": 1}, "body: expected the attributes a, b; got a"),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, "body.a[0].b: expected 1, got 2"),
        ([1], [1, 2], "body: expected 1 rows, got 2"),
        ([1, 2], [1], "body: expected 2 rows, got 1"),
        ([1], {}, "body: expected a list, got {}"),
        ({}, [], "body: expected an object, got []"),
        (First([1, 2]), [1], "body: expected at least 2 rows, got 1"),
        (First([1]), [2, 1], "body[0]: expected 1, got 2"),
        (Some({"a": 1}), {"b": 1}, "body: expected the attributes a; got "),
        (Some({"a": 1}), {"a": 2, "b": 1}, "body.a: expected 1, got 2"),
        (Anything("integer"), True, "body: expected a integer, got True"),
        (Capture("id"), 1, "body: expected a text, got 1"),
        ([Capture("id"), "{id}"], ["x", "y"], "body[1]: expected 'x', got 'y'"),
    ],
)
def test_what_differs_is_told(expected: Any, actual: Any, said: str) -> None:
    assert list(differences(expected, actual, {})) == [said]


def test_captured_texts_are_filled_in_everywhere() -> None:
    assert filled({"a": ["/{id}", 1, None], "b": "{other}"}, {"id": "x"}) == {"a": ["/x", 1, None], "b": "{other}"}

"""Spans: what they cover together, what they have in common, which of them touch; compared with sets of instants."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ctserver.spans import Span, common, touched, united

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: Span(*pair)), max_size=8)
DISJOINT = SPANS.map(united)


def instants(spans: list[Span]) -> set[int]:
    return {at for span in spans for at in range(span.begin, span.end)}


def is_tidy(spans: list[Span]) -> bool:
    """Each has a length, and there is a gap before the next."""
    bounds = [bound for span in spans for bound in span]
    return all(a < b for a, b in pairwise(bounds))


@given(SPANS)
def test_united_spans_cover_what_they_did_and_keep_apart(spans: list[Span]) -> None:
    assert instants(united(spans)) == instants(spans)
    assert is_tidy(united(spans))


@given(DISJOINT, DISJOINT)
def test_what_two_have_in_common_is_in_both(some: list[Span], others: list[Span]) -> None:
    assert instants(common(some, others)) == instants(some) & instants(others)
    assert is_tidy(united(common(some, others)))


@given(DISJOINT, DISJOINT)
def test_a_span_is_touched_by_more_than_an_end(some: list[Span], others: list[Span]) -> None:
    expected = [span for span in some if instants([span]) & instants(others)]
    assert list(touched(some, others)) == expected


def test_an_end_alone_touches_nothing() -> None:
    assert list(touched([Span(0, 10), Span(10, 20)], [Span(10, 11)])) == [Span(10, 20)]

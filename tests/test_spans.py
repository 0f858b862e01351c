"""Spans: what they cover together, what they have in common, which of them touch; compared with sets of instants."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ctserver.spans import Span, common, overlap, touched, uncut, united

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


@given(st.integers(0, 30), st.lists(st.integers(-5, 35)))
def test_what_no_edge_cuts_has_none_between_its_ends_and_cannot_be_wider(at: int, edges: list[int]) -> None:
    begin, end = uncut(Span(0, 31), at, edges)
    assert begin <= at < end
    assert not {*range(begin + 1, end)} & {*edges}
    assert {begin, end} <= {0, 31, *edges}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: Span(*pair)), min_size=1))
def test_spans_overlap_where_all_of_them_are(spans: list[Span]) -> None:
    assert instants([overlap(spans)]) == set.intersection(*(instants([span]) for span in spans))

"""Spans of time, and what can be made of several: whole microseconds, the end not included."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    begin: int
    end: int


ALWAYS = Span(-(2**63), 2**63)


def uncut(span: Span, at: int, edges: Iterable[int]) -> Span:
    """The part of a span around an instant in it that no edge cuts: what changes at the edges alone is the same in all of it."""
    begin, end = span
    for edge in edges:
        if edge <= at:
            begin = max(begin, edge)
        else:
            end = min(end, edge)
    return Span(begin, end)


def overlap(spans: Sequence[Span]) -> Span:
    """What all of them cover, for one at least; it ends where it begins, or before, if that is nothing."""
    return Span(max(span.begin for span in spans), min(span.end for span in spans))


def united(spans: Iterable[Span]) -> list[Span]:
    """What any of them covers: ascending, with a gap between each and the next. Empty ones count for nothing."""
    joined: list[Span] = []
    for begin, end in sorted(span for span in spans if span.begin < span.end):
        if joined and begin <= joined[-1].end:
            joined[-1] = Span(joined[-1].begin, max(end, joined[-1].end))
        else:
            joined.append(Span(begin, end))
    return joined


def common(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What both cover, where each ascends and does not overlap itself."""
    shared: list[Span] = []
    i = j = 0
    while i < len(spans) and j < len(others):
        begin, end = max(spans[i].begin, others[j].begin), min(spans[i].end, others[j].end)
        if begin < end:
            shared.append(Span(begin, end))
        if spans[i].end < others[j].end:
            i += 1
        else:
            j += 1
    return shared


def touched(spans: Iterable[Span], others: Sequence[Span]) -> Iterator[Span]:
    """Those that have more than an end in common with one of the others, whole; both ascend and do not overlap themselves."""
    i = 0
    for span in spans:
        while i < len(others) and others[i].end <= span.begin:
            i += 1
        if i < len(others) and others[i].begin < span.end:
            yield span

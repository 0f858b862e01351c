"""Breaks text into lines, in any script."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

_IDEOGRAPHS = (("\u2e80", "\u9fff"), ("\uf900", "\ufaff"), ("\uff01", "\uff60"), ("\U00020000", "\U0003ffff"))
_PICTURES = ("\U0001f000", "\U0001faff")
_BREAKING = frozenset("\u200b\u0f0b\u1361")
"""What ends a word without being a space: zero-width space (Thai, Khmer, Burmese), Tibetan tsheg, Ethiopic wordspace."""
_NEVER_FIRST = frozenset("、。，．：；！？」』）】》〉’”)]}!?,.:;")
_NEVER_LAST = frozenset("「『（【《〈‘“([{")


def line_end(clusters: Sequence[str], widths: Sequence[float], begin: int, room: float) -> int:
    """Where the line ends that begins there: after a space, an ideograph or what else ends a word, with the spaces behind it.

    A word that does not fit alone is cut between two clusters. `widths` has the room that each cluster takes.
    """
    taken, last = 0.0, begin
    for at in range(begin, len(clusters)):
        if at > begin and _may_end(clusters[at - 1], clusters[at]):
            last = at
        taken += widths[at]
        if taken > room and at > begin and not clusters[at].isspace():
            return last if last > begin else at
    return len(clusters)


def wrapped(clusters: Sequence[str], widths: Sequence[float], room: float) -> Iterator[str]:
    """The lines of a paragraph, none wider than `room` but where a single cluster is."""
    begin = 0
    while True:
        end = line_end(clusters, widths, begin, room)
        yield "".join(clusters[begin:end]).rstrip()
        begin = end
        if begin == len(clusters):
            return


def paragraphs(text: str) -> Iterator[str]:
    """Lines as they were typed, with at most one that is empty between two."""
    was_empty = True
    for line in text.expandtabs(4).splitlines():
        if line.strip() or not was_empty:
            yield line.rstrip()
        was_empty = not line.strip()


def _may_end(before: str, after: str) -> bool:
    if after.isspace() or after[0] in _NEVER_FIRST or before[0] in _NEVER_LAST:
        return False
    return before.isspace() or before[-1] in _BREAKING or _stands_alone(before) or _stands_alone(after)


@lru_cache(maxsize=4096)
def _stands_alone(cluster: str) -> bool:
    """Ideographs, kana and emoji, between which a line may end anywhere."""
    return any(first <= cluster[0] <= last for first, last in (*_IDEOGRAPHS, _PICTURES))

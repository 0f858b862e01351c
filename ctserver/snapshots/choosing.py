"""Which font each cluster of a paragraph is set in, so that a word has one hand and no character is lost."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import category

from fontTools.unicodedata import script, script_horizontal_direction

from ctserver.snapshots import lettering
from ctserver.snapshots.faces import Source, is_plain
from ctserver.snapshots.fonts import Library

HELVETICA, DRAWN = "Helvetica", "drawn"
Key = Path | str
"""A font file, or one of the two that need none."""
EMOJI_ROOM = 240
"""Of the 255 shapes that a PDF's font of pictures can have; what goes beyond is set in a font with outlines."""
_NO_SCRIPT = {"Zyyy", "Zinh", "Zzzz"}
"""Common, inherited and unknown characters stand with their neighbours (UAX #24)."""
_PICTURES = "\U0001f000"


class Chooser:
    """For one report, of which it counts the emoji."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._emoji: set[str] = set()
        self._source = cache(self._opened)

    def scripts(self, clusters: Sequence[str]) -> list[str]:
        """Of each cluster, that of its neighbours where it has none."""
        own = [_own_script(cluster) for cluster in clusters]
        present = next((name for name in own if name not in _NO_SCRIPT), "Zyyy")
        resolved = []
        for name in own:
            present = present if name in _NO_SCRIPT else name
            resolved.append(present)
        return resolved

    def keys(self, clusters: Sequence[str], scripts: Sequence[str], *, bold: bool) -> list[Key]:
        """One font for all letters of a script where there is one that has them, else one for each cluster."""
        letters: dict[str, set[str]] = defaultdict(set)
        for cluster, name in zip(clusters, scripts, strict=True):
            letters[name] |= {cluster} if _own_script(cluster) == name else set()
        mains = {name: self._first(name, bold, letters[name]) for name in letters}
        chosen = cache(lambda cluster, name: self._chosen(cluster, name, bold, mains[name]))
        return [chosen(cluster, name) for cluster, name in zip(clusters, scripts, strict=True)]

    def part(self, path: Path, characters: set[str]) -> tuple[bytes, bytes]:
        source = self._source(path)
        assert source
        return source.part(sorted(characters))

    def _chosen(self, cluster: str, name: str, bold: bool, main: Key) -> Key:
        if not shown(cluster):
            return main
        picture = self._picture(cluster) if _is_picture(cluster) else None
        if picture or self._has(main, cluster):
            return picture or main
        return self._first(name, bold, {cluster})

    def _first(self, name: str, bold: bool, letters: set[str]) -> Key:
        candidates = self._candidates(name, bold)
        return next((key for key in candidates if all(self._has(key, cluster) for cluster in letters)), DRAWN)

    def _candidates(self, name: str, bold: bool) -> Iterator[Key]:
        if name in {"Latn", "Zyyy"}:
            yield HELVETICA
        yield from self._library.of_script(name, bold=bold)
        if script_horizontal_direction(name, "LTR") == "LTR":
            yield HELVETICA  # which cannot say that a mirrored bracket is one
        yield from self._library.of_many(bold=bold)
        yield HELVETICA
        yield DRAWN
        yield from self._library.last()

    def _has(self, key: Key, cluster: str) -> bool:
        characters = shown(cluster)
        if key == HELVETICA:
            return is_plain(characters)
        if not isinstance(key, Path):
            return all(map(lettering.has_letter, characters))
        source = self._source(key)
        return source is not None and source.has(characters)

    def _picture(self, cluster: str) -> Key | None:
        path = next((path for path in self._library.emoji() if self._has(path, cluster)), None)
        if path and sum(map(len, self._emoji | {cluster})) <= EMOJI_ROOM:
            self._emoji.add(cluster)
            return path
        return None

    def _opened(self, path: Path) -> Source | None:
        """None for a file that is no font."""
        try:
            return Source(path)
        except (OSError, ValueError) as why:
            self._library.give_up(path, why)
            return None


@lru_cache(maxsize=4096)
def is_steering(character: str) -> bool:
    """Whether it has no shape and makes none: controls, direction marks, what allows or forbids the end of a line."""
    if category(character) in {"Cc", "Zl", "Zp"}:
        return True
    return character in "\xad\u061c\ufeff" or any(low <= character <= high for low, high in _STEERING)


def shown(cluster: str) -> str:
    """What a font must have to show it: not the joiners and selectors, which only choose among its shapes."""
    return "".join(filter(_is_shown, cluster))


_STEERING = (
    ("\u200b", "\u200b"),
    ("\u200e", "\u200f"),
    ("\u202a", "\u202e"),
    ("\u2060", "\u206f"),
    ("\ufff0", "\ufff8"),
)
_CHOOSING = (
    ("\u034f", "\u034f"), ("\u115f", "\u1160"), ("\u17b4", "\u17b5"), ("\u180b", "\u180f"), ("\u200c", "\u200d"),
    ("\u3164", "\u3164"), ("\ufe00", "\ufe0f"), ("\uffa0", "\uffa0"), ("\U0001bca0", "\U0001bca3"),
    ("\U0001d173", "\U0001d17a"), ("\U000e0000", "\U000e007f"), ("\U000e0100", "\U000e01ef"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def _is_shown(character: str) -> bool:
    return not is_steering(character) and not any(low <= character <= high for low, high in _CHOOSING)


@lru_cache(maxsize=4096)
def _own_script(cluster: str) -> str:
    names: Iterator[str] = map(script, cluster)
    return next((name for name in names if name not in _NO_SCRIPT), "Zyyy")


def _is_picture(cluster: str) -> bool:
    return "\ufe0e" not in cluster and ("\ufe0f" in cluster or cluster[0] >= _PICTURES)

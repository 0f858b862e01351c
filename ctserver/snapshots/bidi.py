"""The bidirectional algorithm of Unicode (UAX #9) but L1: how deep each character is embedded, and their order.

In steps that grow with the text alone, whatever is nested in it, and without recursion.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TypeVar
from unicodedata import bidirectional, normalize

from fpdf.bidi import BIDI_BRACKETS

Part = TypeVar("Part")
MAX_DEPTH = 125
MAX_BRACKETS = 63
_EMBEDDING = {"LRE": "", "RLE": "", "LRO": "L", "RLO": "R"}
"""What opens an embedding, and the class that it imposes."""
_ISOLATE = {"LRI", "RLI", "FSI"}
_REMOVED = {*_EMBEDDING, "PDF", "BN"}
"""Of rule X9."""
_NEUTRAL = {"B", "S", "WS", "ON", "PDI", *_ISOLATE}
_AS_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


def levels(text: str, base: int) -> list[int]:
    """Of each character; odd ones run from right to left. `base` is that of the paragraph, 0 or 1."""
    original = [bidirectional(character) or "L" for character in text]
    closing = _matching(original)
    resolved, deep = _explicit(original, closing, base)
    kept = [at for at, name in enumerate(original) if name not in _REMOVED]
    for sequence in list(_sequences(kept, original, closing, deep, base)):
        _Resolver(text, original, resolved, sequence).resolve()
        for at in sequence.places:
            deep[at] += _implicit(resolved[at], deep[at])
    before = base
    for at, name in enumerate(original):
        before = deep[at] = before if name in _REMOVED else deep[at]
    return deep


def reordered(parts: Sequence[tuple[int, Part]]) -> list[tuple[int, Part]]:
    """L2: parts of a line with their levels, as they stand from the left."""
    standing = list(parts)
    for deepest in range(max((level for level, _ in parts), default=0), 0, -1):
        runs = groupby(standing, partial(_is_within, deepest))
        standing = [part for within, run in runs for part in (list(run)[::-1] if within else run)]
    return standing


def _is_within(level: int, part: tuple[int, object]) -> bool:
    return part[0] >= level


def direction(classes: Sequence[str]) -> int | None:
    """Of the first strong character outside isolates (P2, P3), up to the PDI that closes this text; None without one."""
    inside = 0
    for name in classes:
        if name in _ISOLATE:
            inside += 1
        elif name == "PDI":
            inside -= 1
            if inside < 0:
                return None
        elif not inside and name in {"L", "R", "AL"}:
            return int(name != "L")
    return None


def is_right_to_left(text: str) -> bool:
    return direction([bidirectional(character) for character in text]) == 1


def _matching(classes: Sequence[str]) -> dict[int, int]:
    """The PDI of each isolate that has one (BD9)."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, name in enumerate(classes):
        if name in _ISOLATE:
            opened.append(at)
        elif name == "PDI" and opened:
            found[opened.pop()] = at
    return found


def _explicit(original: Sequence[str], closing: dict[int, int], base: int) -> tuple[list[str], list[int]]:
    """X1 to X8: the classes with those that are imposed, and the levels."""
    classes, deep, stack = list(original), [base] * len(original), _Stack(original, closing, base)
    for at, name in enumerate(original):
        if name == "PDI":
            stack.close_isolate(at)
        elif name == "PDF":
            stack.close_embedding()
        level, imposed, _ = stack.top
        deep[at] = base if name == "B" else level
        if imposed and name not in _REMOVED and name != "B":
            classes[at] = imposed
        if name in _EMBEDDING or name in _ISOLATE:
            stack.open(at, name)
    return classes, deep


class _Stack:
    """What is open: the level, the class that is imposed there, and whether it is an isolate."""

    def __init__(self, original: Sequence[str], closing: dict[int, int], base: int) -> None:
        self._original, self._entries = original, [(base, "", False)]
        self._opened = {pdi: at for at, pdi in closing.items()}
        self._valid: set[int] = set()
        self._embeddings = self._isolates = 0  # beyond the depth that is allowed

    @property
    def top(self) -> tuple[int, str, bool]:
        return self._entries[-1]

    def open(self, at: int, name: str) -> None:
        is_isolate = name in _ISOLATE
        new = MAX_DEPTH + 1 if self._embeddings or self._isolates else self._deeper(at, name)
        if new <= MAX_DEPTH:
            self._entries.append((new, _EMBEDDING.get(name, ""), is_isolate))
            self._valid.add(at)
        elif is_isolate:
            self._isolates += 1
        elif not self._isolates:
            self._embeddings += 1

    def _deeper(self, at: int, name: str) -> int:
        turns = direction(self._original[at + 1 :]) == 1 if name == "FSI" else name[0] == "R"
        return (self.top[0] + 1) | 1 if turns else (self.top[0] + 2) & ~1

    def close_isolate(self, at: int) -> None:
        if at not in self._opened:
            return
        if self._opened[at] not in self._valid:
            self._isolates -= 1
            return
        self._embeddings = 0
        while not self.top[2]:
            self._entries.pop()
        self._entries.pop()

    def close_embedding(self) -> None:
        if self._isolates:
            return
        if self._embeddings:
            self._embeddings -= 1
        elif not self.top[2] and len(self._entries) > 1:
            self._entries.pop()


@dataclass(frozen=True, slots=True)
class _Sequence:
    """An isolating run sequence (BD13), with the directions of what stands before and after."""

    places: list[int]
    before: str
    after: str
    level: int


def _sequences(
    kept: Sequence[int], original: Sequence[str], closing: dict[int, int], deep: Sequence[int], base: int
) -> Iterator[_Sequence]:
    """X10."""
    runs = [list(run) for _, run in groupby(kept, lambda at: deep[at])]
    starting = {run[0]: run for run in runs}
    continued = set(closing.values())
    order = {at: number for number, at in enumerate(kept)}
    for run in runs:
        if run[0] in continued:
            continue
        places = list(run)
        while places[-1] in closing:
            places += starting[closing[places[-1]]]
        first, last, level = order[places[0]], order[places[-1]] + 1, deep[run[0]]
        before = deep[kept[first - 1]] if first else base
        is_open = original[places[-1]] in _ISOLATE
        after = base if is_open or last == len(kept) else deep[kept[last]]
        yield _Sequence(places, "LR"[max(level, before) % 2], "LR"[max(level, after) % 2], level)


def _implicit(name: str, level: int) -> int:
    """I1, I2: how much deeper a class stands."""
    if level % 2:
        return int(name != "R")
    return {"L": 0, "R": 1}.get(name, 2)


class _Resolver:
    """W1 to N2, on `classes` of the whole paragraph."""

    def __init__(self, text: str, original: Sequence[str], classes: list[str], sequence: _Sequence) -> None:
        self._text, self._original, self._all, self._sequence = text, original, classes, sequence
        self._classes = [classes[at] for at in sequence.places]
        self._own = "LR"[sequence.level % 2]

    def resolve(self) -> None:
        self._weak()
        self._separators()
        self._terminators()
        self._brackets()
        self._neutrals()
        for at, name in zip(self._sequence.places, self._classes, strict=True):
            self._all[at] = name

    def _weak(self) -> None:
        """W1 to W3."""
        before = strong = self._sequence.before
        for at, name in enumerate(self._classes):
            if name == "NSM":
                name = "ON" if before in _ISOLATE or before == "PDI" else before  # noqa: PLW2901 (the next rule's)
            before = name
            if name in {"L", "R", "AL"}:
                strong = name
            elif name == "EN" and strong == "AL":
                name = "AN"  # noqa: PLW2901
                before = "AN"
            self._classes[at] = name
        self._classes = ["R" if name == "AL" else name for name in self._classes]

    def _separators(self) -> None:
        """W4."""
        names = self._classes
        for at in range(1, len(names) - 1):
            a, b = names[at - 1], names[at + 1]
            if a == b and ((a == "EN" and names[at] in {"ES", "CS"}) or (a == "AN" and names[at] == "CS")):
                names[at] = a

    def _terminators(self) -> None:
        """W5 to W7."""
        names, at, strong = self._classes, 0, self._sequence.before
        for name, run in groupby(list(names)):
            end = at + len(list(run))
            if name == "ET" and "EN" in (names[max(at - 1, 0)], names[min(end, len(names) - 1)]):
                names[at:end] = ["EN"] * (end - at)
            elif name in {"ET", "ES", "CS"}:
                names[at:end] = ["ON"] * (end - at)
            at = end
        for at, name in enumerate(names):
            if name in {"L", "R"}:
                strong = name
            elif name == "EN" and strong == "L":
                names[at] = "L"

    def _brackets(self) -> None:
        """N0."""
        for begin, end in self._pairs():
            inside = {_AS_STRONG.get(name) for name in self._classes[begin + 1 : end]} - {None}
            if self._own in inside:
                self._impose(begin, end, self._own)
            elif inside:
                self._impose(begin, end, self._context(begin))

    def _context(self, begin: int) -> str:
        """The strong direction before a bracket."""
        before = (_AS_STRONG[name] for name in reversed(self._classes[:begin]) if name in _AS_STRONG)
        return next(before, self._sequence.before)

    def _impose(self, begin: int, end: int, name: str) -> None:
        for at in (begin, end):
            self._classes[at] = name
            for mark in range(at + 1, len(self._classes)):
                if self._original[self._sequence.places[mark]] != "NSM":
                    break
                self._classes[mark] = name

    def _pairs(self) -> list[tuple[int, int]]:
        """BD16."""
        found: list[tuple[int, int]] = []
        opened: list[tuple[str, int]] = []
        for at, name in enumerate(self._classes):
            character = normalize("NFC", self._text[self._sequence.places[at]])
            bracket = BIDI_BRACKETS.get(character)
            if bracket is None or name != "ON":
                continue
            if bracket["type"] == "o":
                if len(opened) == MAX_BRACKETS:
                    return []
                opened.append((normalize("NFC", bracket["pair"]), at))
            else:
                depth = next((n for n in range(len(opened) - 1, -1, -1) if opened[n][0] == character), None)
                if depth is not None:
                    found.append((opened[depth][1], at))
                    del opened[depth:]
        return sorted(found)

    def _neutrals(self) -> None:
        """N1, N2."""
        names, at, before = self._classes, 0, self._sequence.before
        for is_neutral, run in groupby(list(names), lambda name: name in _NEUTRAL):
            inside = list(run)
            end = at + len(inside)
            if is_neutral:
                after = _AS_STRONG[names[end]] if end < len(names) else self._sequence.after
                names[at:end] = [before if before == after else self._own] * (end - at)
            else:
                before = _AS_STRONG[inside[-1]]
            at = end

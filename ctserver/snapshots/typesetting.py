"""Paragraphs as lines of shaped letters, in any mixture of scripts and directions (UAX #9)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from unicodedata import bidirectional, category, normalize

from fpdf import FPDF
from fpdf.fonts import SubsetMap, TTFFont

from ctserver.snapshots import clusters as segmentation
from ctserver.snapshots import lettering
from ctserver.snapshots.bidi import is_right_to_left, levels, reordered
from ctserver.snapshots.choosing import DRAWN, HELVETICA, Chooser, Key, is_steering, shown
from ctserver.snapshots.faces import POINT, Drawn, Embedded, Face, Helvetica, Shaped, is_plain
from ctserver.snapshots.fonts import Library
from ctserver.snapshots.wrapping import line_end

ASCENT, DESCENT = 0.975, 0.375
"""What a line has above and below its base, by its size, where no letter needs more."""
_AIR = 0.08
_TURNING = {"R", "AL", "AN", "RLE", "RLO", "RLI", "FSI"}
"""Classes of UAX #9 without which a paragraph stands as it is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one font and direction. `text` is in reading order."""

    face: Face
    text: str
    right_to_left: bool
    shaped: Shaped


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces in the order in which they stand, from the left; the width by the font's size."""

    pieces: list[Piece]

    @property
    def width(self) -> float:
        return sum(piece.shaped.width for piece in self.pieces)


class Typesetter:
    """Of one PDF. It is told all texts first, as a font's part can only be cut out once; its files go to `directory`."""

    def __init__(self, pdf: FPDF, library: Library, directory: Path) -> None:
        self._pdf, self._library, self._directory = pdf, library, directory
        self.chooser = Chooser(library)
        self._embedded: dict[Key, Embedded] = {}
        self._paragraphs: dict[tuple[str, bool], Paragraph] = {}
        self._own: dict[tuple[Key, bool], Face] = {}
        for bold in (False, True):
            self._own[HELVETICA, bold] = Helvetica(_Widths(pdf, "B" if bold else "").__getitem__, bold=bold)
            self._own[DRAWN, bold] = Drawn(lettering.BOLD if bold else lettering.REGULAR)

    def learn(self, texts: Sequence[tuple[str, bool]]) -> None:
        """Texts, and whether each is bold. A font that turns out to be broken is left out, and all are chosen anew."""
        while not self._embeds(self._needed(texts)):
            self._embedded.clear()
            self._close()

    def paragraph(self, text: str, *, bold: bool = False) -> "Paragraph":
        """One of the texts that it was told."""
        return self._paragraphs[text, bold]

    def piece(self, key: Key, script: str, level: int, text: str, bold: bool) -> Piece:
        face, turned = self._embedded.get(key) or self._own[key, bold], level % 2 == 1
        shaped = face.shaped(text, script, turned)
        if not shaped.is_whole:
            face = self._own[DRAWN, bold]
            shaped = face.shaped(text, script, turned)
        return Piece(face, text, turned, shaped)

    def close(self) -> None:
        """Closes the files, and has fpdf2 forget their glyphs, which it would keep as long as the process lives."""
        self._close()
        SubsetMap.get_glyph.cache_clear()
        SubsetMap.pick.cache_clear()

    def _close(self) -> None:
        for key, font in list(self._pdf.fonts.items()):
            if isinstance(font, TTFFont):
                font.close()
                del self._pdf.fonts[key]

    def _needed(self, texts: Sequence[tuple[str, bool]]) -> dict[Path, set[str]]:
        self.chooser = Chooser(self._library)
        needed: dict[Path, set[str]] = defaultdict(set)
        self._paragraphs = {(text, bold): Paragraph(self, text, bold) for text, bold in texts}
        for paragraph in self._paragraphs.values():
            for cluster, key in zip(paragraph.clusters, paragraph.keys, strict=True):
                if isinstance(key, Path):
                    needed[key].update(cluster)
        return needed

    def _embeds(self, needed: dict[Path, set[str]]) -> bool:
        for number, (path, characters) in enumerate(needed.items()):
            try:
                shaping, embedded = self.chooser.part(path, characters)
                part = self._directory / f"{number}.ttf"
                part.write_bytes(embedded)
                self._embedded[path] = Embedded(self._pdf, shaping, part, f"part{number}")
            except OSError:  # no room for the part, for instance: no fault of the font
                raise
            except Exception as why:  # what a broken file makes the font libraries raise is not known beforehand
                self._library.give_up(path, why)
                return False
        return True


class _Widths(dict[str, float]):
    """Of Helvetica's characters, by its size; joiners and selectors, of which it has none, take no room."""

    def __init__(self, pdf: FPDF, style: str) -> None:
        self._pdf, self._style = pdf, style

    def __missing__(self, character: str) -> float:
        self._pdf.set_font("Helvetica", self._style, 10)
        self[character] = 0.0 if not is_plain(character) else self._pdf.get_string_width(character) / (10 * POINT)
        return self[character]


class Paragraph:
    """Composed Unicode (NFC) in clusters, each with its script, font and level of embedding."""

    def __init__(self, typesetter: Typesetter, text: str, bold: bool) -> None:
        text = normalize("NFC", text)
        self.right_to_left = is_right_to_left(text)
        pieces = list(segmentation.clusters(text))
        self._levels = self._embedding(text, pieces)
        self.clusters = [_on_circle(cluster) for cluster in pieces]
        self._typesetter, self._bold = typesetter, bold
        self._scripts = typesetter.chooser.scripts(self.clusters)
        self.keys = typesetter.chooser.keys(self.clusters, self._scripts, bold=bold)

    def measure(self) -> None:
        """Sets what `lines` needs, once all fonts are there: the room of each cluster, and of the lines."""
        self.widths, top, bottom = [0.0] * len(self.clusters), 0.0, 0.0
        for begin, end, piece in self._pieces(0, len(self.clusters)):
            top, bottom = max(top, piece.shaped.top), min(bottom, piece.shaped.bottom)
            widths = iter(piece.shaped.widths)
            for at in range(begin, end):
                self.widths[at] = sum(next(widths) for _ in _letters(self.clusters[at]))
        self.ascent, self.descent = max(ASCENT, top + _AIR), max(DESCENT, _AIR - bottom)

    def lines(self, room: float) -> Iterator[Line]:
        """None wider than `room`, which is in sizes of the font, but where a single cluster is."""
        begin = 0
        while True:
            end = line_end(self.clusters, self.widths, begin, room)
            line = self._composed(begin, end)
            while line.width > room and end - begin > 1:  # letters change their shape where a word is cut
                end = begin + max(1, min(end - begin - 1, int((end - begin) * room / line.width)))
                line = self._composed(begin, end)
            yield line
            begin = end
            if begin >= len(self.clusters):
                return

    def _composed(self, begin: int, end: int) -> Line:
        while end > begin and self.clusters[end - 1].isspace():
            end -= 1
        pieces = [(self._levels[first], piece) for first, _, piece in self._pieces(begin, end)]
        return Line([piece for _, piece in reordered(pieces)])

    def _pieces(self, begin: int, end: int) -> Iterator[tuple[int, int, Piece]]:
        """Where each begins and ends, in reading order."""

        def kind(at: int) -> tuple[Key, str, int]:
            key = self.keys[at]
            return key, self._scripts[at] if isinstance(key, Path) else "", self._levels[at]

        for (key, script, level), run in groupby(range(begin, end), kind):
            places = list(run)
            text = "".join(_letters("".join(self.clusters[at] for at in places)))
            yield places[0], places[-1] + 1, self._typesetter.piece(key, script, level, text, self._bold)

    def _embedding(self, text: str, pieces: Sequence[str]) -> list[int]:
        if not any(bidirectional(character) in _TURNING for character in text):
            return [0] * len(pieces)
        embedded, found, at = levels(text, int(self.right_to_left)), [], 0
        for cluster in pieces:
            inked = next((number for number, letter in enumerate(cluster) if not is_steering(letter)), 0)
            found.append(embedded[at + inked])
            at += len(cluster)
        return found


def _on_circle(cluster: str) -> str:
    """Marks without a letter stand on a dotted circle, as the code charts have them, and not on whatever is before."""
    is_mark = category(cluster[0]) in {"Mn", "Me", "Mc"} and shown(cluster)
    return f"\u25cc{cluster}" if is_mark else cluster


def _letters(text: str) -> list[str]:
    return [character for character in text if not is_steering(character)]

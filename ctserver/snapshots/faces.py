"""What letters are set in: the PDF's own Helvetica, the part of a font file that a report needs, or OpenCV's drawn letters."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from unicodedata import normalize

import uharfbuzz as hb
from fpdf import FPDF
from fpdf.fonts import Glyph as Subglyph
from fpdf.fonts import TTFFont

from ctserver.snapshots import lettering

logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of the dates in fonts' headers
CODING = "windows-1252"
POINT = 25.4 / 72
DPI = 300
DOT = 25.4 / DPI
"""Lengths on paper are millimetres; those of letters are in parts of the font's size."""
_MADE_IN_SHAPING = "\u25cc\u17c1\u2010 "
"""What HarfBuzz sets beyond what is written and its compositions: the circle below a mark without a letter, the part of a Khmer
vowel that stands before, the hyphen of one that does not break, and spaces.
"""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shape; `text` is what it stands for, empty where another shape of the same letters says it."""

    number: int
    text: str
    advance: float
    right: float
    up: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """Letters in the order in which they stand, from the left. `widths` has the room for each character, in reading order."""

    widths: list[float]
    top: float
    bottom: float
    glyphs: list[Glyph] = field(default_factory=list)
    is_whole: bool = True
    """Whether the font had a shape for everything."""

    @property
    def width(self) -> float:
        return sum(self.widths)


class Face(Protocol):
    def shaped(self, text: str, script: str, right_to_left: bool) -> Shaped: ...


class Helvetica:
    """Its widths are the PDF reader's own."""

    def __init__(self, width: Callable[[str], float], *, bold: bool) -> None:
        self._width, self.bold = width, bold

    def shaped(self, text: str, script: str, right_to_left: bool) -> Shaped:
        return Shaped([self._width(character) for character in text], 0.75, -0.22)


class Drawn:
    """OpenCV's letters, as an image in print resolution."""

    def __init__(self, weight: int) -> None:
        self.weight = weight

    def shaped(self, text: str, script: str, right_to_left: bool) -> Shaped:
        """As each is drawn for itself at 100 dots; a line's image is a little wider."""
        widths = [lettering.width(character, 100, self.weight) / 100 for character in text]
        return Shaped(widths, 0.95, -0.3)


class Embedded:
    """The part of a font that has these characters, shaped by HarfBuzz and added to the PDF."""

    def __init__(self, pdf: FPDF, part: bytes, path: Path, key: str) -> None:
        """`path` is that of the part, less its tables for shaping. Raises what a broken font makes fontTools raise."""
        self._font = hb.Font(hb.Face(part))
        pdf.add_font(key, fname=path)
        own = pdf.fonts[key]
        assert isinstance(own, TTFFont)
        own.ttfont.ensureDecompiled()  # broken tables show here, and not when the whole file is written
        self.own, self.key = own, key
        self._names = own.ttfont.getGlyphOrder()
        self._nominal = own.ttfont["hmtx"].metrics
        self._unit = 1 / self._font.face.upem

    def shaped(self, text: str, script: str, right_to_left: bool) -> Shaped:
        if not text:
            return Shaped([], 0, 0)
        buffer = hb.Buffer()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_GRAPHEMES
        buffer.add_str(text)
        buffer.direction = "rtl" if right_to_left else "ltr"
        buffer.script = script
        hb.shape(self._font, buffer)
        return self._read(text, buffer, -1 if right_to_left else 1)

    def _read(self, text: str, buffer: hb.Buffer, step: int) -> Shaped:
        infos, places, unit = buffer.glyph_infos, buffer.glyph_positions, self._unit
        shapes = [(info.cluster, place.x_advance) for info, place in zip(infos, places, strict=True)]
        says = _spoken(text, shapes[::step])[::step]
        widths, glyphs, top, bottom = [0.0] * len(text), [], 0.0, 0.0
        for info, place, said in zip(infos, places, says, strict=True):
            widths[info.cluster] += place.x_advance * unit
            right, up = place.x_offset * unit, place.y_offset * unit
            glyphs.append(Glyph(info.codepoint, said, place.x_advance * unit, right, up))
            ink = self._font.get_glyph_extents(info.codepoint)
            if ink is not None:
                top = max(top, up + ink.y_bearing * unit)
                bottom = min(bottom, up + (ink.y_bearing + ink.height) * unit)
        return Shaped(widths, top, bottom, glyphs, all(glyph.number for glyph in glyphs))

    def operators(self, glyphs: Iterable[Glyph], size: float) -> str:
        """Shows them in a text object of that many points: TJ with what each advances otherwise than the font says, Ts where one
        stands higher.
        """
        written: list[str] = []
        row: list[str] = []
        rise = pending = 0.0
        for glyph in glyphs:
            if glyph.up != rise:
                written.append(f"[{''.join(row)}] TJ {glyph.up * size:.3f} Ts")
                row, rise = [], glyph.up
            shift = round(-1000 * (pending + glyph.right), 1)
            row.append(f"{shift:g}" if shift else "")
            width, code = self._coded(glyph)
            pending = glyph.advance - width - glyph.right
            if _is_long(glyph.text):
                said = glyph.text.encode("utf-16-be").hex()
                written.append(f"[{''.join(row)}] TJ /Span <</ActualText <FEFF{said}>>> BDC {code} Tj EMC")
                row = []
            else:
                row.append(code)
        return " ".join([*written, f"[{''.join(row)}] TJ"])

    def _coded(self, glyph: Glyph) -> tuple[float, str]:
        """What it advances by itself, and its code in the PDF's font."""
        name = self._names[glyph.number]
        width = round(self._nominal[name][0] * 1000 * self._unit)
        says = () if _is_long(glyph.text) else tuple(map(ord, glyph.text))
        code = self.own.subset.pick_glyph(Subglyph(glyph.number, says, name, width))
        return width / 1000, f"<{code:02X}>" if self.own.color_font else f"<{code:04X}>"


def _is_long(text: str) -> bool:
    """Whether readers may not take it from a font's table: some stop at eight units of UTF-16."""
    return len(text.encode("utf-16-be")) > 2 * 8


def _spoken(text: str, shapes: Sequence[tuple[int, int]]) -> list[str]:
    """The text that each shape stands for, of the beginning of its letters in `text` and its advance, in reading order.

    Letters that became several shapes are shared out among those that take room: where one of these said nothing, readers
    that copy text would see a space.
    """
    starts = sorted({start for start, _ in shapes})
    left = {begin: text[begin:end] for begin, end in zip(starts, [*starts[1:], len(text)], strict=True)}
    last = {start: at for at, (start, advance) in enumerate(shapes) if advance}
    says = []
    for at, (start, advance) in enumerate(shapes):
        is_last = last.get(start, at) == at
        said = left[start] if is_last else left[start][:1] if advance else ""
        left[start] = left[start][len(said) :]
        says.append(said)
    return says


class Source:
    """A font file, as far as it takes to know what it has. OSError or ValueError for one that is none."""

    def __init__(self, path: Path) -> None:
        try:
            self._face = hb.Face(hb.Blob.from_file_path(str(path)))
        except hb.HarfBuzzError as error:
            raise OSError(str(error)) from error
        self._known = self._face.unicodes
        if not self._face.glyph_count or not self._known:
            raise ValueError("expected a font with a table of Unicode characters")

    def has(self, characters: Iterable[str]) -> bool:
        return all(ord(character) in self._known for character in characters)

    def part(self, characters: Iterable[str]) -> tuple[bytes, bytes]:
        """With all that shaping makes of these characters; and the same less the tables for shaping, to be embedded."""
        wanted = hb.SubsetInput()
        text = "".join(characters)
        composed = "".join(normalize(form, text) for form in ("NFC", "NFD", "NFKD"))
        wanted.unicode_set.update(map(ord, text + composed + _MADE_IN_SHAPING))
        wanted.layout_feature_tag_set.clear()
        wanted.layout_feature_tag_set.invert()
        if self._face.has_var_data:
            wanted.pin_all_axes_to_default(self._face)
        shaping = hb.subset(self._face, wanted)
        plain = hb.SubsetInput()
        plain.keep_everything()
        plain.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in (b"GSUB", b"GPOS", b"GDEF", b"MATH"))
        return bytes(shaping.blob.data), bytes(hb.subset(shaping, plain).blob.data)


@lru_cache(maxsize=4096)
def is_plain(text: str) -> bool:
    """Whether the PDF's own fonts have all of it."""
    try:
        text.encode(CODING)
    except UnicodeEncodeError:
        return False
    return text.replace("\xa0", " ").isprintable()

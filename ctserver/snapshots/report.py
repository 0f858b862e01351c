"""The report of a snapshot as PDF: A4 upright, the picture with its facts, and a comment of any length in any script.

What the PDF's own fonts can write (Windows-1252) needs no other. The rest is set in fonts of this machine, of which the part that
is needed is embedded; what none of them has is drawn in print resolution, with its text as the alternative that screen
readers read.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.dates import format_date
from fpdf import FPDF
from PIL import Image

from ctserver.http.messages import text as message
from ctserver.snapshots import lettering
from ctserver.snapshots.choosing import shown
from ctserver.snapshots.faces import CODING, DOT, DPI, POINT, Drawn, Embedded, Helvetica
from ctserver.snapshots.fonts import Library, installed
from ctserver.snapshots.typesetting import ASCENT, DESCENT, Line, Paragraph, Piece, Typesetter
from ctserver.snapshots.wrapping import paragraphs
from ctserver.video.i420 import Array

MARGIN, FOOT = 20.0, 22.0
PICTURE_HEIGHT = 118.0
LABELS = 45.0
"""The width of the column of labels; all lengths in millimetres."""
INK, MUTED, RULE = 30, 110, 190
"""Greys."""
PAGES = "\x01\x02"
"""Stands for the number of pages until that is known: what nobody can write, as controls are never set in Helvetica."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a snapshot. Instants have the site's zone; `server` is the address under which it was reached."""

    number: int
    site: str
    camera_id: int
    camera_name: str
    taken: datetime
    user: str
    address: str
    server: str
    comment: str | None
    picture: bytes
    made: datetime


def printed(report: Report, language: str, fonts: Library | None = None) -> bytes:
    """The PDF, in one of the six languages. Takes some hundredths of a second: for worker threads.

    `fonts` are those of this machine where none are given.
    """
    with TemporaryDirectory(prefix="ctserver-report-") as directory:
        paper = _Paper(report, language, fonts or installed(), Path(directory))
        with closing(paper.typesetter):
            paper.typesetter.learn(paper.texts())
            paper.add_page()
            paper.picture()
            for code, value in paper.facts():
                paper.fact(paper.told(code), value)
            paper.remark()
            return bytes(paper.output())


class _Paper(FPDF):
    def __init__(self, report: Report, language: str, fonts: Library, directory: Path) -> None:
        super().__init__(format="A4")
        self.report, self.language = report, language
        self.told = partial(message, language)
        self.core_fonts_encoding = CODING
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, FOOT)
        self.alias_nb_pages(PAGES)
        self.c_margin = 0  # cells are as wide as their text
        self.set_lang(language)
        self.set_title(f"{self.told('report.title')} {report.number}")
        self.set_author(report.user)
        self.set_subject(report.comment or "")
        self.set_creator("CT-Server")
        self.set_creation_date(report.made)
        self.typesetter = Typesetter(self, fonts, directory)
        self._remarks = list(paragraphs(report.comment or ""))

    def texts(self) -> list[tuple[str, bool]]:
        """All that is not the report's own words, and whether it is bold."""
        plain = [*(value for _, value in self.facts()), *self._remarks]
        return [(self.report.site, True), *((text, False) for text in plain)]

    def header(self) -> None:
        self.set_y(11)
        number = self.told("report.number", id=self.report.number)
        self._line(number, 9, x=self.w - MARGIN - self._width(number, 9), ink=MUTED)
        self.set_y(11)
        self._set_cut(self.report.site, 9, 0.7 * self.epw)
        self._rule(17)
        self.set_y(23)
        if self.page_no() == 1:
            self._line(self.told("report.title"), 20, bold=True)
            self.set_y(self.y + 3)

    def footer(self) -> None:
        self._rule(self.h - 16)
        self.set_y(self.h - 14.5)
        page = self.told("report.page", page=self.page_no(), pages=PAGES)
        self._line(page, 8, ink=MUTED)
        self.set_y(self.h - 14.5)
        made = self.told("report.printed", time=self._instant(self.report.made))
        self._line(made, 8, x=self.w - MARGIN - self._width(made, 8), ink=MUTED)

    def picture(self) -> None:
        with Image.open(BytesIO(self.report.picture)) as image:
            across, down = image.size
        width = min(self.epw, PICTURE_HEIGHT * across / down)
        height, left = width * down / across, (self.w - width) / 2
        about = f"{self.report.camera_name}, {self._instant(self.report.taken)}"
        self.image(BytesIO(self.report.picture), left, self.y, width, height, alt_text=about)
        self.set_draw_color(RULE)
        self.rect(left, self.y, width, height)
        self.set_y(self.y + height + 6)

    def facts(self) -> list[tuple[str, str]]:
        report = self.report
        return [
            ("report.camera", report.camera_name),
            ("report.camera_id", str(report.camera_id)),
            ("report.time", f"{self._instant(report.taken)} ({report.taken.tzinfo})"),
            ("report.user", f"{report.user} ({report.address})"),
            ("report.server", report.server),
        ]

    def fact(self, label: str, value: str) -> None:
        paragraph = self._measured(value)
        self._make_room(paragraph, 10)
        top = self.y
        self.set_y(top + (paragraph.ascent - ASCENT) * 10 * POINT)
        self._line(label, 10, ink=MUTED)
        self.set_y(top)  # beside the label, and on the same base
        self._paragraph(paragraph, 10, x=MARGIN + LABELS)
        self.set_y(self.y + 1)

    def remark(self) -> None:
        self.set_y(self.y + 3)
        self._rule(self.y)
        self.set_y(self.y + 3)
        self._line(self.told("report.comment"), 11, bold=True)
        self.set_y(self.y + 1)
        if self.report.comment is None:
            self._line(self.told("report.no_comment"), 10, ink=MUTED)
            return
        for text in self._remarks:
            self._paragraph(self._measured(text), 11)

    def _instant(self, at: datetime) -> str:
        """`Sunday, October 9, 2022, 21:47:10 UTC+02:00`."""
        offset = at.strftime("%z")
        return f"{format_date(at, 'full', self.language)}, {at:%H:%M:%S} UTC{offset[:3]}:{offset[3:5]}"

    def _rule(self, y: float) -> None:
        self.set_draw_color(RULE)
        self.line(MARGIN, y, self.w - MARGIN, y)

    def _measured(self, text: str, *, bold: bool = False) -> Paragraph:
        paragraph = self.typesetter.paragraph(text, bold=bold)
        paragraph.measure()
        return paragraph

    def _paragraph(self, paragraph: Paragraph, size: float, x: float = MARGIN) -> None:
        """Wrapped, from page to page; at the right where it is written from there."""
        em = size * POINT
        for line in paragraph.lines((self.w - MARGIN - x) / em):
            self._make_room(paragraph, size)
            left = self.w - MARGIN - line.width * em if paragraph.right_to_left else x
            self._set(line, size, left, self.y + paragraph.ascent * em)
            self.set_y(self.y + (paragraph.ascent + paragraph.descent) * em)

    def _set_cut(self, text: str, size: float, room: float) -> None:
        """The first line alone, in bold, grey letters."""
        first, *more = self._measured(text, bold=True).lines(room / (size * POINT))
        base = self.y + ASCENT * size * POINT
        self._set(first, size, MARGIN, base, MUTED)
        if more:
            self._show_plain(" …", size, MARGIN + first.width * size * POINT, base, MUTED, bold=True)

    def _make_room(self, paragraph: Paragraph, size: float) -> None:
        """A new page where the next line would not fit on this one."""
        if not self.in_footer and self.will_page_break((paragraph.ascent + paragraph.descent) * size * POINT):
            self.add_page()

    def _set(self, line: Line, size: float, x: float, base: float, ink: int = INK) -> None:
        for piece in line.pieces:
            if isinstance(piece.face, Embedded):
                self._show_embedded(piece, piece.face, size, x, base, ink)
            elif isinstance(piece.face, Drawn):
                self._show_drawn(piece, piece.face, size, x, base, ink)
            elif isinstance(piece.face, Helvetica):
                letters = shown(piece.text)
                letters = lettering.mirrored_text(letters) if piece.right_to_left else letters
                self._show_plain(letters, size, x, base, ink, bold=piece.face.bold)
            x += piece.shaped.width * size * POINT

    def _show_embedded(self, piece: Piece, face: Embedded, size: float, x: float, base: float, ink: int) -> None:
        self.set_font(face.key, size=size)
        font = self._set_font_for_page(face.own, size, wrap_in_text_object=False)
        at = f"{x * self.k:.2f} {(self.h - base) * self.k:.2f} Td"
        self._out(f"q {ink / 255:.3f} g BT {font} {at} {face.operators(piece.shaped.glyphs, size)} ET Q")
        self.current_font_is_set_on_page = False  # it was within q and Q

    def _show_drawn(self, piece: Piece, face: Drawn, size: float, x: float, base: float, ink: int) -> None:
        pixels = _pixels(size)
        drawn = lettering.drawn(piece.text, pixels, face.weight, right_to_left=piece.right_to_left)
        image, top = _inked(drawn, ink), base - round(lettering.ASCENT * pixels) * DOT
        self.image(image, x, top, image.width * DOT, image.height * DOT, alt_text=piece.text)

    def _show_plain(self, text: str, size: float, x: float, base: float, ink: int, *, bold: bool) -> None:
        self._font(size, bold)
        self.set_text_color(ink)
        self.text(x, base, text)

    def _line(self, text: str, size: float, *, x: float = MARGIN, bold: bool = False, ink: int = INK) -> None:
        """One line of the report's own words at the present height, which moves on below it; on a new page where this is full."""
        height = size * POINT * (ASCENT + DESCENT)
        if not self.in_footer and self.will_page_break(height):
            self.add_page()
        self._font(size, bold)
        self.set_text_color(ink)
        self.set_x(x)
        self.cell(None, height, text)
        self.set_y(self.y + height)

    def _width(self, text: str, size: float) -> float:
        self._font(size, False)
        return float(self.get_string_width(text))

    def _font(self, size: float, bold: bool) -> None:
        self.set_font("Helvetica", "B" if bold else "", size)


def _pixels(size: float) -> int:
    """Of points."""
    return round(size * DPI / 72)


def _inked(line: Array, ink: int) -> Image.Image:
    return Image.fromarray((ink + line.astype(int) * (255 - ink) // 255).astype("uint8"))

"""The report of a snapshot as PDF: A4 upright, the picture with its facts, and a comment of any length in any script.

What the PDF's own fonts can write (Windows-1252) is text. What they cannot is drawn line by line in print resolution, with its
text as the alternative that screen readers read, so that no font has to be installed.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from io import BytesIO

from babel.dates import format_date
from fpdf import FPDF
from PIL import Image

from ctserver.http.messages import text as message
from ctserver.snapshots import lettering
from ctserver.snapshots.wrapping import paragraphs, wrapped
from ctserver.video.i420 import Array

CODING = "windows-1252"
MARGIN, FOOT = 20.0, 22.0
PICTURE_HEIGHT = 118.0
LABELS = 45.0
"""The width of the column of labels; all lengths in millimetres."""
INK, MUTED, RULE = 30, 110, 190
"""Greys."""
POINT = 25.4 / 72
DPI = 300
DOT = 25.4 / DPI
LEADING = 1.35
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


def printed(report: Report, language: str) -> bytes:
    """The PDF, in one of the six languages. Takes some hundredths of a second: for worker threads."""
    paper = _Paper(report, language)
    paper.add_page()
    paper.picture()
    for code, value in paper.facts():
        paper.fact(paper.told(code), value)
    paper.remark()
    return bytes(paper.output())


class _Paper(FPDF):
    def __init__(self, report: Report, language: str) -> None:
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

    def header(self) -> None:
        self.set_y(11)
        number = self.told("report.number", id=self.report.number)
        self._line(number, 9, x=self.w - MARGIN - self._width(number, 9), ink=MUTED)
        self.set_y(11)
        self._line(self._cut(self.report.site, 9, 0.7 * self.epw), 9, bold=True, ink=MUTED)
        self._rule(17)
        self.set_y(23)
        if self.page_no() == 1:
            self._line(self.told("report.title"), 20, bold=True)
            self.set_y(self.y + 3)

    def footer(self) -> None:
        self._rule(self.h - 16)
        self.set_y(self.h - 14.5)
        page = self.told("report.page", page=self.page_no(), pages=PAGES)
        self._line(page, 8, ink=MUTED, plain=True)
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
        self._line(label, 10, ink=MUTED)
        self.set_y(self.y - 10 * POINT * LEADING)  # beside the label, on whichever page that is
        self._paragraph(value, 10, x=MARGIN + LABELS)
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
        for paragraph in paragraphs(self.report.comment):
            self._paragraph(paragraph, 11)

    def _instant(self, at: datetime) -> str:
        """`Sunday, October 9, 2022, 21:47:10 UTC+02:00`."""
        offset = at.strftime("%z")
        return f"{format_date(at, 'full', self.language)}, {at:%H:%M:%S} UTC{offset[:3]}:{offset[3:5]}"

    def _rule(self, y: float) -> None:
        self.set_draw_color(RULE)
        self.line(MARGIN, y, self.w - MARGIN, y)

    def _paragraph(self, text: str, size: float, x: float = MARGIN) -> None:
        """Wrapped, from page to page; at the right where it is written from there."""
        plain, room = _is_plain(text), self.w - MARGIN - x
        turned = not plain and lettering.is_right_to_left(text)
        for line in wrapped(text, room, partial(self._width, size=size, plain=plain)):
            self._line(line, size, x=x, plain=plain, turned=turned)

    def _cut(self, text: str, size: float, room: float) -> str:
        first = next(wrapped(text, room, partial(self._width, size=size, plain=_is_plain(text))))
        return first if first == text.rstrip() else f"{first} …"

    def _line(
        self,
        text: str,
        size: float,
        *,
        x: float = MARGIN,
        bold: bool = False,
        ink: int = INK,
        plain: bool | None = None,
        turned: bool = False,
    ) -> None:
        """One line at the present height, which moves on below it; on a new page where this one is full.

        `plain` says whether the PDF's own fonts have it, as is told by the line itself otherwise; `turned`, that its paragraph
        is written from right to left.
        """
        height = size * POINT * LEADING
        if not self.in_footer and self.will_page_break(height):
            self.add_page()
        if text and (_is_plain(text) if plain is None else plain):
            self._font(size, bold)
            self.set_text_color(ink)
            self.set_x(x)
            self.cell(None, height, text)
        elif text:
            weight = lettering.BOLD if bold else lettering.REGULAR
            image = _inked(lettering.drawn(text, _pixels(size), weight, right_to_left=turned), ink)
            width = image.width * DOT
            left = self.w - MARGIN - width if turned else x
            self.image(image, left, self.y, width, image.height * DOT, alt_text=text)
        self.set_y(self.y + height)

    def _width(self, text: str, size: float, *, bold: bool = False, plain: bool | None = None) -> float:
        if _is_plain(text) if plain is None else plain:
            self._font(size, bold)
            return float(self.get_string_width(text))
        weight = lettering.BOLD if bold else lettering.REGULAR
        return lettering.width(text, _pixels(size), weight) * DOT

    def _font(self, size: float, bold: bool) -> None:
        self.set_font("Helvetica", "B" if bold else "", size)


@lru_cache(maxsize=1024)
def _is_plain(text: str) -> bool:
    """Whether the PDF's own fonts have all of it."""
    try:
        text.encode(CODING)
    except UnicodeEncodeError:
        return False
    return text.replace("\xa0", " ").isprintable()


def _pixels(size: float) -> int:
    """Of points."""
    return round(size * DPI / 72)


def _inked(line: Array, ink: int) -> Image.Image:
    return Image.fromarray((ink + line.astype(int) * (255 - ink) // 255).astype("uint8"))

"""Letters of any script: from which font, in which shapes and order, and how they come back out of the PDF as text."""

import logging
import re
import subprocess
from contextlib import closing
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from fpdf import FPDF
from fpdf.fonts import SubsetMap
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from ctserver.snapshots.clusters import clusters
from ctserver.snapshots.faces import CODING, Drawn, Embedded, Helvetica
from ctserver.snapshots.fonts import PACKAGES, Library
from ctserver.snapshots.typesetting import Paragraph, Piece, Typesetter
from tests.e2e.players import program
from tests.snapshots.comments import COMMENTS, NO_FONTS, all_fonts, copied, report

ROOM = 40.0


@pytest.fixture
def fonts() -> Library:
    return all_fonts()


def paragraph(text: str, fonts: Library, directory: Path) -> Paragraph:
    pdf = FPDF()
    pdf.core_fonts_encoding = CODING
    typesetter = Typesetter(pdf, fonts, directory)
    with closing(typesetter):
        typesetter.learn([(text, False)])
        made = typesetter.paragraph(text)
        made.measure()
    return made


def pieces(text: str, fonts: Library, directory: Path) -> list[Piece]:
    return [piece for line in paragraph(text, fonts, directory).lines(ROOM) for piece in line.pieces]


def shapes(text: str, fonts: Library, directory: Path) -> list[str]:
    """The names of the glyphs of a single piece, from the left."""
    (piece,) = pieces(text, fonts, directory)
    assert isinstance(piece.face, Embedded)
    names = piece.face.own.ttfont.getGlyphOrder()
    return [names[glyph.number] for glyph in piece.shaped.glyphs]


def read(pdf: bytes, directory: Path) -> str:
    """What poppler reads: without spaces and marks of direction, which it sets as it sees fit."""
    path = directory / "report.pdf"
    path.write_bytes(pdf)
    run = subprocess.run([program("pdftotext"), str(path), "-"], capture_output=True, check=True)
    assert b"Error" not in run.stderr
    return re.sub(r"[\s\u200e\u200f\u202a-\u202e]", "", run.stdout.decode())


def embedded(pdf: bytes) -> set[str]:
    """The names of the fonts that the file has within."""
    names = re.findall(rb"/BaseFont /[A-Z]{6}[+](\w+)", pdf)
    return {name.decode() for name in names}


@pytest.mark.parametrize("name", COMMENTS)
def test_comments_of_any_script_are_text_of_the_right_font(name: str, fonts: Library, tmp_path: Path) -> None:
    font, comment = COMMENTS[name]
    pdf = report(comment, fonts=fonts)
    assert normalize("NFC", re.sub(r"\s", "", comment)) in read(pdf, tmp_path)
    assert not font or font in embedded(pdf)
    assert len(PdfReader(BytesIO(pdf)).pages[0].images) == 1, "nothing is drawn"


def test_all_scripts_stand_in_one_report(fonts: Library, tmp_path: Path) -> None:
    pdf = report("\n".join(comment for _, comment in COMMENTS.values()), fonts=fonts)
    told = read(pdf, tmp_path)
    assert [name for name, (_, comment) in COMMENTS.items() if comment.split()[0] not in told] == []
    assert {font for font, _ in COMMENTS.values() if font} <= embedded(pdf)


@pytest.mark.parametrize("name", COMMENTS)
def test_no_letter_is_missing(name: str, fonts: Library, tmp_path: Path) -> None:
    found = pieces(COMMENTS[name][1], fonts, tmp_path)
    assert not any(isinstance(piece.face, Drawn) for piece in found)
    assert all(glyph.number for piece in found for glyph in piece.shaped.glyphs)
    assert all(piece.shaped.is_whole for piece in found)


def test_arabic_letters_are_joined_and_stand_from_the_right(fonts: Library, tmp_path: Path) -> None:
    joined, apart = shapes("باب", fonts, tmp_path), shapes("ب ا ب", fonts, tmp_path)
    assert len(joined) == 3
    assert joined[-1] != joined[0], "the first letter has its initial form"
    assert joined[-1] not in apart
    assert shapes("لا", fonts, tmp_path) != shapes("ل ا", fonts, tmp_path)[::-1]


def test_indic_vowels_stand_before_their_consonants_and_conjuncts_are_formed(fonts: Library, tmp_path: Path) -> None:
    (k,), ki = shapes("क", fonts, tmp_path), shapes("कि", fonts, tmp_path)
    assert len(ki) == 2
    assert ki[1] == k
    assert len(shapes("क्ष", fonts, tmp_path)) == 1
    assert len(shapes("ക്ഷ", fonts, tmp_path)) == 1


def test_marks_stand_above_and_below_their_letters(fonts: Library, tmp_path: Path) -> None:
    (thai,) = pieces("ที่", fonts, tmp_path)
    assert [glyph.advance > 0 for glyph in thai.shaped.glyphs] == [True, False, False]
    assert thai.shaped.top > pieces("ท", fonts, tmp_path)[0].shaped.top
    assert len(shapes("ស្រ្តី", fonts, tmp_path)) < len("ស្រ្តី")


@pytest.mark.parametrize("emoji", ["👩🏽‍🚒", "👨‍👩‍👧‍👦", "🇫🇷", "1️⃣", "❤️"])
def test_sequences_of_emoji_are_one_picture(emoji: str, fonts: Library, tmp_path: Path) -> None:
    (piece,) = pieces(emoji, fonts, tmp_path)
    assert isinstance(piece.face, Embedded)
    assert piece.face.own.color_font
    assert [glyph.text for glyph in piece.shaped.glyphs if glyph.advance] == [emoji]


def test_more_emoji_than_a_font_of_pictures_holds_are_shown(fonts: Library) -> None:
    assert report("".join(map(chr, range(0x1F300, 0x1F600))), fonts=fonts)


def test_directions_are_mixed_with_numbers_and_brackets(fonts: Library, tmp_path: Path) -> None:
    def standing(text: str) -> str:
        """As it is read from the left, brackets unmirrored."""
        (line,) = paragraph(text, fonts, tmp_path).lines(ROOM)
        return "".join(piece.text[:: -1 if piece.right_to_left else 1] for piece in line.pieces)

    assert standing("Tor 3 (שער צפוני, 12:30) zeigt") == "Tor 3 (12:30 ,ינופצ רעש) zeigt"
    assert standing("שער (12) abc") == "abc )12( רעש"
    assert standing("الباب [رقم 7]") == "]7 مقر[ بابلا"


def test_a_word_has_one_hand(fonts: Library, tmp_path: Path) -> None:
    assert [type(piece.face) for piece in pieces("Damaged barrier, 5 €", fonts, tmp_path)] == [Helvetica]
    assert [type(piece.face) for piece in pieces("Zażółć: (1)", fonts, tmp_path)] == [Embedded]
    first, second = pieces("Tor 3: ворота 4", fonts, tmp_path)
    assert (type(first.face), first.text) == (Helvetica, "Tor 3: ")
    assert (type(second.face), second.text) == (Embedded, "ворота 4")


@pytest.mark.parametrize("name", ["Arabic", "Hindi", "Thai", "Khmer", "Tibetan", "Japanese", "emoji"])
def test_lines_fit_their_room_and_cut_no_cluster(name: str, fonts: Library, tmp_path: Path) -> None:
    text = COMMENTS[name][1] * 3
    made = paragraph(text, fonts, tmp_path)
    lines = list(made.lines(7))
    assert len(lines) > 3
    assert all(0 < line.width <= 7 for line in lines)
    said = [piece for line in lines for part in line.pieces for piece in clusters(part.text)]
    assert sorted(piece for piece in said if piece != " ") == sorted(piece for piece in clusters(text) if piece != " ")


def test_tall_letters_get_tall_lines(fonts: Library, tmp_path: Path) -> None:
    def height(text: str) -> float:
        made = paragraph(text, fonts, tmp_path)
        return made.ascent + made.descent

    assert height("a") == pytest.approx(1.35)
    assert height("བསྒྲུབས") > height("བ") >= 1.35
    assert 3 < height("Z" + "\u0301" * 20) < height("Z" + "\u0301" * 1999) < 15


def test_marks_without_a_letter_stand_on_a_circle(fonts: Library, tmp_path: Path) -> None:
    (piece,) = pieces("\u0301", fonts, tmp_path)
    assert piece.text == "\u25cc\u0301"
    assert "".join(piece.text for piece in pieces("e\u0327", fonts, tmp_path)) == normalize("NFC", "e\u0327")


@pytest.fixture
def one_font(fonts: Library, tmp_path: Path) -> Path:
    """A directory with a whole font for Thai."""
    directory = tmp_path / "fonts"
    directory.mkdir()
    copied(next(fonts.of_script("Thai")), directory)
    return directory


@pytest.mark.parametrize("name", COMMENTS)
def test_without_fonts_all_is_drawn(name: str, caplog: pytest.LogCaptureFixture) -> None:
    (page,) = PdfReader(BytesIO(report(COMMENTS[name][1], fonts=NO_FONTS))).pages
    assert len(page.images) >= 2


def test_without_fonts_the_log_says_once_what_to_install(caplog: pytest.LogCaptureFixture) -> None:
    library = Library([])
    for _ in range(2):
        report("ห", fonts=library)
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "apt-get install fonts-noto-core" in record.getMessage()


def test_what_the_log_names_is_what_the_script_installs() -> None:
    script = (Path(__file__).parents[2] / "scripts" / "fonts").read_text()
    assert sorted(re.findall(r"^(fonts-[\w-]+) ", script, re.MULTILINE)) == sorted(PACKAGES.split())


def test_latin_needs_no_font(caplog: pytest.LogCaptureFixture) -> None:
    assert embedded(report("Œuvre – 5 €", fonts=Library([]))) == set()
    assert caplog.records == []


@pytest.mark.parametrize("size", [0, 3, 100, 3000, 12_000])
def test_a_broken_font_is_left_out(size: int, one_font: Path, fonts: Library, caplog: pytest.LogCaptureFixture) -> None:
    path = copied(next(fonts.of_script("Thai")), one_font, size)
    library = Library([one_font])
    (page,) = PdfReader(BytesIO(report("ประตู", fonts=library))).pages
    assert len(page.images) == 2
    assert any(str(path) in record.getMessage() for record in caplog.records)
    assert list(library.of_script("Thai")) == []


def test_a_font_is_found_by_its_name_wherever_it_lies(one_font: Path) -> None:
    (path,) = one_font.iterdir()
    (one_font / "deep").mkdir()
    path.rename(one_font / "deep" / "NotoSansThai[wdth,wght].ttf")
    assert embedded(report("ประตู", fonts=Library([one_font]))) == {"NotoSansThai"}


def test_the_same_report_is_the_same_file(fonts: Library) -> None:
    comment = "\n".join(comment for _, comment in COMMENTS.values())
    assert report(comment, fonts=fonts) == report(comment, fonts=fonts)


def test_no_font_stays_in_memory(fonts: Library) -> None:
    report(COMMENTS["Hindi"][1], fonts=fonts)
    assert SubsetMap.get_glyph.cache_info().currsize == SubsetMap.pick.cache_info().currsize == 0


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_set(text: str) -> None:
    assert report(text, fonts=all_fonts())


@pytest.mark.parametrize(
    "comment",
    [
        "\u0301" * 2000, "a" + "\u0301" * 1999, "\u064b" * 500, "क्" * 1000, "\u202e" * 2000, "\u2068א" * 1000,
        "(" * 999 + "א" + ")" * 999, "\U000e0fff" * 2000, "\ufdd0\uffff", "\u200d" * 2000, "🇫" * 1999, "\u0e33" * 2000,
        "\u1160" * 2000, "".join(map(chr, range(0x20000, 0x207D0))), "x" * 20_000,
    ],
    ids=lambda comment: f"U+{ord(comment[0]):04X}",
)  # fmt: skip
def test_hostile_comments_are_set_too(comment: str, fonts: Library) -> None:
    assert PdfReader(BytesIO(report(comment, fonts=fonts))).metadata

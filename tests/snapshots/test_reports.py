"""The report of a snapshot, read as a PDF: what it says, in which language, its picture and its pages."""

import subprocess
import sys
from io import BytesIO

import cv2
import numpy as np
import pytest
from pypdf import PageObject, PdfReader

from ctserver.http.messages import LANGUAGES, text
from tests.snapshots.comments import JPEG, NO_FONTS, TAKEN, all_fonts, report
from tests.snapshots.conftest import Site
from tests.support.users import ADMIN

MILLIMETRE = 72 / 25.4
SCRIPTS = {
    "Cyrillic": "Отчёт о проникновении",
    "Chinese": "车辆在北侧停车场停留",
    "Hebrew": "שער צפוני (12)",
    "Arabic": "الباب الشمالي ١٢",
    "Devanagari": "उत्तरी द्वार",
    "emoji": "🚗🔥👩🏽‍🚒",
    "combining": "Ṩ̂ e\u0301",
    "C1": "a\x80b\x9f",
    "steering": "\u202eabc\u202c\u200b\ufeff",
    "unassigned": "\U000e0fff \uffff \ue000",
    "typographic": "“Œuvre” – 5 €…",
}


def made(comment: str | None = None, language: str = "en", jpeg: bytes = JPEG) -> PdfReader:
    """With fonts or without, as this machine has them."""
    return PdfReader(BytesIO(report(comment, language, jpeg=jpeg)))


def drawings(page: PageObject) -> list[tuple[int, int]]:
    """The sizes in pixels of what is drawn as an image."""
    return [image.image.size for image in page.images if image.image]


def test_a_report_tells_what_the_snapshot_is(site: Site) -> None:
    number = site.taken(cameraId=1, time="2026-05-31T12:00:00Z", comment="Damaged barrier")["id"]
    answer = site.api.get(f"/snapshots/{number}.pdf", auth=ADMIN, headers={"Host": "cctv.example:8080"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="snapshot-{number}.pdf"'
    (page,) = PdfReader(BytesIO(answer.content)).pages
    told = page.extract_text()
    for part in (
        "demo", f"Snapshot {number}", "North car park", "Sunday, May 31, 2026, 14:00:00 UTC+02:00 (Europe/Paris)",
        "admin (127.0.0.1)", "cctv.example:8080", "Damaged barrier", "Page 1 of 1",
        "Report made on Monday, June 1, 2026, 12:00:00 UTC+02:00",
    ):  # fmt: skip
        assert part in told
    assert drawings(page) == [(1920, 1080)]
    assert site.api.get(f"/snapshots/{number}.jpg", auth=ADMIN).content in answer.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_in_the_clients_language(site: Site, language: str) -> None:
    number = site.taken(cameraId=48)["id"]
    answer = site.api.get(f"/snapshots/{number}.pdf", auth=ADMIN, headers={"Accept-Language": language})
    reader = PdfReader(BytesIO(answer.content))
    told = reader.pages[0].extract_text()
    for name in ("title", "camera", "camera_id", "time", "user", "server", "comment", "no_comment"):
        assert text(language, f"report.{name}") in told
    assert text(language, "report.page", page=1, pages=1) in told
    assert str(reader.root_object["/Lang"]) == language


def test_a_start_does_not_wait_for_what_makes_reports() -> None:
    code = "import sys, ctserver.app; print(sorted({'fpdf', 'fontTools', 'babel', 'uharfbuzz'} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_it_is_a4_with_margins() -> None:
    (page,) = made("c").pages
    assert float(page.mediabox.width) == pytest.approx(210 * MILLIMETRE, abs=0.1)
    assert float(page.mediabox.height) == pytest.approx(297 * MILLIMETRE, abs=0.1)


def test_its_facts_are_in_the_file_too() -> None:
    about = made("Ça brûle 🔥").metadata
    assert about
    assert (about.title, about.author, about.subject) == ("Snapshot report 19", "guard", "Ça brûle 🔥")
    assert about.creation_date == TAKEN


def test_a_long_comment_goes_on_on_further_pages() -> None:
    lines = [f"line{number}" for number in range(200)]
    reader = made("\n".join(lines))
    told = [page.extract_text() for page in reader.pages]
    assert len(told) == 5
    assert [line for line in "\n".join(told).splitlines() if line.startswith("line")] == lines
    for number, page in enumerate(told, 1):
        assert f"Page {number} of 5" in page
        assert "demo" in page


def test_what_looks_like_a_command_is_shown_as_it_is() -> None:
    comment = "{nb} {page} ) Tj ET (%s) \\ **bold** <</A>> \x01"
    (page,) = made(comment.removesuffix("\x01")).pages
    assert comment.removesuffix(" \x01") in page.extract_text()
    assert "Page 1 of 1" in made(comment).pages[0].extract_text()


def test_a_word_without_end_is_cut() -> None:
    reader = made("x" * 2000)
    assert sum(page.extract_text().count("x") for page in reader.pages) - text("en", "report.title").count("x") >= 2000


@pytest.mark.parametrize("name", SCRIPTS)
def test_comments_of_any_script_are_shown_without_fonts(name: str) -> None:
    """As text where the PDF's own fonts have it, else as images."""
    comment = SCRIPTS[name]
    reader = PdfReader(BytesIO(report(comment, fonts=NO_FONTS)))
    (page,) = reader.pages
    assert reader.metadata
    assert reader.metadata.subject == comment
    if name in {"typographic", "steering", "C1"}:
        assert {"typographic": comment, "steering": "cba", "C1": "ab"}[name] in page.extract_text()
        assert len(page.images) == 1
    else:
        assert len(page.images) >= 2


@pytest.mark.parametrize("has_fonts", [False, True])
def test_every_name_may_be_of_any_script(has_fonts: bool) -> None:
    fonts = all_fonts() if has_fonts else NO_FONTS
    pdf = report("c", site="Объект", camera_name="停车场 " * 40, user="משתמש", server="[::1]:8080", fonts=fonts)
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert "[::1]:8080" in page.extract_text()
    if has_fonts:
        assert len(page.images) == 1
        assert "Объект" in page.extract_text()
        assert page.extract_text().count("停") == 40
    else:
        assert len(page.images) >= 5


@pytest.mark.parametrize("comment", ["", "\n\n\n", " \n", "\u2028", "\u200b"])
def test_comments_without_ink_do_no_harm(comment: str) -> None:
    assert len(made(comment).pages) == 1


@pytest.mark.parametrize("size", [(320, 240), (240, 320), (4000, 20), (20, 4000), (1, 1)])
def test_pictures_of_any_shape_leave_room_for_the_rest(size: tuple[int, int]) -> None:
    jpeg = cv2.imencode(".jpg", np.zeros((size[1], size[0], 3), np.uint8))[1].tobytes()
    (page,) = made("Comment", jpeg=jpeg).pages
    assert drawings(page) == [size]
    assert "Comment" in page.extract_text()

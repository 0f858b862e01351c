"""Comments in many scripts, and the fonts that they need."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest

from ctserver.snapshots.fonts import Library, installed
from ctserver.snapshots.report import Report, printed

JPEG = cv2.imencode(".jpg", np.full((240, 320, 3), 90, np.uint8))[1].tobytes()
TAKEN = datetime(2022, 10, 9, 19, 47, 10, tzinfo=UTC).astimezone(ZoneInfo("Europe/Paris"))
NO_FONTS = Library([])
COMMENTS = {
    "Arabic": ("NotoSansArabic", "شوهدت سيارة بيضاء عند الباب الشمالي"),
    "Hebrew": ("NotoSansHebrew", "רכב לבן נכנס בשער צפוני"),
    "Persian": ("NotoSansArabic", "خودروی سفید می‌خواهد وارد شود"),
    "Urdu": ("NotoSansArabic", "شمالی دروازے پر سفید گاڑی کھڑی ہے"),
    "Hindi": ("NotoSansDevanagari", "उत्तरी द्वार पर क्षतिग्रस्त वाहन"),
    "Bengali": ("NotoSansBengali", "উত্তর ফটকে ক্ষতিগ্রস্ত গাড়ি"),
    "Tamil": ("NotoSansTamil", "வடக்கு வாயிலில் வெள்ளை வாகனம்"),
    "Telugu": ("NotoSansTelugu", "ఉత్తర ద్వారం వద్ద తెల్ల వాహనం"),
    "Malayalam": ("NotoSansMalayalam", "വടക്കേ കവാടത്തിൽ വെളുത്ത വാഹനം"),
    "Sinhala": ("NotoSansSinhala", "උතුරු දොරටුවේ ශ්‍රී ලංකා"),
    "Thai": ("NotoSansThai", "พบรถยนต์สีขาวที่ประตูทิศเหนือ น้ำท่วมที่นี่"),
    "Lao": ("NotoSansLao", "ລົດສີຂາວຢູ່ປະຕູທິດເໜືອ"),
    "Khmer": ("NotoSansKhmer", "ឡានពណ៌សនៅច្រកខាងជើង"),
    "Burmese": ("NotoSansMyanmar", "မြောက်ဘက်တံခါး မြန်မာ"),
    "Tibetan": ("NotoSerifTibetan", "བོད་ཀྱི་སྐད་ཡིག རྒྱལ་པོ"),
    "Georgian": ("NotoSansGeorgian", "ჩრდილოეთი კარიბჭე"),
    "Armenian": ("NotoSansArmenian", "Հյուսիսային դարպաս"),
    "Amharic": ("NotoSansEthiopic", "ሰሜናዊ በር፡ነጭ መኪና"),
    "Cherokee": ("NotoSansCherokee", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ"),
    "Mongolian": ("NotoSansMongolian", "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ"),
    "Chinese": ("WenQuanYiMicroHei", "车辆在北侧停车场停留"),
    "Japanese": ("WenQuanYiMicroHei", "北門で白い車を発見しました。"),
    "Korean": ("WenQuanYiMicroHei", "북문에서 흰색 차량"),
    "cuneiform": ("NotoSansCuneiform", "𒀭𒂗𒆤𒀀𒈾"),
    "hieroglyphs": ("NotoSansEgyptHiero", "𓀀𓂀𓃭𓆣𓇳"),
    "Linear B": ("NotoSansLinearB", "𐀀𐀁𐀂𐀃"),
    "runes": ("NotoSansRunic", "ᚠᚢᚦᚨᚱᚲ"),
    "Cyrillic": ("NotoSans", "Отчёт о проникновении"),
    "Polish": ("NotoSans", "Zażółć gęślą jaźń"),
    "Vietnamese": ("NotoSans", "Cổng phía bắc, xe trắng"),
    "mathematics": ("NotoSansMath", "∀x∈ℝ: ∑ √x ≤ 𝒜 ⟹ ∫ 𝔣 ≠ ∅"),
    "emoji": ("", "🚗🔥👩🏽‍🚒👨‍👩‍👧‍👦🇫🇷🇯🇵1️⃣❤️"),
}
"""The font that each is set in, as the PDF names it (fonts of pictures have no name), and the words."""


def report(
    comment: str | None = None,
    language: str = "en",
    *,
    site: str = "demo",
    camera_name: str = "North car park",
    user: str = "guard",
    server: str = "cctv.example:8080",
    jpeg: bytes = JPEG,
    fonts: Library | None = None,
) -> bytes:
    told = Report(
        number=19, site=site, camera_id=17, camera_name=camera_name, taken=TAKEN, user=user, address="192.168.0.31",
        server=server, comment=comment, picture=jpeg, made=TAKEN,
    )  # fmt: skip
    return printed(told, language, fonts)


def all_fonts() -> Library:
    """Those of this machine, or the test is skipped; in CI, where scripts/install has installed them, it fails instead."""
    fonts = installed()
    found = [*fonts.of_script("Khmr"), *fonts.of_script("Hani"), *fonts.emoji(), *fonts.last()]
    names = {path.name for path in found}
    wanted = {"NotoSansKhmer-Regular.ttf", "NotoColorEmoji.ttf", "unifont.otf", "wqy-microhei.ttc"} - names
    if wanted:
        reason = f"fonts are not installed (scripts/fonts): {', '.join(sorted(wanted))}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return fonts


def copied(path: Path, to: Path, size: int | None = None) -> Path:
    """A font file, or the beginning of one."""
    target = to / path.name
    target.write_bytes(path.read_bytes()[:size])
    return target

"""The fonts of this machine: looked for at the first report that needs one, remembered by their names alone.

Noto has a font for each script, whose file is named for it, so that the right one is found without opening others.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from threading import Lock

from fontTools.unicodedata import script_name

from ctserver.settings import font_directories

log = logging.getLogger("ctserver.snapshots")

PACKAGES = "fonts-noto-core fonts-noto-color-emoji fonts-symbola fonts-wqy-microhei fonts-unifont"
"""Debian's, as scripts/fonts installs them."""
EMOJI = ("notocoloremoji", "seguiemj")
_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
_IDEOGRAPHIC = (
    "notosanscjk", "notosanscjkjp", "notosanscjksc", "notosansjp", "notosanssc", "notosanskr", "sourcehansans",
    "wqymicrohei", "wqyzenhei", "droidsansfallbackfull", "hanamina", "hanaminb", "hiraginosansgb", "applesdgothicneo", "msyh",
    "malgun", "yugothr", "simsunb",
)  # fmt: skip
_NAMED = dict.fromkeys(("Hani", "Hira", "Kana", "Hang", "Bopo"), _IDEOGRAPHIC) | {
    "Mero": ("notosansmeroitic",),
    "Merc": ("notosansmeroitic",),
    "Nshu": ("notosansnushu", "nototraditionalnushu"),
    "Aran": ("notonastaliqurdu",),
}
"""Scripts whose fonts are not named for them alone."""
_OF_MANY = (
    "notosans", "dejavusans", "segoeui", "arialunicode", "nirmala", "leelawui", "ebrima", "gadugi", "mmrtext", "himalaya",
    "monbaiti", "notosanssymbols", "notosanssymbols2", "notosansmath", "notomusic", "seguisym", "seguihis",
    "notosansmayannumerals", "notosansindicsiyaqnumbers", "notosanstamilsupplement", "freesans", "symbola", "symbolahint",
    *_IDEOGRAPHIC,
)  # fmt: skip
_LAST = ("unifont", "unifontjp", "unifontupper")
"""Has a letter for nearly each character, coarse, and joins none: after the letters that are drawn."""


class Library:
    """The font files below some directories. For use from several threads."""

    def __init__(self, directories: Sequence[Path]) -> None:
        self._directories = directories
        self._files: dict[str, Path] | None = None
        self._broken: set[Path] = set()
        self._lock = Lock()

    def of_script(self, script: str, *, bold: bool = False) -> Iterator[Path]:
        """Those that may have it, the best first; `script` as in ISO 15924."""
        name = _plain_name(script_name(script, default=""))
        yield from self._found((f"notosans{name}", f"notoserif{name}", *_NAMED.get(script, ())), bold)

    def of_many(self, *, bold: bool = False) -> Iterator[Path]:
        """Those of many scripts, and of symbols."""
        return self._found(_OF_MANY, bold)

    def emoji(self) -> Iterator[Path]:
        return self._found(EMOJI, False)

    def last(self) -> Iterator[Path]:
        return self._found(_LAST, False)

    def give_up(self, path: Path, why: object) -> None:
        """A file that cannot be used is left out from now on."""
        with self._lock:
            if path not in self._broken:
                self._broken.add(path)
                log.warning("font file %s cannot be used: %s", path, why)

    def _found(self, names: Sequence[str], bold: bool) -> Iterator[Path]:
        files = self._listed()
        for name in names:
            for path in (files.get(f"{name}bold") if bold else None, files.get(name)):
                if path is not None and path not in self._broken:
                    yield path

    def _listed(self) -> dict[str, Path]:
        with self._lock:
            if self._files is None:
                self._files = dict(_listing(self._directories))
                if not any(name.startswith("noto") for name in self._files):
                    log.warning("no fonts for all scripts found; on Debian: apt-get install %s", PACKAGES)
            return self._files


@cache
def installed() -> Library:
    return Library(font_directories())


def _listing(directories: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """The first directories have precedence, so they come last."""
    for directory in reversed(directories):
        for parent, folders, files in os.walk(directory):
            folders.sort(reverse=True)
            for name in sorted(files, reverse=True):
                path = Path(parent, name)
                if path.suffix.lower() in _SUFFIXES:
                    yield _plain_name(path.stem), path


def _plain_name(stem: str) -> str:
    """`notosanskhmer` of `NotoSansKhmer-Regular` and of `NotoSansKhmer[wdth,wght]`."""
    name = stem.lower().partition("[")[0].removesuffix("-vf").removesuffix("-regular")
    return name.replace("-", "").replace("_", "").replace(" ", "")

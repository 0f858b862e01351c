"""How much of Unicode the fonts of this machine have letters for, by script, as docs/snapshots.md tells it."""

import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from fontTools.unicodedata import script, script_name

from ctserver.snapshots import lettering
from ctserver.snapshots.choosing import DRAWN, HELVETICA, Chooser, Key, shown
from ctserver.snapshots.fonts import installed

UNASSIGNED = {"Cc", "Cs", "Co", "Cn"}
KINDS = ("Helvetica", "embedded", "coarse", "drawn", "box")


def kind(key: Key, character: str) -> str:
    if isinstance(key, Path):
        return "coarse" if "unifont" in key.name else "embedded"
    if key == DRAWN:
        return "drawn" if lettering.has_letter(character) else "box"
    assert key == HELVETICA
    return "Helvetica"


def main() -> None:
    chooser, counted = Chooser(installed()), defaultdict[str, Counter[str]](Counter)
    for character in map(chr, range(0x110000)):
        if unicodedata.category(character) not in UNASSIGNED and shown(character):
            clusters = [character]
            (key,) = chooser.keys(clusters, chooser.scripts(clusters), bold=False)
            counted[script_name(script(character))][kind(key, character)] += 1
    total = sum(counted.values(), Counter[str]())
    print(f"Unicode {unicodedata.unidata_version}", len(counted), "scripts", sum(total.values()), dict(total))
    for name, kinds in sorted(counted.items()):
        print(f"{name:32}", *(f"{one} {kinds[one]}" for one in KINDS if kinds[one]))


if __name__ == "__main__":
    main()

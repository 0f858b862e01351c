"""Draws the pictures of docs/scenes.md: each kind of scene by day, at dusk and by night."""

import sys
from pathlib import Path

import cv2
import numpy as np

from ctserver.video.scene import KINDS, Look, open_scene
from ctserver.video.strip import HEIGHT

SIZE = 960, 540
SECOND, SEED = 1_780_308_003.2, 3
LIGHTS = {"day": 1.0, "dusk": 0.35, "night": 0.0}


def draw(kind: str, daylight: float) -> bytes:
    width, height = SIZE
    canvas = np.empty((height * 3 // 2, width), np.uint8)
    open_scene(Look(kind, SEED, daylight), width, height).draw(SECOND, canvas)
    picture = cv2.cvtColor(canvas, cv2.COLOR_YUV2BGR_I420)[HEIGHT:]
    return cv2.imencode(".jpg", cv2.resize(picture, (480, 238), interpolation=cv2.INTER_AREA))[1].tobytes()


def main() -> int:
    docs = Path(__file__).parent.parent / "docs"
    (docs / "images" / "scenes").mkdir(parents=True, exist_ok=True)
    rows = []
    for kind in KINDS:
        cells = []
        for name, daylight in LIGHTS.items():
            path = f"images/scenes/{kind}-{name}.jpg"
            (docs / path).write_bytes(draw(kind, daylight))
            cells.append(f"![{kind}, {name}]({path})")
        rows.append(f"| `{kind}` | {' | '.join(cells)} |")
    lines = [
        "# Scenes", "",
        "What a synthetic camera can look at: the `scene` of a camera in a site file. Each camera's differs by the site's",
        "seed and its id. `scripts/scenes.py` draws this page's pictures.", "",
        "| kind | day | dusk | night |", "| --- | --- | --- | --- |", *rows,
    ]  # fmt: skip
    (docs / "scenes.md").write_text("\n".join(lines) + "\n")
    return 0


sys.exit(main())

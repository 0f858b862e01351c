"""Draws the pictures of docs/scenes.md: each kind of scene by day, at dusk and by night, and one as a camera turns."""

import sys
from pathlib import Path

import cv2
import numpy as np

from ctserver.video.scene import KINDS, Look, Viewport, open_scene
from ctserver.video.strip import HEIGHT

SIZE = 960, 540
SECOND, SEED = 1_780_308_003.2, 3
LIGHTS = {"day": 1.0, "dusk": 0.35, "night": 0.0}
TURNED = "dock"
VIEWPORTS = {"turned": Viewport(pan=1.0, tilt=-0.2), "zoomed": Viewport(pan=0.28, tilt=-0.3, zoom=5)}


def draw(look: Look) -> bytes:
    width, height = SIZE
    canvas = np.empty((height * 3 // 2, width), np.uint8)
    open_scene(look, width, height).draw(SECOND, canvas)
    picture = cv2.cvtColor(canvas, cv2.COLOR_YUV2BGR_I420)[HEIGHT:]
    return cv2.imencode(".jpg", cv2.resize(picture, (480, 238), interpolation=cv2.INTER_AREA))[1].tobytes()


BY_HAND = "## Footage"
"""What follows is not drawn."""


def main() -> int:
    docs = Path(__file__).parent.parent / "docs"
    (docs / "images" / "scenes").mkdir(parents=True, exist_ok=True)
    rows = []
    for kind in KINDS:
        cells = []
        for name, daylight in LIGHTS.items():
            path = f"images/scenes/{kind}-{name}.jpg"
            (docs / path).write_bytes(draw(Look(kind, SEED, daylight)))
            cells.append(f"![{kind}, {name}]({path})")
        rows.append(f"| `{kind}` | {' | '.join(cells)} |")
    turns = [f"![{TURNED}, at rest](images/scenes/{TURNED}-day.jpg)"]
    for name, viewport in VIEWPORTS.items():
        path = f"images/scenes/{TURNED}-{name}.jpg"
        (docs / path).write_bytes(draw(Look(TURNED, SEED, viewport=viewport)))
        turns.append(f"![{TURNED}, {name}]({path})")
    lines = [
        "# Scenes", "",
        "What a synthetic camera can look at: the `scene` of a camera in a site file, or a file of your own",
        "([footage](#footage)). Each camera's differs by the site's",
        "seed and its id. `scripts/scenes.py` draws this page's pictures.", "",
        "| kind | day | dusk | night |", "| --- | --- | --- | --- |", *rows, "",
        "A camera with PTZ shows another part of any of them (see [Video](video.md#scenes-and-viewports)), in full detail:", "",
        "| at rest | pan 1, tilt -0.2 | zoom 5 |", "| --- | --- | --- |", f"| {' | '.join(turns)} |",
    ]  # fmt: skip
    page = docs / "scenes.md"
    written = page.read_text()
    page.write_text("\n".join(lines) + "\n\n" + written[written.index(BY_HAND) :])
    return 0


sys.exit(main())

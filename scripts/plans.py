"""Draws the backgrounds of the demo site's maps, `fixtures/maps/*.png`: a floor plan and a plan of the car parks."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 800)
FINE = 3
"""Drawn so many times as large, then reduced: edges come out smooth."""
FOLDER = Path(__file__).parent.parent / "fixtures" / "maps"

INK, WALL, FAINT, PAPER = "#4a5560", "#2f3a45", "#a9b4bd", "#f7f6f2"
WHITE, FLOOR, CARPET, TILES, STORE, OUTSIDE = "#ffffff", "#f3ead9", "#e3e9ef", "#dfeaea", "#ece6f0", "#e6e8e4"
GRASS, TREE, TRUNK, ASPHALT, ROAD, PAVEMENT, BUILDING = (
    "#d5e3c3", "#a9c795", "#86ab72", "#d3d6d8", "#bfc3c7", "#ebe9e3", "#e2d8cb",
)  # fmt: skip
CARS = ("#c9575a", "#4f7ca8", "#f2f2f0", "#6d757c", "#e0b04c", "#5e9c7d")

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the finished picture."""


class Plan:
    def __init__(self, paper: str) -> None:
        self.image = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE), paper)
        self._draw = ImageDraw.Draw(self.image)

    def area(self, box: Box, fill: str, outline: str | None = None, *, width: float = 1, radius: float = 0) -> None:
        self._draw.rounded_rectangle(_fine(box), radius * FINE, fill, outline, round(width * FINE))

    def line(self, *points: float, colour: str = WALL, width: float = 1) -> None:
        self._draw.line(_fine(points), colour, round(width * FINE), joint="curve")

    def dashes(self, x0: float, y0: float, x1: float, y1: float, *, colour: str = WHITE, width: float = 3) -> None:
        steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0)) / 36))
        dx, dy = (x1 - x0) / steps, (y1 - y0) / steps
        for step in range(steps):
            x, y = x0 + dx * step, y0 + dy * step
            self.line(x, y, x + dx * 0.55, y + dy * 0.55, colour=colour, width=width)

    def disc(self, x: float, y: float, radius: float, fill: str, outline: str | None = None) -> None:
        self._draw.ellipse(_fine((x - radius, y - radius, x + radius, y + radius)), fill, outline, FINE)

    def label(
        self, x: float, y: float, text: str, size: float = 17, colour: str = INK, *, turned: bool = False
    ) -> None:
        """Centred at x, y; `turned` reads upwards."""
        font = ImageFont.load_default(size * FINE)
        left, top, right, bottom = self._draw.textbbox((0, 0), text, font)
        ink = Image.new("L", (round(right - left) + 4, round(bottom - top) + 4))
        ImageDraw.Draw(ink).text((2 - left, 2 - top), text, 255, font)
        ink = ink.rotate(90, expand=True) if turned else ink
        corner = (round(x * FINE - ink.width / 2), round(y * FINE - ink.height / 2))
        self.image.paste(colour, (*corner, corner[0] + ink.width, corner[1] + ink.height), ink)

    def door(self, x: float, y: float, width: float, swing: str, floor: str) -> None:
        """An opening whose hinge is at x, y; `swing` is where it leads and how it lies: `down-right`, `right-up`, …"""
        into, along = ({"right": (1, 0), "left": (-1, 0), "up": (0, -1), "down": (0, 1)}[s] for s in swing.split("-"))
        end = (x + along[0] * width, y + along[1] * width)
        self.line(x, y, *end, colour=floor, width=9)
        self.line(x, y, x + into[0] * width, y + into[1] * width, colour=INK, width=2)
        box = (x - width, y - width, x + width, y + width)
        angles = {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}
        first, last = sorted((angles[into], angles[along]))
        first, last = (last, first + 360) if last - first == 270 else (first, last)
        self._draw.arc(_fine(box), first, last, FAINT, FINE)

    def window(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.line(x0, y0, x1, y1, colour="#b9d3e6", width=6)
        self.line(x0, y0, x1, y1, colour=WHITE, width=2)

    def tree(self, x: float, y: float, radius: float) -> None:
        for dx, dy in ((-0.35, 0.1), (0.35, 0.15), (0, -0.35)):
            self.disc(x + dx * radius, y + dy * radius, radius * 0.72, TREE)
        self.disc(x, y, radius * 0.25, TRUNK)

    def car(self, x: float, y: float, colour: str, *, across: bool = False) -> None:
        """A car from above, centred, its length upwards unless `across`."""
        half_width, half_length = (24, 12) if across else (12, 24)
        self.area((x - half_width, y - half_length, x + half_width, y + half_length), colour, INK, radius=6)
        glass = (x - 10, y - 9, x + 12, y + 9) if across else (x - 9, y - 12, x + 9, y + 10)
        self.area(glass, "#39444e", radius=4)
        roof = (x - 5, y - 8, x + 8, y + 8) if across else (x - 8, y - 7, x + 8, y + 6)
        self.area(roof, colour, radius=3)

    def title(self, text: str, metres: int, pixels: float) -> None:
        """The legend at the bottom on the left: what it is, and how long so many metres are."""
        self.area((20, 738, 330, 784), WHITE, FAINT, radius=4)
        self.label(112, 761, text, 18, WALL)
        left = 310 - pixels
        self.line(left, 770, 310, 770, colour=INK, width=2)
        for x in (left, left + pixels / 2, 310):
            self.line(x, 765, x, 771, colour=INK, width=2)
        self.label(left + pixels / 2, 753, f"{metres} m", 13)

    def north(self, x: float, y: float) -> None:
        self.disc(x, y, 24, WHITE, FAINT)
        self._draw.polygon(_fine((x, y - 18, x + 8, y + 12, x, y + 6)), INK)
        self._draw.polygon(_fine((x, y - 18, x - 8, y + 12, x, y + 6)), FAINT)
        self.label(x, y - 33, "N", 14)

    def save(self, name: str, colours: int) -> None:
        reduced = self.image.resize(SIZE, Image.Resampling.LANCZOS)
        few = reduced.quantize(colours, dither=Image.Dither.NONE)
        few.save(FOLDER / f"{name}.png", optimize=True)


def _fine(numbers: Sequence[float]) -> list[float]:
    return [number * FINE for number in numbers]


def ground_floor() -> Plan:
    plan = Plan(OUTSIDE)
    plan.area((60, 50, 1140, 640), WHITE)
    _rooms(plan)
    _furniture(plan)
    _walls(plan)
    _openings(plan)
    _yard(plan)
    plan.title("Ground floor", 10, 110)
    plan.north(1160, 750)
    return plan


ROOMS: list[tuple[str, Box, str]] = [
    ("Sales floor", (60, 50, 520, 400), FLOOR),
    ("Lobby", (60, 400, 340, 640), TILES),
    ("Guard room", (340, 480, 520, 640), CARPET),
    ("Staff corridor", (520, 50, 590, 640), TILES),
    ("Office", (590, 50, 780, 190), CARPET),
    ("Meeting room", (590, 190, 780, 350), CARPET),
    ("Staff room", (590, 350, 780, 510), FLOOR),
    ("Technics", (590, 510, 780, 640), STORE),
    ("Warehouse", (780, 50, 1140, 640), STORE),
]


def _rooms(plan: Plan) -> None:
    for _, box, fill in ROOMS:
        plan.area(box, fill)
    plan.area((340, 400, 520, 480), TILES)
    for x in range(90, 520, 30):
        plan.line(x, 400, x, 640, colour="#d3e0e0")
    for y in range(430, 640, 30):
        plan.line(60, y, 340, y, colour="#d3e0e0")
    plan.area((340, 480, 520, 640), CARPET)


def _furniture(plan: Plan) -> None:
    for y in (110, 175, 285, 345):  # shelves of the shop
        for x in (110, 260, 405):
            plan.area((x, y, x + 105, y + 22), WHITE, FAINT, radius=2)
            plan.line(x, y + 11, x + 105, y + 11, colour=FAINT)
    for x in (800, 865, 930, 995, 1060):  # racks of the warehouse
        plan.area((x, 110, x + 34, 420), "#d9cfe2", FAINT)
        for y in range(141, 420, 31):
            plan.line(x, y, x + 34, y, colour=FAINT)
    for number, x in enumerate((800, 865, 930, 995, 1060), 1):
        plan.label(x + 17, 436, str(number), 13, FAINT)
    plan.area((90, 560, 210, 590), "#c8d8d8", INK, radius=14)  # reception
    plan.label(150, 575, "Reception", 13)
    plan.area((620, 90, 690, 120), WHITE, FAINT)
    plan.area((715, 90, 760, 120), WHITE, FAINT)
    for x in (655, 737):
        plan.disc(x, 134, 8, WHITE, FAINT)
    plan.area((635, 265, 735, 320), WHITE, FAINT, radius=20)
    for x in (655, 685, 715):
        plan.disc(x, 256, 8, WHITE, FAINT)
        plan.disc(x, 329, 8, WHITE, FAINT)
    for x, y in ((630, 450), (700, 450)):
        plan.disc(x, y, 20, WHITE, FAINT)
    plan.area((650, 560, 680, 625), "#cdc2d6", FAINT)
    plan.area((710, 560, 740, 625), "#cdc2d6", FAINT)
    plan.area((360, 590, 480, 620), WHITE, FAINT)
    for x in (375, 415, 455):
        plan.area((x, 594, x + 24, 602), "#8fa6b8")
    for x in (830, 900, 1050):  # pallets by the ramp
        plan.area((x, 540, x + 48, 588), "#cbb48f", INK)
        for stripe in (12, 24, 36):
            plan.line(x, 540 + stripe, x + 48, 540 + stripe, colour="#a98f66")


def _walls(plan: Plan) -> None:
    for line in ((60, 400, 340, 400), (340, 400, 340, 480), (340, 480, 520, 480), (340, 480, 340, 640),
                 (520, 50, 520, 640), (590, 50, 590, 640), (780, 50, 780, 640), (590, 190, 780, 190),
                 (590, 350, 780, 350), (590, 510, 780, 510), (340, 400, 520, 400)):  # fmt: skip
        plan.line(*line, width=5)
    for line in ((56, 50, 1144, 50), (56, 640, 1144, 640), (60, 46, 60, 644), (1140, 46, 1140, 644)):
        plan.line(*line, width=9)
    for (name, (left, top, right, bottom), _), (dx, dy) in zip(ROOMS, LABELS, strict=True):
        turned = name == "Staff corridor"
        plan.label((left + right) / 2 + dx, (top + bottom) / 2 + dy, name, 18, turned=turned)


LABELS = [(0, 10), (-20, -50), (0, -30), (0, -60), (20, 45), (0, -45), (0, -25), (0, -32), (0, 175)]
"""How far from the middle of its room each name stands: clear of the furniture."""


def _openings(plan: Plan) -> None:
    for x0, x1 in ((100, 220), (260, 380)):
        plan.window(x0, 50, x1, 50)
    for y0, y1 in ((110, 200), (240, 330)):
        plan.window(60, y0, 60, y1)
    plan.window(620, 50, 750, 50)
    plan.line(150, 640, 250, 640, colour=TILES, width=10)  # the main entrance: two leaves of glass
    plan.line(150, 640, 198, 640, colour="#7fa8c6", width=3)
    plan.line(202, 640, 250, 640, colour="#7fa8c6", width=3)
    plan.line(170, 400, 280, 400, colour=FLOOR, width=7)
    plan.line(340, 420, 340, 460, colour=TILES, width=7)
    plan.door(380, 480, 38, "down-right", CARPET)
    plan.door(520, 420, 40, "left-down", TILES)
    plan.door(520, 220, 40, "left-down", TILES)
    for y in (130, 250, 400, 540):
        plan.door(590, y, 38, "right-down", TILES)
    plan.door(780, 460, 40, "right-down", STORE)
    plan.line(570, 640, 540, 640, colour=TILES, width=10)
    for x in (820, 960, 1060):  # dock doors
        plan.line(x, 640, x + 60, 640, colour="#8d97a0", width=9)
        for stripe in range(0, 60, 12):
            plan.line(x + stripe, 640, x + stripe + 6, 640, colour="#e9c04f", width=9)


def _yard(plan: Plan) -> None:
    plan.area((780, 646, 1140, 730), ASPHALT)
    for x in (820, 960, 1060):
        plan.dashes(x - 8, 650, x - 8, 728, width=2)
        plan.dashes(x + 68, 650, x + 68, 728, width=2)
    plan.label(888, 690, "Loading yard", 16)
    plan.area((966, 652, 1014, 722), WHITE, INK, radius=3)
    plan.area((970, 704, 1010, 726), "#4f7ca8", INK, radius=5)
    plan.area((120, 646, 280, 690), PAVEMENT)
    plan.label(200, 668, "Main entrance", 17)
    for x in (40, 320, 380, 440, 500, 560, 620, 680, 740):
        plan.tree(x, 690, 22)
    for y in (120, 250, 380, 510):
        plan.tree(28, y, 18)


def car_parks() -> Plan:
    plan = Plan(GRASS)
    plan.area((0, 640, 1200, 730), ROAD)
    plan.area((0, 626, 1200, 640), PAVEMENT)
    plan.dashes(0, 685, 1200, 685)
    plan.label(1090, 662, "Delivery street", 17, WHITE)
    _north_car_park(plan)
    _visitors(plan)
    _charging(plan)
    _surroundings(plan)
    plan.title("Car parks", 20, 120)
    plan.north(1160, 765)
    return plan


def _stalls(plan: Plan, left: float, top: float, count: int, *, height: float = 66, taken: str = "") -> None:
    """A row of stalls, 40 pixels wide each; `taken` has a digit of CARS for each that has a car, any other for none."""
    for number in range(count + 1):
        plan.line(left + number * 40, top, left + number * 40, top + height, colour=WHITE, width=2)
    for number, kind in enumerate(taken):
        if kind.isdigit():
            plan.car(left + number * 40 + 20, top + height / 2, CARS[int(kind)])


def _north_car_park(plan: Plan) -> None:
    plan.area((60, 60, 740, 400), ASPHALT, WHITE, width=2, radius=10)
    _stalls(plan, 100, 72, 15, taken="0.12.3.41.52.03")
    _stalls(plan, 100, 170, 15, taken="3..2.14.0..5.1.")
    _stalls(plan, 100, 236, 15, taken=".5.3..01..2.4..")
    _stalls(plan, 100, 326, 15, taken="1.0.4.2..35..1.")
    plan.line(100, 236, 700, 236, colour=WHITE, width=2)
    for y in (154, 314):
        plan.dashes(90, y, 710, y, width=2)
    plan.area((325, 146, 475, 170), ASPHALT)
    plan.label(400, 155, "North car park", 18, WALL)
    for x, y, way in ((720, 220, 1), (80, 220, -1)):
        plan.line(x, y + 16 * way, x, y - 16 * way, colour=WHITE, width=3)
        plan.line(x - 7, y - 8 * way, x, y - 16 * way, x + 7, y - 8 * way, colour=WHITE, width=3)


def _visitors(plan: Plan) -> None:
    plan.area((60, 450, 400, 626), ASPHALT, WHITE, width=2, radius=10)
    _stalls(plan, 90, 460, 7, height=60, taken="2.4..1.")
    _stalls(plan, 90, 556, 7, height=60, taken=".0..3.5")
    plan.label(230, 538, "Visitors' parking", 18, WALL)
    plan.area((470, 400, 560, 640), ASPHALT)  # the way in
    plan.area((400, 500, 470, 560), ASPHALT)
    plan.dashes(515, 405, 515, 640, width=2)
    plan.line(472, 600, 558, 600, colour="#c9575a", width=4)
    for x in (478, 502, 526, 550):
        plan.line(x, 600, x + 10, 600, colour=WHITE, width=4)
    plan.area((570, 570, 640, 626), BUILDING, WALL, width=3)
    plan.label(605, 598, "Gatehouse", 12)
    plan.car(493, 450, CARS[5])
    plan.car(537, 530, CARS[1])


def _charging(plan: Plan) -> None:
    plan.area((780, 60, 1080, 230), ASPHALT, WHITE, width=2, radius=10)
    for number in range(6):
        plan.area((802 + number * 43, 74, 842 + number * 43, 144), "#b7d8bf", WHITE, width=2)
        plan.disc(822 + number * 43, 68, 5, "#3f8f5a")
    for number, kind in ((0, 2), (2, 5), (5, 0)):
        plan.car(822 + number * 43, 112, CARS[kind])
    plan.label(930, 186, "Charging stations", 18, WALL)
    plan.area((740, 170, 780, 220), ASPHALT)


def _surroundings(plan: Plan) -> None:
    plan.area((800, 290, 1110, 580), BUILDING, WALL, width=5)
    for y in (340, 390, 480, 530):
        plan.line(803, y, 1107, y, colour="#d4c8b8")
    plan.label(955, 435, "Main building", 20, WALL)
    plan.line(1165, 30, 1165, 626, colour=INK, width=2)
    for y in range(30, 627, 22):
        plan.line(1160, y, 1170, y, colour=INK, width=2)
    plan.label(1182, 400, "East fence", 15, turned=True)
    plan.area((690, 606, 790, 626), "#8fa6b8", INK, radius=3)
    plan.label(740, 592, "Bus stop", 15)
    plan.area((692, 644, 800, 674), "#e0b04c", INK, radius=6)
    for x in (702, 722, 742, 762):
        plan.area((x, 650, x + 14, 668), "#39444e", radius=2)
    plan.car(300, 662, CARS[0], across=True)
    plan.car(420, 710, CARS[3], across=True)
    plan.car(980, 710, CARS[2], across=True)
    for x, y, radius in TREES:
        plan.tree(x, y, radius)


TREES = [
    (30, 110, 22), (28, 230, 20), (30, 350, 22), (30, 480, 20), (28, 580, 22), (640, 440, 24),
    (700, 500, 28), (620, 500, 20), (740, 430, 20), (440, 430, 18), (430, 595, 18), (1120, 260, 20),
    (1135, 560, 20), (840, 260, 18), (900, 262, 20), (960, 258, 18), (760, 290, 20), (765, 520, 20),
    (1135, 180, 18), (400, 30, 18), (200, 32, 20), (600, 28, 20), (900, 30, 20), (1020, 30, 18),
    (760, 30, 16), (480, 770, 20), (600, 765, 22), (760, 770, 20), (900, 765, 22), (1050, 772, 20),
]  # fmt: skip
"""Where they stand, and how large they are."""


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    ground_floor().save("ground-floor", 160)
    car_parks().save("car-parks", 64)
    return 0


sys.exit(main())

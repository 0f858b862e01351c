"""Inside a high-bay store: racks with pallets on both sides of an aisle, lamps and skylights, a forklift and a worker.

Plan, in metres on the store's own frame (lateral to the right of the aisle's middle, along away from the camera):

    |lateral|  0..2.6 aisle, 2.6..4.9 two racks back to back, 4.9..8 the next aisle, 8..10.3 racks, 15.5..16.7 racks at the walls
    along      9..13 staging area, 5..16 racks at the walls, 14..53 racks with passages at 21 and 29, 60 the end wall

The forklift comes through the far passage, the worker crosses from one near passage to the other.
"""

from functools import partial

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene import wings
from ctserver.video.scene.actors import Actor, Stage, Walker
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import Frame
from ctserver.video.scene.figures import RUN, WALK
from ctserver.video.scene.ground import Ground
from ctserver.video.scene.indoors import glare, hall_light, mirrored, paint_roof, paint_walls
from ctserver.video.scene.look import LOOP_SECONDS, Look, Scene
from ctserver.video.scene.machines import forklift
from ctserver.video.scene.mount import Mount
from ctserver.video.scene.racks import BAY, DEEP, Rack, pallets
from ctserver.video.scene.rigs import Rig
from ctserver.video.scene.route import Route
from ctserver.video.scene.seeds import generator
from ctserver.video.scene.solids import Solid, join
from ctserver.video.scene.view import View

_YELLOW, _GREEN, _LINE = (74, 166, 184), (96, 122, 96), (168, 174, 176)
_AISLE, _NEAR, _BAYS, _HALF, _END = 2.6, 14.0, 14, 17.0, 60.0
_NEAREST = 5.2
"""Metres along from which racks stand at the walls."""
_WALKWAY, _PASSAGE = 2, 5
"""Bays through which the worker and the forklift pass."""
_LIVERIES = ((44, 120, 190), (40, 132, 176), (60, 60, 140), (92, 112, 84))


class StorePlan:
    """Everything about a store that its seed decides; the forklift comes from `side`."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.side = int(rng.choice((-1, 1)))
        self.mount = Mount(rng.uniform(5.4, 6.4), rng.uniform(1.0, 1.18), rng.uniform(0.24, 0.32))
        self.frame = Frame(float(rng.uniform(-1.3, 1.3)), 0.0, float(rng.choice((-1, 1)) * rng.uniform(0.03, 0.16)))
        self.height = float(rng.uniform(10.2, 11.4))
        self.full = float(rng.uniform(0.74, 0.92))
        self.livery, self.loaded = _LIVERIES[int(rng.integers(len(_LIVERIES)))], bool(rng.random() < 0.6)
        self.leaves, self.seed = bool(rng.integers(2)), int(rng.integers(2**31))
        laterals = np.array((0.0, 6.5, -6.5))
        self.lamps = np.array([(lateral, along) for lateral in laterals for along in np.arange(12.0, 58.0, 6.0)])

    def racks(self) -> list[tuple[Rack, float]]:
        """Racks with the share of their places that is taken: full where they hide those who come and go."""
        racks = []
        for side in (-1, 1):
            tunnels = (_WALKWAY, _PASSAGE)
            for index, inner in enumerate((_AISLE, _AISLE + DEEP + 0.1, 8.0, 8.0 + DEEP + 0.1)):
                lateral = inner if side > 0 else -inner - DEEP
                bays = (_BAYS, 6, 9, 2)[index]
                racks.append(
                    (Rack(lateral, _NEAR, bays, tunnels if index < 2 else ()), 0.97 if index == 1 else self.full)
                )
        walls = [_HALF - 0.35 - DEEP, -_HALF + 0.35]
        return racks + [(Rack(lateral, _NEAREST, 4, ()), self.full) for lateral in walls]

    def staged(self) -> tuple[Array, Array]:
        """Lowest corners and sizes (n, 3) of pallets that stand on the floor before the racks."""
        rng = np.random.default_rng(self.seed)
        places = [(side * at, along) for side in (-1, 1) for at in (3.6, 4.9, 6.2, 7.5) for along in (10.4, 11.6)]
        spots = [place for place in places if rng.random() < 0.6] or places[:1]
        low = np.array([(at - 0.5, 0.0, along) for at, along in spots])
        return low, np.stack((np.full(len(low), 1.0), rng.uniform(0.7, 1.7, len(low)), np.full(len(low), 0.95)), axis=1)


def paint(look: Look, width: int, height: int) -> Scene:
    """Lay out the store of a seed, paint it far things first, and send its forklift and people on their ways."""
    plan = StorePlan(generator(look.seed, 41))
    camera, rng = plan.mount.camera(look, width, height), generator(look.seed, 43)
    light = hall_light(look.daylight)
    backdrop, ground = Backdrop(camera, light), Ground(camera, light, rng, 134)
    goods = _goods(plan)
    _mark(ground, plan)
    backdrop.image[: ground.top] = 60
    backdrop.image[ground.top :] = ground.finish()
    paint_roof(backdrop, plan.frame, _HALF, (2.0, _END), plan.height, plan.lamps, look.daylight)
    paint_walls(backdrop, plan.frame, _HALF, (2.0, _END), plan.height)
    wings.paint_far_first((depth, partial(solid.stand, backdrop)) for depth, solid in goods)
    exposure = light.exposure(camera, np.empty((0, 3)))
    if not light.infrared:
        lamps = plan.frame.world(plan.lamps[:, 0], plan.lamps[:, 1], plan.height)
        glare(backdrop, lamps - np.array((0, 0.1, 0)))
        backdrop.expose((exposure * mirrored(camera, lamps)).astype(np.float32), rng)
    else:
        backdrop.expose(exposure, rng)
    return View(backdrop, _actors(Stage(camera, light, exposure), plan, look), look.upside_down)


def _goods(plan: StorePlan) -> list[tuple[float, Solid]]:
    """Racks with what lies on them, outer ones first, and what stands on the floor."""
    rng, things = np.random.default_rng(plan.seed), []
    for rack, full in plan.racks():
        load = rack.goods(rng, full, 20.0 if abs(rack.lateral) < 4 else 0.0)
        things.append((30 + abs(rack.lateral + DEEP / 2), join((rack.steel(), load)).on(plan.frame)))
    low, size = plan.staged()
    things.append((10.0, pallets(rng, low, size, np.full(len(low), True)).on(plan.frame)))
    return things


def _mark(ground: Ground, plan: StorePlan) -> None:
    """Slab joints, tyre marks, aisle lines, a walkway, staging places, and the dark under racks."""
    area, far = plan.frame.rectangle, _NEAR + _BAYS * BAY
    ground.surface([area((at, at + 0.03), (0, _END)) for at in np.arange(-16, 17, 5.3)], (96, 102, 104), 1)
    ground.surface([area((-_HALF, _HALF), (at, at + 0.04)) for at in np.arange(4, _END, 6.0)], (96, 102, 104), 1)
    for at in (-1.25, -0.45, 0.5, 1.3):
        ground.patch(area((at, at + 0.34), (0, _END)), -5.0)
    ground.surface([area((-_HALF, _HALF), (_NEAR - 0.95, _NEAR - 0.25))], _GREEN, 1.5)
    edges = [area((-_HALF, _HALF), (_NEAR + at, _NEAR + at + 0.09)) for at in (-1.05, -0.25)]
    edges += [area((side * 2.28, side * 2.38), (_NEAR, far)) for side in (-1, 1)]
    for side in (-1, 1):
        for at in (2.95, 4.25, 5.55, 6.85, 8.15):
            edges.append(area((side * (at - 0.04), side * (at + 0.04)), (10.1, 12.7)))
    ground.surface(edges, _YELLOW, 3)
    for rack, _ in plan.racks():
        ground.contact(area((rack.lateral - 0.1, rack.lateral + DEEP + 0.1), (rack.near, rack.near + rack.bays * BAY)))
    low, size = plan.staged()
    for (x, _, z), (wide, _, deep) in zip(low.tolist(), size.tolist(), strict=True):
        ground.contact(area((x - 0.12, x + wide + 0.12), (z - 0.12, z + deep + 0.12)))
        outline = area((x, x + wide), (z, z + deep))
        ground.shadow(np.concatenate((outline, outline + np.array((0, 1.1, 0)))))


def _actors(stage: Stage, plan: StorePlan, look: Look) -> list[Actor]:
    if look.alarm:
        return [_intruder(stage, plan)]
    rng = generator(look.seed, 45)
    start = float(rng.uniform(0, LOOP_SECONDS))
    return [_forklift(stage, plan, start), _worker(stage, plan, start + 3.5, rng)]


def _middle(bay: int) -> float:
    return _NEAR + (bay + 0.5) * BAY


def _exit(stage: Stage, plan: StorePlan, lateral: float, size: float, tall: float) -> Array:
    start = plan.frame.world(lateral, 13.0)
    return wings.way_out(stage, start, plan.frame.world(lateral, 12.2) - start, size, tall)


def _forklift(stage: Stage, plan: StorePlan, start: float) -> Rig:
    """Through the far passage into the aisle and past the camera, or back."""
    lane, along = plan.side * 0.7, _middle(_PASSAGE)
    lateral, places = np.array((plan.side * 7.2, lane)), np.array((along, along))
    corners = np.concatenate((plan.frame.world(lateral, places), _exit(stage, plan, lane, 1.9, 2.4)[None]))
    route = Route(corners if plan.leaves else corners[::-1], 2.6)
    return Rig(stage, route, forklift(plan.livery, plan.loaded), start if plan.leaves else start - 1.0)


def _worker(stage: Stage, plan: StorePlan, start: float, rng: np.random.Generator) -> Walker:
    """From one near passage across the aisle to the other."""
    lateral, along = np.array((-5.3, -2.0, 2.0, 5.3)), _middle(_WALKWAY) + np.array((0.0, -0.3, 0.4, 0.0))
    corners = plan.frame.world(lateral, along)
    clothes = wings.HIGH_VISIBILITY[int(rng.integers(len(wings.HIGH_VISIBILITY)))]
    return Walker(stage, Route(corners if rng.integers(2) else corners[::-1], 0.8), clothes, WALK, start, 1.77)


def _intruder(stage: Stage, plan: StorePlan) -> Walker:
    """Out of the far passage, along the aisle and past the camera."""
    along = _middle(_PASSAGE)
    lateral, places = np.array((-6.0, -1.0, 0.9)) * plan.side, np.array((along, along - 1.5, 18.0))
    corners = np.concatenate((plan.frame.world(lateral, places), _exit(stage, plan, -plan.side * 0.6, 1.2, 1.8)[None]))
    return Walker(stage, Route(corners, 1.4), wings.INTRUDER, RUN)

"""A car park seen from a mast: an aisle that runs away from the camera, rows of bays, a hedge, a road and a building behind.

Plan, in metres on the lot's own frame (lateral to the right of the aisle's middle, along away from the camera):

    |lateral|  0..3.2 aisle, 3.2..8.2 bays, 8.2..9.6 planted strip, 9.6..14.6 bays, 14.6..21 aisle, 21..26 bays, then grass
    along      0..42.5 bays, 45.5 hedge with a gap at every aisle, 46.5..53.5 road, 53.5..56 pavement, then building and trees

Whatever moves starts and ends out of sight, so that the loop closes: beyond the picture's edge, behind the hedge, or
behind a parked van.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene import greenery
from ctserver.video.scene.actors import Actor, Driver, Stage, Walker
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.figures import RUN, WALK, Clothes
from ctserver.video.scene.ground import Ground
from ctserver.video.scene.light import light_of
from ctserver.video.scene.look import Look
from ctserver.video.scene.open_air import set_stage
from ctserver.video.scene.parking_plan import BAY, BAYS, NEARER_BAYS, ROWS, Plan, plan_of
from ctserver.video.scene.route import Route
from ctserver.video.scene.seeds import generator
from ctserver.video.scene.vehicles import PAINTS, Car
from ctserver.video.scene.view import View

_GRASS, _PAVING, _BLUE = (48, 92, 82), (140, 146, 148), (150, 92, 44)
_CLOTHES = (
    Clothes(coat=(92, 58, 40), trousers=(58, 46, 38), hair=(28, 36, 48)),
    Clothes(coat=(44, 42, 128), trousers=(44, 42, 42), hair=(40, 66, 96)),
    Clothes(coat=(166, 172, 176), trousers=(84, 62, 44), hair=(22, 24, 28)),
    Clothes(coat=(52, 52, 50), trousers=(92, 104, 116), hair=(96, 140, 170)),
    Clothes(coat=(96, 120, 66), trousers=(48, 44, 42), hair=(30, 40, 62)),
)
_INTRUDER = Clothes(coat=(50, 48, 50), trousers=(42, 40, 41), hair=(46, 44, 46))


def paint(look: Look, width: int, height: int) -> View:
    """Lay out the lot of a seed, paint it far things first, and send its people and cars on their ways."""
    plan = plan_of(look.seed)
    camera = plan.mount.camera(look, width, height)
    light = light_of(look.daylight, generator(look.seed, 2))
    rng = generator(look.seed, 3)
    ground, lanterns = Ground(camera, light, rng), np.array([lamp.lantern for lamp in plan.lamps])
    cars = plan.cars(camera, night=light.infrared)
    _pave(ground, plan)
    _cast(ground, plan, cars)
    backdrop, stage = set_stage(ground, partial(_stand, plan=plan, cars=cars, rng=rng), lanterns, rng)
    return View(backdrop, _actors(stage, plan, look.alarm), look.upside_down)


def _pave(ground: Ground, plan: Plan) -> None:
    """Asphalt repairs, bay lines, arrows, grass and pavements."""
    area, rng = plan.frame.rectangle, generator(plan.building.seed, 4)
    for _ in range(5):
        left, near = rng.uniform(-12, 10), rng.uniform(6, 38)
        ground.patch(area((left, left + rng.uniform(1, 3)), (near, near + rng.uniform(1.5, 7))), rng.uniform(-13, 6))
    lines = [
        (side * middle - 2.5, side * middle + 2.5, bay * BAY - 0.06, bay * BAY + 0.06)
        for side in (-1, 1)
        for middle, _ in ROWS
        for bay in range(-NEARER_BAYS, BAYS + 1)
    ]
    lines += [(left, left + 3, 49.9, 50.05) for left in np.arange(-210, 210, 6.0).tolist()]
    lines += [(left, left + 0.5, 43.0, 45.2) for left in np.arange(-3.0, 3.0, 1.0).tolist()]
    middle = -plan.walk_side * 5.7
    many = plan.frame.rectangles
    ground.surface(many([(middle - 2.4, middle + 2.4, bay * BAY + 0.1, bay * BAY + 2.4) for bay in (14, 15)]), _BLUE, 2)
    ground.paint(many(lines) + _arrows(plan))
    gaps = [(-600, -21.4), (-14.2, -3.7), (3.7, 14.2), (21.4, 600)]
    kerbs = [(side * 8.9 - 0.7, side * 8.9 + 0.7, -17, 42.5) for side in (-1, 1)] + [(-600, 600, 53.5, 56)]
    ground.surface(many(kerbs + [(*gap, 44.4, 46.5) for gap in gaps]), _PAVING, 1.5)
    grass = [(side * 8.9 - 0.55, side * 8.9 + 0.55, -16.8, 42.3) for side in (-1, 1)]
    grass += [(*gap, 44.6, 46.3) for gap in gaps] + [(-3000, 3000, 56.2, 5000)]
    grass += [(side * 1500 - 1473.7, side * 1500 + 1473.7, -3000, 46) for side in (-1, 1)]
    ground.surface(many(grass), _GRASS, 5.5)


def _arrows(plan: Plan) -> list[Array]:
    """Direction arrows in both lanes of the aisle."""
    frame, arrows = plan.frame, []
    for lateral, way, along in ((-1.5, -1, 16.0), (1.5, 1, 19.0), (-1.5, -1, 31.0), (1.5, 1, 34.0)):
        arrows.append(frame.rectangle((lateral - 0.09, lateral + 0.09), (along, along + way * 1.7)))
        arrows.append(frame.world(lateral + np.array((-0.38, 0.38, 0.0)), along + way * np.array((1.6, 1.6, 2.9))))
    return arrows


def _cast(ground: Ground, plan: Plan, cars: list[Car]) -> None:
    """Shadows of what stands on the lot."""
    if cars:
        ground.contact(np.array([car.footprint(0.10) for car in cars]))
        ground.shadow(np.array([np.concatenate((car.corners() * (1, 0.88, 1), car.footprint())) for car in cars]))
    ground.shadow(np.array([lamp.corners() for lamp in plan.lamps]))
    ground.shadow(plan.trees.crowns)
    ground.shadow(np.array([building.corners() for building in (plan.building, *plan.neighbours)]))


def _stand(backdrop: Backdrop, plan: Plan, cars: list[Car], rng: np.random.Generator) -> None:
    """Paint what stands on the ground, far things first."""
    camera, nursery = backdrop.camera, greenery.Nursery(backdrop.light, rng)
    things: list[tuple[float, Callable[[], None]]] = [(65.0, partial(plan.building.paint, backdrop))]
    things += [(66.0, partial(building.paint, backdrop)) for building in plan.neighbours]
    things += [(camera.pixel(*lamp.foot.tolist())[2], partial(lamp.paint, backdrop)) for lamp in plan.lamps]
    things += [
        (camera.pixel(*tree.foot.tolist())[2], partial(tree.paint, backdrop, nursery))
        for tree in plan.trees.seen(camera)
    ]
    for low, high in _hedges(plan):
        middle = float(camera.depth((low + high) / 2))
        things.append((middle, partial(greenery.hedge, backdrop, nursery, low, high, 2.6)))
    things += [(car.depth(camera), partial(_park, backdrop, car)) for car in cars]
    for _, paint_thing in sorted(things, key=lambda pair: -pair[0]):
        paint_thing()


def _park(backdrop: Backdrop, car: Car) -> None:
    patch, box = car.painted(backdrop.camera, backdrop.light, 1.0, lit=False)
    backdrop.put(patch, box, car.depth(backdrop.camera))


def _hedges(plan: Plan) -> list[tuple[Array, Array]]:
    """Ends of the hedge's pieces, short enough to be sorted by depth."""
    cuts = (
        (-97.4, -87.9),
        (-87.9, -78.4),
        (-78.4, -68.9),
        (-68.9, -59.4),
        (-59.4, -49.9),
        (-49.9, -40.4),
        (-40.4, -30.9),
        (-30.9, -21.4),
        (-14.2, -8.95),
        (-8.95, -3.7),
    )
    both = [*cuts, *((-high, -low) for low, high in cuts)]
    return [(plan.frame.world(low, 45.5), plan.frame.world(high, 45.5)) for low, high in both]


def _actors(stage: Stage, plan: Plan, alarm: bool) -> list[Actor]:
    if alarm:
        return [_intruder(stage, plan)]
    rng = generator(plan.building.seed, 5)
    clothes = rng.permutation(len(_CLOTHES))
    actors: list[Actor] = [_driver(stage, plan, rng), _near_walker(stage, plan, _CLOTHES[clothes[0]], rng)]
    if rng.integers(2):
        actors.append(_far_walker(stage, plan, _CLOTHES[clothes[1]], rng))
    return actors


def _driver(stage: Stage, plan: Plan, rng: np.random.Generator) -> Driver:
    """A car between the road behind the hedge and the picture's lower edge."""
    lane = -1.45 if plan.coming else 1.45
    edge = _edge(stage, plan, lane, 2.4)
    turn = plan.walk_side * 9.4
    corners = plan.frame.world(np.array((turn, lane, lane)), np.array((49.4, 49.4, edge)))
    route = Route(corners if plan.coming else corners[::-1], 4.5)
    return Driver(
        stage,
        route,
        str(rng.choice(("saloon", "hatchback", "estate"))),
        PAINTS[int(rng.choice((0, 2, 4, 7, 9)))],
        float(rng.uniform(0, 8)),
    )


def _near_walker(stage: Stage, plan: Plan, clothes: Clothes, rng: np.random.Generator) -> Walker:
    """Somebody on the way between the picture's lower edge and a car behind the near van."""
    side, hidden = plan.walk_side, (plan.near_van + 0.5) * BAY + 1.42
    edge = _edge(stage, plan, side * 2.65, 1.9)
    corners = plan.frame.world(np.array((2.65, 2.65, 5.9)) * side, np.array((edge, hidden, hidden)))
    route = Route(corners if rng.integers(2) else corners[::-1], 1.2)
    return Walker(stage, route, clothes, WALK, float(rng.uniform(0, 8)), 1.70)


def _far_walker(stage: Stage, plan: Plan, clothes: Clothes, rng: np.random.Generator) -> Walker:
    """Somebody on the way from behind one van to behind another."""
    side = plan.walk_side
    begin, end = (plan.far_van + 0.5) * BAY + 1.5, (plan.far_van - 1.5) * BAY + 1.5
    corners = plan.frame.world(np.array((5.9, 2.7, 2.7, 5.9)) * side, np.array((begin, begin, end, end)))
    route = Route(corners if rng.integers(2) else corners[::-1], 1.2)
    return Walker(stage, route, clothes, WALK, float(rng.uniform(0, 8)), 1.76)


def _intruder(stage: Stage, plan: Plan) -> Walker:
    """Out from behind the hedge, down the aisle in zigzag, past the camera."""
    side = plan.walk_side
    edge = _edge(stage, plan, side * 0.5, 1.9)
    lateral, along = np.array((7.5, 2.6, -1.6, 1.7, 0.5)) * side, np.array((47.4, 46.8, 33.0, 19.0, edge))
    return Walker(stage, Route(plan.frame.world(lateral, along), 1.5), _INTRUDER, RUN)


def _edge(stage: Stage, plan: Plan, lateral: float, size: float) -> float:
    """How far along something `size` metres around, with its shadow, has left the image plane at its near end."""
    around = np.array([(x, y, z) for x in (-size, size) for y in (0, 1.8) for z in (-size, size)])
    along = np.arange(26, -8, -0.75)
    return float(along[stage.way_out(plan.frame.world(lateral, along), around)])

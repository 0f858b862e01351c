"""A city street seen from a mast on its pavement: houses with shops, parked cars, traffic both ways, a pedestrian crossing.

Plan, in metres on the street's own frame (lateral to the right of the carriageway's middle, along away from the camera):

    |lateral|  0..3.3 one lane, 3.3..5.4 parked cars, 5.4..8.8 pavement, then houses
    along      20.6..24.2 pedestrian crossing, 50..60 side street, 104 a square with trees

Cars come from and go to the side street, where houses hide them. People cross from behind one parked van to behind
another, and walk from shop door to shop door.
"""

from functools import partial

import numpy as np

from ctserver.video.scene import greenery, wings
from ctserver.video.scene.actors import Actor, Driver, Stage, Walker
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.camera import Frame
from ctserver.video.scene.facades import doors, gable, town_house
from ctserver.video.scene.figures import RUN, WALK
from ctserver.video.scene.ground import Ground
from ctserver.video.scene.light import light_of
from ctserver.video.scene.look import LOOP_SECONDS, Look, Scene
from ctserver.video.scene.open_air import set_stage
from ctserver.video.scene.panels import put
from ctserver.video.scene.route import Route
from ctserver.video.scene.seeds import generator
from ctserver.video.scene.street_plan import CROSSING, FRONT, KERB, LANE, SIDE_STREET, House, StreetPlan
from ctserver.video.scene.vehicles import PAINTS, Car
from ctserver.video.scene.view import View

_TRAFFIC = (0, 2, 3, 4, 5, 7, 8, 9, 11)
"""Paints of the cars that drive."""
_PAVING, _KERB_STONE, _GRASS = (138, 144, 147), (160, 164, 166), (52, 90, 82)


def paint(look: Look, width: int, height: int) -> Scene:
    """Lay out the street of a seed, paint it far things first, and send its people and cars on their ways."""
    plan = StreetPlan(generator(look.seed, 11))
    camera, rng = plan.mount.camera(look, width, height), generator(look.seed, 13)
    light = light_of(look.daylight, generator(look.seed, 12))
    light = wings.sun_towards(
        light, plan.frame.angle + np.pi * int(rng.integers(2)) + rng.uniform(0.15, 0.6) * plan.side
    )
    ground, lanterns = Ground(camera, light, rng), np.array([lamp.lantern for lamp in plan.lamps])
    cars = [car for car in plan.cars if camera.sees(car.corners(), wholly_before=2)]
    _pave(ground, plan.frame)
    _cast(ground, plan, cars)
    backdrop, stage = set_stage(ground, partial(_stand, plan=plan, cars=cars, rng=rng), lanterns, rng)
    return View(backdrop, _actors(stage, plan, look), look.upside_down)


def _pave(ground: Ground, frame: Frame) -> None:
    area = frame.rectangle
    rng = np.random.default_rng(7)
    for along in (4.0, 15.0, 30.0, 37.0):
        ground.patch(
            area((rng.uniform(-3, 1), rng.uniform(1.5, 3)), (along, along + rng.uniform(1, 6))), rng.uniform(-12, 5)
        )
    near, far = SIDE_STREET
    stones = [
        area((side * KERB, side * 60), reach) for side in (-1, 1) for reach in ((-6, near + 2.2), (far - 2.2, 104))
    ]
    stones += [area((side * LANE, side * (KERB + 0.1)), (CROSSING[0] - 0.2, CROSSING[1] + 0.4)) for side in (-1, 1)]
    ground.surface(stones, _KERB_STONE, 1.5)
    slabs = [
        area((side * (KERB + 0.18), side * 60), reach) for side in (-1, 1) for reach in ((-6, near + 2), (far - 2, 104))
    ]
    slabs += [area((side * (LANE + 0.18), side * (KERB + 0.2)), (CROSSING[0], CROSSING[1] + 0.2)) for side in (-1, 1)]
    ground.surface(slabs, _PAVING, 1.8)
    ground.surface([area((-200, 200), (108, 400))], _GRASS, 5)
    bars = [area((left, left + 0.5), CROSSING) for left in np.arange(-LANE + 0.3, LANE - 0.3, 1.0)]
    starts = (*np.arange(-4, 17, 6.0), *np.arange(28, 48, 6.0), 66.0, 72.0, 78.0, 84.0)
    dashes = [area((-0.06, 0.06), (at, at + 3)) for at in starts]
    edges = [
        area((side * (LANE - 0.05), side * (LANE + 0.05)), reach)
        for side in (-1, 1)
        for reach in ((-4, 19.8), (25.5, 47), (62, 100))
    ]
    stops = [area((0.2, LANE - 0.2), (18.7, 19.0)), area((-LANE + 0.2, -0.2), (25.7, 26.0))]
    ground.paint(bars + dashes + edges + stops)


def _cast(ground: Ground, plan: StreetPlan, cars: list[Car]) -> None:
    """Shadows of houses, trees, lamps and parked cars."""
    for house in plan.houses:
        ground.shadow(house.corners())
        ground.contact(
            plan.frame.rectangle((house.side * (FRONT - 0.25), house.side * (FRONT + 2)), (house.near, house.far))
        )
    for car in cars:
        ground.contact(car.footprint(0.10))
        ground.shadow(np.concatenate((car.corners() * (1, 0.88, 1), car.footprint())))
    for lamp in plan.lamps:
        ground.shadow(lamp.corners())
    ground.shadow(plan.trees.crowns)


def _stand(backdrop: Backdrop, plan: StreetPlan, cars: list[Car], rng: np.random.Generator) -> None:
    """Paint what stands on the ground, far things first."""
    camera = backdrop.camera
    nursery = greenery.Nursery(backdrop.light, rng)
    things: list[wings.Thing] = [(float(camera.depth(lamp.foot)), partial(lamp.paint, backdrop)) for lamp in plan.lamps]
    things += [
        (float(camera.depth(tree.foot)), partial(tree.paint, backdrop, nursery)) for tree in plan.trees.seen(camera)
    ]
    things += [(car.depth(camera), partial(wings.park, backdrop, car)) for car in cars]
    things += [((house.near + house.far) / 2 + 3, partial(_build, backdrop, house)) for house in plan.houses]
    wings.paint_far_first(things)


def _build(backdrop: Backdrop, house: House) -> None:
    camera, light = backdrop.camera, backdrop.light
    evening = 0.16 if light.infrared else 0.4 if light.lamps > 0 else 0.0
    front, side = house.front(), house.gable()
    if house.stands_out and side.faces(camera):
        put(backdrop, side, gable(11.0, house.storeys, side.sight(camera, 20), house.seed, evening))
    if front.faces(camera):
        put(backdrop, front, town_house(house.width, house.storeys, front.sight(camera), house.seed, evening))


def _actors(stage: Stage, plan: StreetPlan, look: Look) -> list[Actor]:
    rng = generator(look.seed, 15)
    if look.alarm:
        return [_intruder(stage, plan)]
    actors: list[Actor] = [*_crossing(stage, plan, rng)]
    houses = [house for house in plan.houses if house.side != plan.side and house.near > 22 and house.far < 51]
    for house in houses[: 1 + int(rng.integers(2))]:
        actors.append(_shopper(stage, house, rng))
    return actors


def _crossing(stage: Stage, plan: StreetPlan, rng: np.random.Generator) -> list[Actor]:
    """Somebody on the crossing, and the traffic that lets him pass."""
    start, way = float(rng.uniform(0, LOOP_SECONDS)), int(rng.choice((-1, 1)))
    middle = sum(CROSSING) / 2
    lateral, along = np.array((4.45, 3.7, -3.7, -4.45)) * way, np.array((20.75, middle, middle, 20.75))
    route = Route(plan.frame.world(lateral, along), 0.8)
    clothes = wings.CIVIL[int(rng.integers(len(wings.CIVIL)))]
    actors: list[Actor] = [Walker(stage, route, clothes, WALK, start, float(rng.uniform(1.62, 1.78)))]
    for lane, passes in ((way, (5.4, 7.4)), (-way, (1.7, 8.9))):
        for after in passes[: 1 + int(rng.random() < 0.45)]:
            actors.append(_driver(stage, plan, lane, start + after, rng))
    return actors


def _driver(stage: Stage, plan: StreetPlan, lane: int, crosses: float, rng: np.random.Generator) -> Driver:
    """A car on the right (1, away) or left (-1, towards the camera) lane that passes the crossing at a second."""
    frame, lateral = plan.frame, lane * 1.66
    start = frame.world(lateral, 16.0)
    edge = wings.way_out(stage, start, frame.world(lateral, 15.0) - start, 2.6, 1.6)
    inner = SIDE_STREET[0] + 3.1
    turn, hidden = frame.world(lateral, inner), frame.world(lane * 27.0, inner)
    corners = np.array((edge, turn, hidden))
    route = Route(corners if lane > 0 else corners[::-1], 5.0)
    to_crossing = float(np.hypot(*(frame.world(lateral, sum(CROSSING) / 2) - edge)[[0, 2]]))
    reached = to_crossing if lane > 0 else route.length - to_crossing
    shape, colour = str(rng.choice(("saloon", "hatchback", "estate", "suv"))), PAINTS[int(rng.choice(_TRAFFIC))]
    return Driver(stage, route, shape, colour, crosses - reached / route.length * LOOP_SECONDS)


def _shopper(stage: Stage, house: House, rng: np.random.Generator) -> Walker:
    """Somebody who comes out of one shop and goes into the next."""
    low, high = (house.near + at for at in doors(house.width))
    inside, lane = house.side * (FRONT + 0.6), house.side * rng.uniform(6.9, 7.6)
    corners = house.frame.world(np.array((inside, lane, lane, inside)), np.array((low, low + 0.4, high - 0.4, high)))
    clothes = wings.CIVIL[int(rng.integers(len(wings.CIVIL)))]
    start, height = float(rng.uniform(0, LOOP_SECONDS)), float(rng.uniform(1.58, 1.8))
    return Walker(stage, Route(corners if rng.integers(2) else corners[::-1], 0.8), clothes, WALK, start, height)


def _intruder(stage: Stage, plan: StreetPlan) -> Walker:
    """Out of a shop, across the street between parked cars, and away past the camera."""
    frame, side = plan.frame, -plan.side
    house = next(house for house in plan.houses if house.side == side and house.near > 25)
    door = house.near + doors(house.width)[0]
    start = frame.world(-side * 1.0, 14.0)
    edge = wings.way_out(stage, start, frame.world(-side * 1.0, 13.2) - start, 1.2)
    run = np.array(((side * (FRONT + 0.6), door), (side * 6.6, door - 0.5), (side * 2.5, 25.6), (-side * 1.0, 15.0)))
    corners = np.concatenate((frame.world(run[:, 0], run[:, 1]), edge[None]))
    return Walker(stage, Route(corners, 1.5), wings.INTRUDER, RUN)

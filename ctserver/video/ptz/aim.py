"""Where a command wants the camera to point, from where it points now: the geometry of the image plane.

A picture at zoom 1 is 1 wide and 1 high, and the plane is `PLANE` such pictures. Pan and tilt choose the middle of what is
seen, whatever the zoom, and reach as far as the window at zoom 1 can go within the plane; zoom z shows 1/z of the width and
height around that middle. The scene's viewport has the same meaning.
"""

from ctserver.video.ptz.commands import Area, Center, Direction, Goto, Step, Zoom
from ctserver.video.ptz.position import Position

PLANE = (2.2, 1.8)
REACH = (PLANE[0] - 1) / 2, (PLANE[1] - 1) / 2
"""Pictures that the middle is moved by, to the right and up, with pan 1 and tilt 1."""

STEP = 0.25
"""Share of what is seen by which a step turns."""
STEP_Q = 2
"""`plus` and `minus` zoom as `zoom` does with this q."""
Q_PER_DOUBLING = 5
"""The q with which `zoom` shows everything twice as large: the document gives a range, no meaning."""

Aimed = Center | Area | Step | Zoom | Goto

_STEPS = {
    Direction.LEFT: (0.5 - STEP, 0.5),
    Direction.RIGHT: (0.5 + STEP, 0.5),
    Direction.UP: (0.5, 0.5 - STEP),
    Direction.DOWN: (0.5, 0.5 + STEP),
}


def goal(command: Aimed, position: Position, initial_zoom: float) -> Position:
    """Where a camera that points at `position` is sent; as near as the limits let it come."""
    match command:
        case Center(x, y, w, h):
            return centred(position, x / w, y / h)
        case Area(x0, y0, x1, y1, w, h):
            zoom = position.zoom * min(w / (x1 - x0), h / (y1 - y0))
            return centred(position, (x0 + x1) / 2 / w, (y0 + y1) / 2 / h, zoom)
        case Step(direction):
            return _stepped(position, direction, initial_zoom)
        case Zoom(q):
            return _zoomed(position, q)
        case Goto(preset):
            return preset.rounded


def centred(position: Position, across: float, down: float, zoom: float | None = None) -> Position:
    """The position whose middle is the point at those shares (0 to 1) of the picture at `position`."""
    right, up = (across - 0.5) / position.zoom, (0.5 - down) / position.zoom
    return Position.near(position.pan + right / REACH[0], position.tilt + up / REACH[1], zoom or position.zoom)


def _stepped(position: Position, direction: Direction, initial_zoom: float) -> Position:
    match direction:
        case Direction.PLUS:
            return _zoomed(position, STEP_Q)
        case Direction.MINUS:
            return _zoomed(position, -STEP_Q)
        case Direction.OUT:
            return Position.near(position.pan, position.tilt, initial_zoom)
    return centred(position, *_STEPS[direction])


def _zoomed(position: Position, q: float) -> Position:
    return Position.near(position.pan, position.tilt, position.zoom * 2 ** (q / Q_PER_DOUBLING))

"""The cells of a mosaic: a grid of positions, of which each has a cell's number; merged positions have the same one."""

from collections.abc import Sequence

MAX_SIDE = 16
MAX_CELLS = MAX_SIDE * MAX_SIDE

Layout = Sequence[Sequence[int]]


def cell_count(layout: Layout) -> int:
    return len({cell for row in layout for cell in row})


def is_numbered(layout: Layout) -> bool:
    """Whether cells are numbered from 0 without gaps."""
    return {cell for row in layout for cell in row} == set(range(cell_count(layout)))


def torn_cell(layout: Layout) -> int | None:
    """The first cell whose positions are not a whole rectangle."""
    places: dict[int, list[tuple[int, int]]] = {}
    for y, row in enumerate(layout):
        for x, cell in enumerate(row):
            places.setdefault(cell, []).append((x, y))
    return next((cell for cell, held in places.items() if not _is_rectangle(held)), None)


def _is_rectangle(places: list[tuple[int, int]]) -> bool:
    xs, ys = {x for x, _ in places}, {y for _, y in places}
    return len(places) == (max(xs) - min(xs) + 1) * (max(ys) - min(ys) + 1)

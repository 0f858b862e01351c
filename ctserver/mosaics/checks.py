"""What must hold of a mosaic beyond the types of its fields. InvalidField names the field by its path in the body."""

from collections.abc import Sequence

from ctserver.cameras.dependencies import FindCamera
from ctserver.errors import InvalidField
from ctserver.mosaics.layout import Layout, cell_count, is_numbered, torn_cell
from ctserver.mosaics.schemas import Element, Level


def check_layout(layout: Layout, rows: int, cols: int) -> None:
    field = "group.layout"
    if len(layout) != rows or any(len(row) != cols for row in layout):
        raise InvalidField(field, "expected.layout_size", rows=rows, cols=cols)
    if not is_numbered(layout):
        raise InvalidField(field, "expected.layout_numbers")
    torn = torn_cell(layout)
    if torn is not None:
        raise InvalidField(field, "expected.layout_rectangles", cell=torn)


def check_positions(levels: Sequence[Level], layout: Layout, place: str) -> None:
    """Elements stand in cells that exist, one in each at most. `place` leads to the levels."""
    count = cell_count(layout)
    for i, level in enumerate(levels):
        taken: set[int] = set()
        for j, element in enumerate(level.elements):
            field = f"{place}[{i}].elements[{j}].position"
            if element.position >= count:
                raise InvalidField(field, "expected.cell", limit=count - 1)
            if element.position in taken:
                raise InvalidField(field, "expected.cell_once")
            taken.add(element.position)


def check_contents(levels: Sequence[Level], find_camera: FindCamera, place: str) -> None:
    """Elements show what there is, and what the user may see."""
    for i, level in enumerate(levels):
        for j, element in enumerate(level.elements):
            _check_element(element, find_camera, f"{place}[{i}].elements[{j}]")


def _check_element(element: Element, find_camera: FindCamera, place: str) -> None:
    if element.type != "c":
        if not element.url:
            raise InvalidField(f"{place}.url", "expected.value")
        return
    if element.camera_id is None:
        raise InvalidField(f"{place}.cameraId", "expected.value")
    if element.mode == "v" and element.stream_id is None and element.quality is None:
        raise InvalidField(f"{place}.streamId", "expected.stream_or_quality")
    if element.server_id == 0:  # another server's cameras are known there alone
        check_stream(element.camera_id, element.stream_id, find_camera, f"{place}.")


def check_stream(camera_id: int, stream_id: int | None, find_camera: FindCamera, place: str = "") -> None:
    camera = find_camera(camera_id)
    if camera is None:
        raise InvalidField(f"{place}cameraId", "expected.visible_camera")
    if stream_id is not None and camera.stream(stream_id) is None:
        raise InvalidField(f"{place}streamId", "expected.stream_of_camera")

"""Macroblocks of P slices that lay a difference on the picture before: P_L0_16x16 without motion (ITU-T H.264, 7.3.5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ctserver.video.coding.cavlc import residual_block, se, ue
from ctserver.video.coding.cavlc_tables import INTER_PATTERN
from ctserver.video.coding.levels import Levels

Counts = tuple[int, int, int, int]
"""total_coeff of the four blocks along an edge of a macroblock."""
NONE: Counts = (0, 0, 0, 0)

_PREDICTION = ue(0) + se(0) + se(0)
"""mb_type, and the vector's difference from what is predicted, which is no motion as well: nothing in a strip moves."""
_COLUMNS = (0, 1, 0, 1, 2, 3, 2, 3, 0, 1, 0, 1, 2, 3, 2, 3)
_ROWS = (0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3)
"""Of the blocks in coding order (figure 6-10)."""


@dataclass(frozen=True, slots=True)
class Update:
    """A coded macroblock; `right` and `bottom` are its neighbours' contexts."""

    plain: str
    """Where its quantiser is that of the macroblock coded before."""
    head: str
    residual: str
    """Before and after mb_qp_delta, where it is not."""
    right: Counts
    bottom: Counts


def code_update(difference: Levels, left: Counts, above: Counts | None) -> Update | None:
    """None where nothing differs; `above` is None in a slice's first row."""
    pattern = sum(1 << quarter for quarter in range(4) if difference[4 * quarter : 4 * quarter + 4].any())
    if not pattern:
        return None
    counts = [[0] * 4 for _ in range(4)]
    residual = []
    for index, block in enumerate(difference.tolist()):
        if pattern >> index // 4 & 1:
            x, y = _COLUMNS[index], _ROWS[index]
            beside = counts[y][x - 1] if x else left[y]
            over = counts[y - 1][x] if y else above[x] if above else None
            residual.append(residual_block(block, beside if over is None else beside + over + 1 >> 1))
            counts[y][x] = _total(block)
    right = (counts[0][3], counts[1][3], counts[2][3], counts[3][3])
    bottom = (counts[3][0], counts[3][1], counts[3][2], counts[3][3])
    head, rest = _PREDICTION + ue(INTER_PATTERN[pattern]), "".join(residual)
    return Update(head + se(0) + rest, head, rest, right, bottom)


def _total(block: Sequence[int]) -> int:
    return 16 - block.count(0)

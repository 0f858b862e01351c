"""The pictures of a scene's loop from one key picture to the next, coded one after the other."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from ctserver.video.coding.bands import KeyPictures, slices_of, with_idr_pic_id
from ctserver.video.coding.check import Check
from ctserver.video.coding.coders import Coder
from ctserver.video.coding.moving_rows import MovingRows, NotSkippedError
from ctserver.video.i420 import Array
from ctserver.video.loops import Unspliceable
from ctserver.video.picture import StreamFormat
from ctserver.video.sketch import Easel, Moves, Sketch


class SceneGroup(Protocol):
    """`coded` counts the pictures that have been; a group that is given up begins anew with the same bytes."""

    coded: int

    @property
    def parameter_sets(self) -> tuple[bytes, ...]: ...

    def code(self) -> tuple[bytes, ...]:
        """The next picture's units, but the strip's. Unspliceable where a picture has not stood the trial."""
        ...


class WholeGroup:
    """Whole pictures are drawn and coded, and tried if there is a `check`. `rest` takes off what is the strip's."""

    def __init__(
        self,
        draw: Callable[[int], Array],
        coder: Coder,
        check: Check | None,
        rest: Callable[[tuple[bytes, ...]], tuple[bytes, ...]],
    ) -> None:
        self.coded = 0
        self._draw, self._coder, self._check, self._rest = draw, coder, check, rest

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        return self._coder.parameter_sets

    def code(self) -> tuple[bytes, ...]:
        units = self._coder.encode(self._draw(self.coded), key=self.coded == 0)
        if self._check and not self._check.passes(units):
            raise Unspliceable(f"picture {self.coded}")
        self.coded += 1
        return self._rest(units)


class MovingGroup:
    """H.264 of a scene that knows where anything moves: only the rows where something does are coded.

    The key picture comes by itself, so that who waits for it waits no longer than it takes. Then all that moves within the
    group is drawn, since that tells the rows. No picture has to be tried: that none depends on the strip, and that what was
    coded is what is decoded, follows from how they are coded (see `moving_rows`). Where something moves next to the strip, the
    group is coded as a `WholeGroup`.
    """

    def __init__(
        self,
        sketch: Sketch,
        instants: Sequence[float],
        shown: StreamFormat,
        keys: KeyPictures,
        idr_pic_id: int,
        whole: Callable[[Callable[[int], Array]], WholeGroup],
    ) -> None:
        """`instants` of the pictures, in seconds; `keys` of the scene; `whole` is for the group where it must be coded so."""
        self.coded = 0
        self.parameter_sets = keys.parameter_sets
        self._sketch, self._instants, self._shown = sketch, instants, shown
        self._keys, self._idr_pic_id, self._open_whole = keys, idr_pic_id, whole
        self._key: tuple[bytes, ...] = ()
        self._moves: list[Moves] = []
        self._rows: tuple[MovingRows, Easel] | None = None
        self._whole: WholeGroup | None = None

    def code(self) -> tuple[bytes, ...]:
        rest = self._code()
        self.coded += 1
        return rest

    def _code(self) -> tuple[bytes, ...]:
        if self.coded == 0:
            return self._code_key()
        if self.coded == 1:
            return self._code_second()
        if self._rows is None:
            assert self._whole
            return self._whole.code()
        rows, easel = self._rows
        try:
            return rows.code(easel.show(self._moves[self.coded]))
        except NotSkippedError as error:
            raise Unspliceable(str(error)) from error

    def _code_key(self) -> tuple[bytes, ...]:
        self._moves = [*self._sketch.moves(self._instants[:1])]
        self._key = self._keys.code(self._show(0), slices_of(self._moves[0].rows))
        return tuple(with_idr_pic_id(unit, self._idr_pic_id) for unit in self._key[1:])

    def _code_second(self) -> tuple[bytes, ...]:
        """x264 codes some macroblocks again after a key picture, better. What it has skipped then, it always skips."""
        self._moves += self._sketch.moves(self._instants[1:])
        slices = slices_of(rows for moves in self._moves for rows in moves.rows)
        while not slices or slices.start > 1:
            rows = MovingRows(self._shown, self.parameter_sets, slices)
            easel = self._sketch.easel(rows.rows)
            if not rows.begin(easel.show(self._moves[0]), self._key):
                break
            with suppress(NotSkippedError):
                rest = rows.code(easel.show(self._moves[1]))
                self._rows = rows, easel
                return rest
            slices = range(slices.start - 1, slices.stop + 1)
        self._whole = self._open_whole(self._show)
        if self._whole.code() != tuple(with_idr_pic_id(unit, self._idr_pic_id) for unit in self._key[1:]):
            raise Unspliceable("picture 0")  # it has been sent
        return self._whole.code()

    def _show(self, place: int) -> Array:
        return self._sketch.show(self._moves[place])

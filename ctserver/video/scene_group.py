"""The pictures of a scene's loop from one key picture to the next, coded one after the other."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

from ctserver.video.coding.check import Check
from ctserver.video.coding.coders import Coder
from ctserver.video.coding.encoders import Encoders
from ctserver.video.coding.key_pictures import KeyPictures, slices_of
from ctserver.video.coding.moving_region import MovingRegion, NotSkippedError, Resting
from ctserver.video.coding.regions import region_of
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
    """H.264 of a scene that knows where anything moves: only the region is coded in which something does.

    The key picture comes by itself, so that who waits for it waits no longer than it takes. Then all that moves within the
    group is drawn, since that tells the region. No picture has to be tried: that none depends on the strip, and that what was
    coded is what is decoded, follows from how they are coded (see `moving_region`). Where something moves next to the strip,
    the group is coded as a `WholeGroup`.
    """

    def __init__(
        self,
        sketch: Sketch,
        instants: Sequence[float],
        shown: StreamFormat,
        keys: KeyPictures,
        encoders: Encoders,
        idr_pic_id: int,
        whole: Callable[[Callable[[int], Array]], WholeGroup],
    ) -> None:
        """`instants` of the pictures, in seconds; `keys` of the scene; `whole` is for the group where it must be coded so."""
        self.coded = 0
        self.parameter_sets = keys.parameter_sets
        self._sketch, self._last, self._shown = sketch, len(instants) - 1, shown
        self._keys, self._encoders, self._idr_pic_id, self._open_whole = keys, encoders, idr_pic_id, whole
        self._key: tuple[bytes, ...] = ()
        self._drawn = sketch.moves(instants)
        self._moves: list[Moves] = []
        self._ready: list[tuple[bytes, ...]] = []
        self._others: Callable[[int], tuple[bytes, ...]] | None = None

    def code(self) -> tuple[bytes, ...]:
        rest = self._code()
        self.coded += 1
        return rest

    def _code(self) -> tuple[bytes, ...]:
        if self.coded == 0:
            return self._code_key()
        if self._others is None:
            self._others = self._begin_others()
        try:
            return self._ready.pop(0) if self._ready else self._others(self.coded)
        except NotSkippedError as error:
            raise Unspliceable(str(error)) from error

    def _code_key(self) -> tuple[bytes, ...]:
        self._moves.append(next(self._drawn))
        slices = slices_of((box.top, box.bottom) for box in self._moves[0].boxes)
        self._key = self._keys.code(self._show(0), slices, self._idr_pic_id)[1:]
        return self._key

    def _begin_others(self) -> Callable[[int], tuple[bytes, ...]]:
        """What codes the picture at a place. Some are ready: x264 codes some macroblocks again after it has begun, better. What
        it has skipped then, it always skips, for what is near to them stays as it is."""
        self._moves += self._drawn
        boxes = [box for moves in self._moves for box in moves.boxes]
        if not boxes:
            return Resting(self._shown, self.parameter_sets).code
        grow = 0
        while region := region_of(boxes, self._shown, grow):
            coder = MovingRegion(self._shown, self.parameter_sets, region, self._encoders)
            easel = self._sketch.easel(region.box(self._shown))
            with suppress(NotSkippedError):
                self._ready = [coder.code(easel.show(moves)) for moves in self._moves[1:3]]
                return partial(self._code_region, coder, easel)
            coder.end()
            grow += 1
        whole = self._open_whole(self._show)
        if whole.code() != self._key:
            raise Unspliceable("picture 0")  # it has been sent
        return lambda _: whole.code()

    def _code_region(self, coder: MovingRegion, easel: Easel, place: int) -> tuple[bytes, ...]:
        units = coder.code(easel.show(self._moves[place]))
        if place == self._last:
            coder.end()
        return units

    def _show(self, place: int) -> Array:
        return self._sketch.show(self._moves[place])

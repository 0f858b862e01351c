"""All clips of a server: shared by the feeds whose pictures are made of them, and forgotten within a bound."""

import os
from collections import OrderedDict
from threading import Lock, Semaphore
from time import perf_counter
from typing import TYPE_CHECKING

from ctserver.video.loops import ClipKey

if TYPE_CHECKING:  # what codes is imported with the first clip: it needs NumPy, OpenCV and PyAV
    from ctserver.video.cache.store import LoopCache
    from ctserver.video.clip import Clip
    from ctserver.video.loop_coder import Elsewhere

LIMIT = 384 * 2**20
"""Bytes of coded scenes that are kept."""
CODING_LIMIT = 400 * 2**20
"""Bytes that the coding of scenes may take at a time; one is always admitted."""
IDLE_SECONDS = 15.0
"""A clip that has not asked for this long, because its viewers have gone, makes room for another."""


class Clips:
    """Used by worker threads. With a `cache`, what is coded is kept on disk and found there again; other processes may help to
    code."""

    def __init__(
        self, limit: int = LIMIT, cache: "LoopCache | None" = None, elsewhere: "Elsewhere | None" = None
    ) -> None:
        self.slots = Semaphore(os.cpu_count() or 2)
        """What draws and codes takes one meanwhile: more threads than cores only hold each other up."""
        self._elsewhere = elsewhere
        self._clips: OrderedDict[ClipKey, Clip] = OrderedDict()
        self._limit = limit
        self._cache = cache
        self._lock = Lock()
        self._coding: dict[Clip, float] = {}
        self._coding_lock = Lock()
        self._closed = False

    def __len__(self) -> int:
        return len(self._clips)

    @property
    def size(self) -> int:
        return sum(clip.size for clip in list(self._clips.values()))

    def close(self) -> None:
        """No more pictures are coded."""
        self._closed = True

    def get(self, key: ClipKey) -> "Clip | None":
        """The clip of this scene, empty at first; None where the codec cannot be spliced."""
        with self._lock:
            clip = self._clips.get(key)
            if clip is None:
                from ctserver.video.clip import open_clip  # noqa: PLC0415 (see above)

                clip = open_clip(key, self._admits, self._cache, self.slots, self._elsewhere)
                if clip is None:
                    return None
                self._clips[key] = clip
                self._make_room()
            self._clips.move_to_end(key)
            return clip

    def has(self, key: ClipKey, number: int) -> bool:
        """Whether a picture's scene is coded already."""
        clip = self._clips.get(key)
        return clip is not None and clip.has(number)

    def _admits(self, clip: "Clip") -> bool:
        """Whether a clip may code its next picture."""
        if self._closed:
            return False
        now = perf_counter()
        with self._coding_lock:
            resting = [other for other, asked in self._coding.items() if now - asked > IDLE_SECONDS or other.complete]
            for other in resting:
                del self._coding[other]
            weight = sum(other.weight for other in self._coding if other is not clip)
            admitted = clip in self._coding or not self._coding or weight + clip.weight <= CODING_LIMIT
            if admitted:
                self._coding[clip] = now
        for other in resting:
            if other is not clip:
                other.rest()
        return admitted

    def _make_room(self) -> None:
        """A clip that a feed still holds lives on with it; it is only not found again."""
        while len(self._clips) > 1 and self.size > self._limit:
            self._clips.popitem(last=False)

"""A mosaic's feed."""

from typing import TYPE_CHECKING

from ctserver.video.clips import Clips
from ctserver.video.feed import Broadcast, Pacing
from ctserver.video.mosaic.content import Mosaic

if TYPE_CHECKING:
    from ctserver.video.mosaic.producer import MosaicProducer


class MosaicFeed(Broadcast):
    def __init__(self, mosaic: Mosaic, pacer: Pacing, clips: Clips) -> None:
        super().__init__(mosaic.label, mosaic.format, pacer, rate=mosaic.rate)
        self.mosaic = mosaic
        self._clips = clips

    def open_producer(self) -> "MosaicProducer":
        from ctserver.video.mosaic.producer import MosaicProducer  # noqa: PLC0415 (see `Feed`)

        return MosaicProducer(self.mosaic, self._clips)

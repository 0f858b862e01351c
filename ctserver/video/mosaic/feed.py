"""A mosaic's feed."""

from ctserver.video.clips import Clips
from ctserver.video.feed import Broadcast, Pacing
from ctserver.video.mosaic.content import Mosaic
from ctserver.video.mosaic.producer import MosaicProducer


class MosaicFeed(Broadcast):
    def __init__(self, mosaic: Mosaic, pacer: Pacing, clips: Clips) -> None:
        super().__init__(mosaic.label, mosaic.format, pacer, rate=mosaic.rate)
        self.mosaic = mosaic
        self._clips = clips

    def _open_producer(self) -> MosaicProducer:
        return MosaicProducer(self.mosaic, self._clips)

"""Loops as those know them who have them coded: by what they depend on, and by why there is no picture of one."""

from dataclasses import dataclass

from ctserver.video.picture import StreamFormat
from ctserver.video.scene import Look


@dataclass(frozen=True, slots=True)
class ClipKey:
    """All that a loop depends on. (`quality` is JPEG's.)"""

    look: Look
    format: StreamFormat
    quality: int = 0


class Busy(Exception):
    """Too many scenes are being coded for one more: ask again a little later."""


class Unspliceable(Exception):
    """What the scene shows below the strip depends on the strip; the text says where."""


class GroupLostError(Exception):
    """Where the group was coded there will be no more pictures of it: it can be begun anew elsewhere."""

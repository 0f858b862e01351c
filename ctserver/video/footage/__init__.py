"""Footage: a video or a still picture of the user's own, which a camera loops instead of a drawn scene."""

from ctserver.video.footage.file import FootageError
from ctserver.video.footage.footage import Footage, is_intact
from ctserver.video.footage.probe import probe
from ctserver.video.footage.reel import Reel

__all__ = ["Footage", "FootageError", "Reel", "is_intact", "probe"]

"""Footage: a video or a still picture of the user's own, which a camera loops instead of a drawn scene.

Here is what is known of it without opening it; `probe` and `reel` open files, and import FFmpeg for it.
"""

from ctserver.video.footage.footage import Footage, FootageError, is_intact

__all__ = ["Footage", "FootageError", "is_intact"]

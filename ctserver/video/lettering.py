"""Text on a plane of luma, in OpenCV's own font: no font file has to be installed, and it has accents, Cyrillic and Chinese."""

import cv2

from ctserver.video.i420 import Array

_WEIGHT = 400


def write(luma: Array, x: int, baseline: int, text: str, size: int, ink: int) -> None:
    """Text from x on, over the line `baseline`."""
    cv2.putText(luma, text, (x, baseline), (ink, ink, ink), cv2.FontFace("sans"), size, _WEIGHT)


def width_of(text: str, size: int) -> int:
    """Pixels that the text takes."""
    _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), cv2.FontFace("sans"), size, _WEIGHT)
    return int(width)


def fitting(text: str, size: int, room: int) -> str:
    """The text without control characters, cut with an ellipsis to at most `room` pixels."""
    text = "".join(character if character.isprintable() else "?" for character in text)
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"

"""Packets for FFmpeg's decoders."""

from typing import Any

import av

PADDING = bytes(64)
"""Decoders read beyond a packet's end (AV_INPUT_BUFFER_PADDING_SIZE), and `av.Packet` of bytes has nothing there of its own."""


def packet(data: bytes) -> "av.Packet[Any]":
    return av.Packet(data + PADDING)

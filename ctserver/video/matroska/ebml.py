"""Elements of EBML (RFC 8794): an id, a length, a payload."""

from struct import pack

VOID = b"\xec"
WIDE = 8
"""Bytes of a length whose value is not known when its place is reserved."""
LEAST_VOID = len(VOID) + WIDE


def element(identifier: str, payload: bytes) -> bytes:
    """`identifier` in hexadecimal, its length marker included, as RFC 9559 writes it."""
    return bytes.fromhex(identifier) + length(len(payload)) + payload


def length(size: int, octets: int = 0) -> bytes:
    """A data size in so many octets, in as few as can be where 0 (section 6.1: all ones are reserved)."""
    octets = octets or next(count for count in range(1, WIDE + 1) if size < (1 << 7 * count) - 1)
    return (size | 1 << 7 * octets).to_bytes(octets)


def unsigned(identifier: str, value: int, octets: int = 0) -> bytes:
    """In so many octets, in as few as can be where 0."""
    return element(identifier, value.to_bytes(octets or max(1, -(-value.bit_length() // 8))))


def real(identifier: str, value: float) -> bytes:
    return element(identifier, pack(">d", value))


def text(identifier: str, value: str) -> bytes:
    return element(identifier, value.encode())


def void(size: int) -> bytes:
    """An element without meaning that takes `size` bytes in all, LEAST_VOID or more."""
    return VOID + length(size - LEAST_VOID, WIDE) + bytes(size - LEAST_VOID)

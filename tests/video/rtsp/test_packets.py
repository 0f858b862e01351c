"""The forms in which one picture is handed to many viewers."""

from hypothesis import given
from hypothesis import strategies as st

from ctserver.video.rtsp.messages import Interleaved
from ctserver.video.rtsp.packets import GSO_BYTES, GSO_SEGMENTS, PacketizedPicture, interleave


def picture(*packets: bytes) -> PacketizedPicture:
    return PacketizedPicture(packets, key=True, time_us=0, timestamp=0, sequence=0)


def test_a_block_is_the_interleaved_packets_and_is_built_once_per_channel() -> None:
    shown = picture(b"abc", b"de")
    assert shown.block(2) == bytes(Interleaved(2, b"abc")) + bytes(Interleaved(2, b"de"))
    assert shown.block(2) is shown.block(2)
    assert shown.block(4) != shown.block(2)
    assert shown.size == len(shown.block(0))


def test_interleave_has_a_channel_and_a_length_in_front() -> None:
    assert interleave(1, b"abc") == b"$\x01\x00\x03abc"


def test_parameter_sets_in_their_own_packet_leave_one_run_for_the_slices() -> None:
    shown = picture(bytes(40), *[bytes(1200)] * 8, bytes(700))
    assert [(run.segment, len(run.data)) for run in shown.runs] == [(40, 40), (1200, 8 * 1200 + 700)]


@given(st.lists(st.integers(1, 1412).map(lambda size: bytes([size % 251]) * size), min_size=1, max_size=200))
def test_runs_are_what_the_kernel_can_cut_and_give_the_packets_again(packets: list[bytes]) -> None:
    """udp(7): all segments equal but the last, at most 64 of them, all within one datagram's size."""
    shown = picture(*packets)
    assert [datagram for run in shown.runs for datagram in run.datagrams()] == packets
    assert max(len(run.data) for run in shown.runs) <= GSO_BYTES
    assert max(len([*run.datagrams()]) for run in shown.runs) <= GSO_SEGMENTS

"""The headers of H.264's slices, as the parameter sets of their stream ask for them (ITU-T H.264, clause 7.3.3)."""

from dataclasses import dataclass

from ctserver.video.coding.cavlc import se, ue

BASELINE = 66
P_SLICE, I_SLICE, ONLY_P, ONLY_I = 0, 2, 5, 7
"""slice_type; the latter two are of pictures that have no other slices (table 7-6)."""


class UnsupportedError(ValueError):
    """The parameter sets ask for something else than x264 does when it is set as the engine sets it."""


@dataclass(frozen=True, slots=True)
class SliceHeaders:
    """What the headers of a stream's slices have in common, from (SPS, PPS). Bits are text of zeros and ones."""

    pps_id: int
    frame_num_bits: int
    quantiser: int
    """Before slice_qp_delta."""
    names_deblocking: bool

    def common(self, slice_type: int, frame_num: int) -> str:
        """What follows first_mb_in_slice in every slice."""
        number = f"{frame_num % (1 << self.frame_num_bits):0{self.frame_num_bits}b}"
        return ue(slice_type) + ue(self.pps_id) + number

    def predicted(self, frame_num: int, quantiser: int, slice_type: int = P_SLICE) -> str:
        """All that follows first_mb_in_slice, of a slice that refers to the picture before, without deblocking, of macroblocks
        that begin with `quantiser`."""
        # No override of the reference's number, no other order of references, none kept or dropped out of turn.
        flags = "0" + "0" + "0"
        bits = self.common(slice_type, frame_num) + flags + se(quantiser - self.quantiser)
        return bits + ue(1) if self.names_deblocking else bits


def read_headers(parameter_sets: tuple[bytes, ...]) -> SliceHeaders:
    """UnsupportedError unless they are of one reference, progressive, in CAVLC and in decoding order."""
    sps, pps = (_Reader(unit) for unit in parameter_sets)
    frame_num_bits = _read_sps(sps)
    pps_id = pps.ue()
    pps.expect("seq_parameter_set_id", 0, pps.ue())
    pps.expect("entropy_coding_mode_flag", 0, pps.u(1))
    pps.expect("bottom_field_pic_order_in_frame_present_flag", 0, pps.u(1))
    pps.expect("num_slice_groups_minus1", 0, pps.ue())
    pps.expect("num_ref_idx_l0_default_active_minus1", 0, pps.ue())
    pps.ue()
    pps.expect("weighted_pred_flag", 0, pps.u(1))
    pps.u(2)
    quantiser = 26 + pps.se()
    pps.se()
    pps.se()
    return SliceHeaders(pps_id, frame_num_bits, quantiser, names_deblocking=bool(pps.u(1)))


def _read_sps(sps: "_Reader") -> int:
    """The bits of frame_num."""
    sps.expect("profile_idc", BASELINE, sps.u(8))
    sps.u(16)
    sps.expect("seq_parameter_set_id", 0, sps.ue())
    frame_num_bits = 4 + sps.ue()
    sps.expect("pic_order_cnt_type", 2, sps.ue())
    return frame_num_bits


class _Reader:
    """Reads a parameter set from its second byte on. (None of the engine's has emulation prevention so early.)"""

    def __init__(self, unit: bytes) -> None:
        self._bits = f"{int.from_bytes(unit[1:]):0{8 * (len(unit) - 1)}b}"
        self._at = 0

    def u(self, count: int) -> int:
        self._at += count
        return int(self._bits[self._at - count : self._at], 2)

    def ue(self) -> int:
        zeros = self._bits.index("1", self._at) - self._at
        self._at += zeros
        return self.u(zeros + 1) - 1

    def se(self) -> int:
        code = self.ue()
        return (code + 1) // 2 * (1 if code % 2 else -1)

    @staticmethod
    def expect(name: str, value: int, got: int) -> None:
        if got != value:
            raise UnsupportedError(f"{name} is {got}, expected {value}")

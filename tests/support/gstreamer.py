"""What GStreamer's gst-launch-1.0 says of how a stream ended."""

_RACE = "gst_rtspsrc_pause"


def ended_well(status: int, output: str) -> bool:
    """Whether it saw the end of the stream; run it without -q, else it does not say so.

    Not by its status alone: at the end it sends PAUSE from one thread while another makes the connection flush, and
    takes the PAUSE that it has cancelled itself, which no server ever sees, for an error.
    """
    return "Got EOS from element" in output and (status == 0 or _RACE in output)

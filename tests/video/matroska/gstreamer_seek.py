"""For the system's Python: `gstreamer_seek.py FILE DECODER MS …` seeks exactly, flushing, and prints what it sees.

A line for each picture: the luma of its top 64 rows in hexadecimal.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
from gi.repository import Gst, GstApp  # noqa: E402, F401

Gst.init(None)
path, decoder, *wanted = sys.argv[1:]
pipeline = Gst.parse_launch(
    f"filesrc location={path} ! matroskademux ! {decoder} ! videoconvert ! video/x-raw,format=GRAY8 ! appsink name=sink"
)
sink = pipeline.get_by_name("sink")
pipeline.set_state(Gst.State.PAUSED)
assert pipeline.get_state(20 * Gst.SECOND)[0] == Gst.StateChangeReturn.SUCCESS
for ms in wanted:
    assert pipeline.seek_simple(Gst.Format.TIME, Gst.SeekFlags.FLUSH | Gst.SeekFlags.ACCURATE, int(ms) * Gst.MSECOND)
    assert pipeline.get_state(20 * Gst.SECOND)[0] == Gst.StateChangeReturn.SUCCESS
    sample = sink.emit("pull-preroll")
    buffer, width = sample.get_buffer(), sample.get_caps().get_structure(0).get_value("width")
    sys.stdout.write(buffer.extract_dup(0, 64 * width).hex() + "\n")
pipeline.set_state(Gst.State.NULL)

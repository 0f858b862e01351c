"""Snapshots (document chapter "Snapshots"): pictures that users have put aside, each with a comment that is written once.

No picture is stored: a snapshot is a camera, a stream and an instant, of which the picture is made again when it is asked
for. So it outlives the recording that it was taken of.

- `service`: the rules, and the list with its pages.
- `report`: the PDF; imported when the first one is asked for, since that takes as long as a start.
- `typesetting`: text of any script in it, with `clusters`, `bidi`, `choosing`, `fonts`, `faces`, `wrapping` and `lettering`.

Emulated: all of it.
"""

"""Mosaics (document chapter "Mosaics (groups)", API word `groups`): which streams are shown in which cells, and in turn.

Emulated: every attribute, both kinds of update, overrides of cells with their end. Nobody deletes a mosaic: the document
has no call for it. Where the document is silent (assumed):

- A mosaic is shown whole, also to a user who may not see all of its cameras: the document warns that he should have the
  rights, and who edits what he reads must not lose cells. What an update or an override shows he must be allowed to see.
- An update in depth replaces the layout and levels that it gives wholly; attributes that it does not give stay, as
  `displayCode` does in the document's sample. Rows and columns that are not given are those of the layout.
- An update of the cycle ignores what the document's table excludes from it (`type`, `mode`, …) and takes that from the
  element that was in the cell on the same level, else on the first level that has one, else from the defaults.
- An update of either kind loads the configuration again, which ends overrides.
- Elements of another server (`serverId` is not 0) are not checked: what it has is known there alone.
"""

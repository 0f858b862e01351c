"""Mosaics (document chapter "Mosaics (groups)", API word `groups`): which streams are shown in which cells, and in turn.

Emulated: every attribute, both kinds of update, overrides of cells with their end. Nobody deletes a mosaic: the document
has no call for it.
"""

"""Passive screens (document chapter "Passive screens"): monitors without an operator, which show a camera or a mosaic.

Emulated: what each is told to show.
"""

"""Cameras (document chapter "Cameras"): what they are, which streams they have, and what a user may do with them.

Emulated: every attribute, status by condition and configuration, recording state by schedule, the reference image.
"""

"""Protected records (document chapter "Protected records"): spans of a camera's recordings that retention spares.

Emulated: protecting, and what it does to the archive.
"""

"""Alarms (document chapter "Alarms"): that something happens at a camera, raised by motion in its scene, by a user or a scenario.

Emulated: all of it. An alarm is seen in the pictures (an intruder, the strip's ALARM), makes its camera record, and lasts
until it is acknowledged, for an hour at most.
"""

"""Scenarios (document chapter "Scenarios"): actions that an Admin has happen together.

Emulated: all of it. What a scenario does is seen by the API and in the pictures: alarms, forced recordings, the calls of
commands in their journal.
"""

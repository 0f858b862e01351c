"""Recordings (document chapter "Slices"): what the archive holds of each camera, in slices of ten minutes at most.

An archive costs no disk. What is recorded follows by rule from schedules, alarms and what happened to a camera; nothing is
written down when it happens, and pictures are made when somebody asks for them.

- `intervals`: when a camera records, by kind; pure functions.
- `slices`: how its recordings are cut; pure functions.
- `alarms`: the alarms of the database that a span concerns.
- `archive`: all of it as of now, with what retention has left. What others ask: which slices, what at an instant.
- `files`: what a slice holds, and how large it is.

Emulated: the list of slices.
"""

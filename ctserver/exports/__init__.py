"""Exports (document chapter "Exports"): recordings of a camera as a ZIP file, written by a job and kept until it is archived.

- `models`, `service`: what is exported, and how far it has come.
- `disks`: where files lie, and how much room there is.
- `jobs`: who writes them: two at a time, by turns of the users that wait.
- `plan`, `draft`, `stored_zip`: which slices a file holds, the file under its temporary name, and its format.

Emulated: all of it, with real files. External disks are directories of the operator, or of the data directory.
"""

"""Coded loops on disk, so that a machine codes each scene once: what a file holds, what it depends on, and the directory."""

"""Folders (document chapter "Folders"): selections of elements, nested and ordered by weight, with a sort criterion.

Emulated: all of it. Everybody reads folders, without the elements that he has no right to see; Admins write them.
"""

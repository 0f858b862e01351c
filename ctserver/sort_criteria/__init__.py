"""Sort criteria (API word `regex`, document chapter "Sort criteria"): patterns whose groups tell how names are sorted.

Emulated: all of it. Nothing is sorted here: clients do that, with what they read.
"""

"""Monitoring (document chapter "Monitoring"): the licence, the hardware, and whether all is well.

Emulated: the licence can be replaced, and what it counts is counted; health follows the cameras. The hardware is the
site's, not that of the machine on which the emulator runs: an answer that differs from machine to machine tests nothing.
"""

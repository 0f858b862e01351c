"""Mosaics: many cameras in one MJPEG picture, put together from coded rows of tiles; nothing is decoded, scaled or coded whole.

Tiles of one width, coded with the same tables and a restart interval of one row of MCUs, interleave into one big JPEG
(ITU-T T.81, clause E.1.4): its rows of MCUs are the tiles' rows side by side, each a restart interval of its own.
"""

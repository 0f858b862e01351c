"""The video engine: scenes, encoders, feeds and the protocols that carry pictures.

Plain Python, numpy and PyAV. Nothing here knows HTTP frameworks, the database or the settings; the rest of the
server hands in what is needed and receives pictures (`ctserver.video.picture`).
"""

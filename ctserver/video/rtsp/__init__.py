"""RTSP 1.0 (RFC 2326), RTP (RFC 3550) and their payload formats: sans-I/O modules under a thin asyncio shell."""

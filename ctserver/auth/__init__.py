"""Who is asking: users, profiles and levels; Basic and WSSE as pure functions; what one must remember to judge them.

Document chapter "Authentication". RTSP and WebSocket use the same functions as the API.
"""

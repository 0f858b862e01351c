"""The ways out for live pictures: PUSH HTTP (MJPEG), and what the RTSP server asks of users, rights and feeds."""

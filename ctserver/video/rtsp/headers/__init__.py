"""Header fields of RTSP 1.0 (RFC 2326 §12) that have a structure of their own: each with `parse` and `__str__`."""

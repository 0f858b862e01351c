"""Logs (document chapter "Logs"): what users did, when cameras were connected, and what the server says of itself.

Emulated: all three tell what really happened here, after the history that a site file asks for. What users did is written
by the chapters (`ctserver.actions`), connections by the cameras (`cameras.changes`), the system log by the product's own
loggers (`journal`).
"""

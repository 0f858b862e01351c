"""An emulator of CamTrace's CT-Server: its API, its streams and its archive, over synthetic cameras."""

__version__ = "0.1.0"

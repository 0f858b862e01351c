"""How the server names itself."""

from ctserver import __version__

SERVER = f"CT-Server-Emulator/{__version__}".encode()

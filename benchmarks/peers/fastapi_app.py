"""A minimal FastAPI application under uvicorn: one endpoint that answers the document that is in a file.

`python -m benchmarks.peers.fastapi_app FILE` listens at a free port of the loopback address and prints the port.
"""

import json
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI


def create_app(document: dict[str, Any]) -> FastAPI:
    app = FastAPI()

    @app.get("/document")
    async def read_document() -> Any:
        return document

    @app.get("/text")
    async def read_text() -> dict[str, str]:
        """As many bytes, but nothing to walk through: what the framework and the listener cost alone."""
        return text

    text = {"text": "x" * len(json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode())}
    return app


def main() -> None:
    app = create_app(json.loads(Path(sys.argv[1]).read_text()))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main()

"""Answers without content."""

from starlette.responses import Response


class NoContent(Response):
    """204 with the Content-Type that the document shows for it, `text/html` unless told."""

    def __init__(self, content_type: str = "text/html") -> None:
        super().__init__(status_code=204, headers={"Content-Type": content_type})

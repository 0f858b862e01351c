"""The wire shapes of slices."""

from ctserver.http.wire import Wire


class SliceOut(Wire):
    camera_id: int
    camera_name: str
    start: str
    stop: str
    type: str
    download_url: str
    size: int
    protected: bool


class SliceList(Wire):
    slices: list[SliceOut]

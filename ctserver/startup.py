"""A start, made short: what is left undone. `settle` ends it."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel


def spare() -> None:
    """To call before anything else is imported. Keeps libraries from what they do at import and what is of no use here."""
    gc.disable()  # a start makes many objects and next to no garbage
    # OpenBLAS would start a thread for each core: a tenth of a second.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 (written, not read)
    # OpenCV would share out pieces of pictures, which are too small for that: pictures are shared out already.
    os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")  # noqa: TID251 (written, not read)
    # Pydantic would read the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # noqa: TID251 (written, not read)
    # FastAPI asks of every model whether it is one of Pydantic 1, whose modules it would load to find out; it does
    # without where they cannot be imported.
    sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type]
    # uvicorn's package imports its command line, by which nobody enters here, with all that it stands on.
    command_line = ModuleType("uvicorn.main")
    vars(command_line).update(Server=None, main=None, run=None)
    sys.modules.setdefault("uvicorn.main", command_line)


@contextmanager
def late_models(base: "type[BaseModel]") -> Iterator[None]:
    """Models of Pydantic that are made of `base` meanwhile are built when they are first used."""
    config = base.model_config
    base.model_config = config | {"defer_build": True}
    try:
        yield
    finally:
        base.model_config = config


def settle() -> None:
    """To call once the server is ready."""
    gc.freeze()  # modules and classes live as long as the process: no collection need look at them
    gc.enable()

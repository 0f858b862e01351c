"""A start, made short: what is left undone. `settle` ends it."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

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
    """Models of Pydantic that are made of `base` meanwhile are built when they are first used, even where their own module
    asks for it at once."""
    from pydantic import BaseModel  # noqa: PLC0415 (not before `spare`)

    config, rebuild = base.model_config, vars(BaseModel)["model_rebuild"]

    def rebuild_at_first_use(model: type[BaseModel], /, **given: Any) -> Any:
        return rebuild.__func__(model, **given) if given else None  # Pydantic's own calls say how, a module's do not

    base.model_config = config | {"defer_build": True}
    BaseModel.model_rebuild = classmethod(rebuild_at_first_use)  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        base.model_config = config
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]


def settle() -> None:
    """To call once the server is ready."""
    gc.freeze()  # modules and classes live as long as the process: no collection need look at them
    gc.enable()

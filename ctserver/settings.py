"""What the operator decides: each value has a command-line option and a `CTSERVER_*` twin. Read once, handed in."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from ctserver.clock import parse_clock


def _comma_list(value: object) -> object:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="address that both listeners bind")
    port: int = Field(8080, ge=0, le=65535, description="HTTP port; 0 picks a free one")
    rtsp_port: int = Field(8554, ge=0, le=65535, description="RTSP port; 0 picks a free one")
    site: str = Field("demo", min_length=1, description="a site that ships with the product, or a YAML file")
    data: Path | None = Field(None, description="directory that keeps the database; a temporary one if not given")
    database_url: str | None = Field(None, description="SQLAlchemy URL, instead of SQLite in the data directory")
    cache: str = Field(
        "", description="directory that keeps coded scenes, for all servers; off; the user's cache if not given"
    )
    workers: int | None = Field(
        None,
        ge=0,
        le=64,
        description="processes that help to code many new scenes at once; one for each core if not given",
    )
    seed: int = Field(1, ge=0, lt=2**32, description="what synthetic things differ by")
    ready_file: Path | None = Field(None, description="written once the server is ready")
    clock: str = Field("real", description="real, frozen, x<rate> or an ISO 8601 instant; see docs/operations.md")
    cors_origins: Annotated[list[str], BeforeValidator(_comma_list)] = Field(
        ["*"], description="origins whose pages may call the API, by commas"
    )
    max_body: int = Field(16 * 2**20, gt=0, description="largest accepted request body, in bytes")
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$", description="debug, info, warning or error")

    def cache_directory(self) -> Path | None:
        """Where coded scenes are kept; None where that is switched off, and for a user who has no home."""
        if self.cache == "off":
            return None
        if self.cache:
            return Path(self.cache)
        shared = os.environ.get("XDG_CACHE_HOME", "")  # noqa: TID251 (here the environment is read)
        try:
            base = Path(shared) if Path(shared).is_absolute() else Path.home() / ".cache"
        except RuntimeError:
            return None
        return base / "ctserver"

    @field_validator("clock")
    @classmethod
    def _clock_is_known(cls, text: str) -> str:
        parse_clock(text)
        return text

    @classmethod
    def read(cls, options: Mapping[str, object]) -> "Settings":
        """Options, then the environment, then the defaults; an empty variable is none. ValidationError for a bad value."""
        variables = {name: os.environ.get(variable_of(name)) for name in cls.model_fields}  # noqa: TID251 (here, once)
        return cls.model_validate({name: text for name, text in variables.items() if text} | dict(options))


def font_directories() -> tuple[Path, ...]:
    """Where this system keeps fonts, the user's own first."""
    own = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        windows, local = (os.environ.get(name, "") for name in ("WINDIR", "LOCALAPPDATA"))  # noqa: TID251 (as above)
        return Path(local, "Microsoft/Windows/Fonts"), Path(windows or "C:/Windows", "Fonts")
    if sys.platform == "darwin":
        return own / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")
    home = os.environ.get("XDG_DATA_HOME") or own / ".local/share"  # noqa: TID251 (as above)
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"  # noqa: TID251 (as above)
    bases = [Path(home), *map(Path, shared.split(":")), Path("/usr/share")]
    return own / ".fonts", *(base / "fonts" for base in dict.fromkeys(bases) if base.is_absolute())


def option_of(name: str) -> str:
    return "--" + name.replace("_", "-")


def variable_of(name: str) -> str:
    return "CTSERVER_" + name.upper()

"""How a scene's camera hangs: the one place where a viewport turns it."""

from dataclasses import dataclass

from ctserver.video.scene.camera import Camera
from ctserver.video.scene.look import STILL_ROWS, Look
from ctserver.video.strip import HEIGHT as STRIP_HEIGHT


@dataclass(frozen=True, slots=True)
class Mount:
    """`mast` metres above the ground; `zoom` is that of `Camera.with_horizon`; `sky` is the share of the resting picture
    below the strip that lies above the horizon, or a little more in a small picture."""

    mast: float
    zoom: float
    sky: float

    def camera(self, look: Look, width: int, height: int) -> Camera:
        """The camera through the look's viewport."""
        horizon = max(STILL_ROWS + 6, STRIP_HEIGHT + self.sky * (height - STRIP_HEIGHT))
        return Camera.with_horizon(width, height, horizon, self.zoom, self.mast).through(look.viewport)

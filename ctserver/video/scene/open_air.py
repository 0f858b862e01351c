"""What scenes under the sky have in common: in which order they are painted."""

from collections.abc import Callable

import numpy as np

from ctserver.video.i420 import Array
from ctserver.video.scene.actors import Stage
from ctserver.video.scene.backdrop import Backdrop
from ctserver.video.scene.ground import Ground


def set_stage(
    ground: Ground, stand: Callable[[Backdrop], None], lanterns: Array, rng: np.random.Generator
) -> tuple[Backdrop, Stage]:
    """Paint sky, ground and what `stand` puts upon it, in the light of lanterns (n, 3); and the stage for its actors."""
    camera, light = ground.camera, ground.light
    backdrop = Backdrop(camera, light)
    backdrop.sky(rng, ground.top)
    backdrop.image[ground.top :] = ground.finish()
    stand(backdrop)
    exposure = light.exposure(camera, lanterns)
    backdrop.expose(exposure, rng)
    return backdrop, Stage(camera, light, exposure)

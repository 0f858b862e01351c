"""What a seed decides."""

import numpy as np


def generator(seed: int, purpose: int) -> np.random.Generator:
    """One stream of numbers per purpose, so that the layout does not depend on the light or on the size."""
    return np.random.Generator(np.random.PCG64((seed % 2**64, purpose)))

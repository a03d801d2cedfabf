"""Seeded textures: cloudy noise, wood grain and weaves. Every call with the same seed gives the same array."""

import numpy as np
from PIL import Image

Array = np.ndarray


def random(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def clouds(shape: tuple[int, int], seed: int, octaves: int = 6, base: int = 4) -> Array:
    """Value noise of several octaves with mean near 0 and deviation 1; `base` blobs across the longer side."""
    height, width = shape
    source, out, amplitude = random(seed), np.zeros(shape, np.float32), 1.0
    for octave in range(octaves):
        count = base * 2**octave
        if count > max(shape):
            break
        rows = max(2, int(count * height / max(shape)) + 2)
        columns = max(2, int(count * width / max(shape)) + 2)
        grid = Image.fromarray(source.normal(size=(rows, columns)).astype(np.float32))
        out += np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC)) * amplitude
        amplitude *= 0.5
    return out / (out.std() + 1e-6)


def box_blur(values: Array, radius: float) -> Array:
    """Three box passes: close to a Gaussian of that deviation (in pixels), edges repeated."""
    reach = max(1, int(radius * 0.95))
    out = values.astype(np.float32)
    for axis in (0, 1):
        for _ in range(3):
            padding = [(0, 0), (0, 0)]
            padding[axis] = (reach + 1, reach)
            sums = np.pad(out, padding, mode="edge").cumsum(axis, dtype=np.float64)
            length = out.shape[axis]
            upper = np.take(sums, range(2 * reach + 1, 2 * reach + 1 + length), axis)
            out = ((upper - np.take(sums, range(length), axis)) / (2 * reach + 1)).astype(np.float32)
    return out


def wood_grain(y: Array, x: Array, seed: int, rings: float = 9.0, angle: float = 0.0) -> Array:
    """Brightness factor around 1 for boards: rings running along the angle, with fine pores."""
    across = y * np.cos(angle) + x * np.sin(angle)
    along = x * np.cos(angle) - y * np.sin(angle)
    wave = clouds(y.shape, seed, 2, 3) * 0.16
    bands = np.sin((across * rings + wave) * 2 * np.pi) * 0.5 + 0.5
    fine = np.sin((across * rings * 11 + wave * 2.5 + 0.2 * np.sin(along * 9)) * 2 * np.pi)
    return 0.88 + 0.13 * bands + 0.03 * fine + 0.02 * clouds(y.shape, seed + 1, 3, 60)


def twill(y: Array, x: Array, threads: float, seed: int) -> Array:
    """Diagonal weave as brightness steps around 0; `threads` counts the diagonals across one unit."""
    diagonal = np.sin((x + y) * threads * 2 * np.pi)
    weft = np.sin(y * threads * 2.0 * np.pi * 1.31)
    return 0.055 * diagonal + 0.03 * weft + 0.02 * clouds(y.shape, seed, 2, 220)


def diamond_twill(y: Array, x: Array, threads: float, repeat: float, seed: int) -> Array:
    """Twill whose diagonal turns back at every half repeat, which draws lozenges."""
    turn_x = np.abs(((x * repeat) % 1) - 0.5) * 2 / repeat
    turn_y = np.abs(((y * repeat) % 1) - 0.5) * 2 / repeat
    diagonal = np.sin((turn_x + turn_y) * threads * 2 * np.pi)
    return 0.075 * diagonal + 0.02 * clouds(y.shape, seed, 2, 220)

"""Glass, tin and dropper: oil, preserve, pulp, juice, powder, ghee, tea."""

import numpy as np

from .canvas import GLASS, METAL, Canvas, Material, mix, rgb, tinted
from .cloth import CLOTH
from .marks import MADDER, NIGHT, TEAL, glass_glint, round_label
from .noise import Array, clouds, random
from .plants import apricot, berry, berry_branch, bowl, kernel, leaf
from .shapes import Tint, ellipse, smooth, spot_shadow, tube, turned
from .stage import Room, build, stand


def _liquid(colour: str, seed: int = 5, glow: float = 0.30, cloud: float = 0.03) -> Tint:
    """Colour of a filled glass body: lighter where the light passes through at the right."""

    def paint(u: Array, y: Array) -> Array:
        return tinted(colour, 1 + cloud * clouds(u.shape, seed, 4, 5) + glow * np.exp(-(((u - 0.42) / 0.28) ** 2)))

    return paint


def _filled(colour: str, surface: float, glass: str = "#C9D2D2") -> Tint:
    """Glass above the surface line, liquid below."""
    inner = _liquid(colour)

    def paint(u: Array, y: Array) -> Array:
        return mix(rgb(glass), inner(u, y), np.clip((y - surface) / 0.005, 0, 1))

    return paint


def _screw_cap(canvas: Canvas, x: float, top: float, bottom: float, radius: float, colour: str) -> None:
    ridges = lambda u, y: tinted(colour, 1 + 0.14 * np.sign(np.sin(np.arcsin(u) * 44)))  # noqa: E731 - knurled rim
    turned(canvas, x, [(top, radius), (bottom, radius)], ridges, tilt=0.12, material=Material(0.42, 0.25, 20))
    canvas.paint(canvas.polygon(ellipse(x, top, radius, radius * 0.12)), rgb(colour) * 1.12 + 0.06)


def apricot_kernel_oil(size: int) -> Canvas:
    canvas = build(Room("sage", 161, 0.68, -0.10), size)
    layer = canvas.layer()
    turned(layer, 0.46, [(0.22, 0.046), (0.30, 0.046)], "#7A4A17", material=GLASS, rim=0.4)
    _screw_cap(layer, 0.46, 0.165, 0.245, 0.056, "#20283A")
    profile = [(0.285, 0.048), (0.32, 0.050), (0.355, 0.075), (0.40, 0.128), (0.45, 0.146), (0.80, 0.146), (0.84, 0.134)]
    turned(layer, 0.46, profile, _liquid("#C98214", 3, 0.5), tilt=0.10, material=GLASS, rim=0.5)
    round_label(layer, 0.46, 0.147, 0.50, 0.745, bands=(TEAL, TEAL), tilt=0.10)
    glass_glint(layer, 0.352, 0.415, 0.050, 0.07, 0.42)
    stand(canvas, layer, 0.853, contact=(0.46, 0.13, 0.855))
    rest = canvas.layer()
    for index, (x, y, turn) in enumerate(
        (
            (0.72, 0.80, 0.3),
            (0.79, 0.845, -0.4),
            (0.685, 0.875, 1.0),
            (0.86, 0.80, -0.6),
            (0.22, 0.87, 0.5),
            (0.29, 0.90, 0.1),
            (0.87, 0.885, 0.9),
        )
    ):
        spot_shadow(rest, x + 0.016, y + 0.022, 0.046, 0.016, 0.5, 0.010)
        spot_shadow(canvas, x + 0.016, y + 0.022, 0.046, 0.016, 0.45, 0.010)
        kernel(rest, x, y, 0.034, turn, "#B5793F", index)
    canvas.place(rest)
    return canvas


def apricot_preserve(size: int) -> Canvas:
    canvas = build(Room("sand", 151, 0.70, 0.04), size)
    layer = canvas.layer()
    paint = _liquid("#D2680F", 5, 0.34, 0.10)
    turned(
        layer,
        0.45,
        [(0.37, 0.168), (0.40, 0.172), (0.44, 0.205), (0.49, 0.215), (0.80, 0.215), (0.84, 0.195)],
        paint,
        tilt=0.11,
        material=GLASS,
        rim=0.38,
    )
    _cloth_lid(layer, 0.45, 0.415)
    round_label(layer, 0.45, 0.2155, 0.555, 0.765, bands=(MADDER, MADDER), tilt=0.11)
    glass_glint(layer, 0.275, 0.485, 0.060, 0.060, 0.36)
    stand(canvas, layer, 0.862, contact=(0.45, 0.19, 0.862))
    for x, y, radius, turn, seed in ((0.80, 0.80, 0.088, 0.5, 3), (0.155, 0.865, 0.066, 1.2, 8)):
        rest = canvas.layer()
        apricot(rest, x, y, radius, turn, 60 + seed)
        if radius > 0.08:
            leaf(rest, x, y - radius * 0.95, 0.10, 0.026, -0.5, "#5F7A4E")
        stand(canvas, rest, y + radius * 0.96, contact=(x, radius * 0.5, y + radius * 0.94))
    return canvas


def _cloth_lid(canvas: Canvas, x: float, y: float) -> None:
    """Checked cloth tied over the lid with string."""
    turn = np.linspace(0, np.pi, 90)
    hem = [(float(x + (0.238 + 0.010 * np.sin(t * 15)) * np.cos(t)), float(y + 0.052 * np.sin(t) + 0.010 * np.sin(t * 13))) for t in turn]
    top = [(float(x - 0.172 * np.cos(t)), float(y - 0.120 - 0.042 * np.sin(t))) for t in np.linspace(0, np.pi, 50)]
    patch = canvas.polygon(hem + top, margin=0.03)
    u = np.arcsin(np.clip((patch.x - x) / 0.245, -1, 1))
    columns = np.floor(u * 9) % 2
    rows = np.floor((patch.y - 0.03 * np.cos(u)) * 36) % 2
    colour = mix("#F3ECDC", MADDER, (columns + rows) * 0.43)
    pleats = np.sin(u * 22) * 0.40 * np.clip((patch.y - y + 0.07) * 14, 0, 1)
    canvas.inflate(patch, colour, 0.035, lift=0.9, bumps=pleats, material=CLOTH)
    band = [(float(x + 0.180 * np.sin(t)), float(y - 0.058 + 0.030 * np.cos(t))) for t in np.linspace(-1.5, 1.5, 40)]
    tube(canvas, band, 0.013, rgb("#C9A46B"))


def sea_buckthorn_pulp(size: int) -> Canvas:
    canvas = build(Room("teal", 243, 0.70, 0.02), size)
    layer = canvas.layer()
    turned(
        layer,
        0.42,
        [(0.30, 0.098), (0.345, 0.100), (0.39, 0.150), (0.44, 0.168), (0.82, 0.168), (0.855, 0.150)],
        _filled("#EE8A12", 0.40, "#86A8A3"),
        tilt=0.10,
        material=GLASS,
        rim=0.40,
    )
    _screw_cap(layer, 0.42, 0.225, 0.322, 0.108, "#C9A45A")
    round_label(layer, 0.42, 0.169, 0.525, 0.745, bands=(MADDER, "#E07A12"), tilt=0.10)
    glass_glint(layer, 0.295, 0.445, 0.055, 0.055, 0.36)
    stand(canvas, layer, 0.868, contact=(0.42, 0.15, 0.870))
    branch = canvas.layer()
    berry_branch(
        branch,
        [(0.60 + 0.33 * t, 0.86 - 0.30 * t + 0.03 * float(np.sin(t * 6))) for t in np.linspace(0, 1, 34)],
        8,
        radius=0.027,
        spread=0.024,
        leaves=14,
    )
    stand(canvas, branch, 0.885, strength=0.45)
    _loose_berries(canvas, ((0.70, 0.925), (0.20, 0.915), (0.58, 0.935)))
    return canvas


def _loose_berries(canvas: Canvas, spots: tuple[tuple[float, float], ...]) -> None:
    for index, (x, y) in enumerate(spots):
        spot_shadow(canvas, x + 0.014, y + 0.021, 0.028, 0.010, 0.5, 0.007)
        berry(canvas, x, y, 0.026, index, 0.3)


def sea_buckthorn_juice(size: int) -> Canvas:
    canvas = build(Room("dusk", 91, 0.72, -0.02), size)
    layer = canvas.layer()
    profile = [(0.145, 0.047), (0.20, 0.046), (0.27, 0.060), (0.34, 0.108), (0.40, 0.138), (0.48, 0.148), (0.82, 0.148), (0.865, 0.136)]
    turned(layer, 0.45, profile, _filled("#EE8C14", 0.315, "#8FA3C4"), tilt=0.10, material=GLASS, rim=0.42)
    _screw_cap(layer, 0.45, 0.085, 0.155, 0.053, NIGHT)
    round_label(layer, 0.45, 0.149, 0.50, 0.74, tilt=0.10)
    glass_glint(layer, 0.340, 0.395, 0.052, 0.07, 0.42)
    stand(canvas, layer, 0.875, contact=(0.45, 0.135, 0.878))
    branch = canvas.layer()
    berry_branch(branch, [(0.665 + 0.25 * t, 0.88 - 0.19 * t) for t in np.linspace(0, 1, 24)], 18, radius=0.024, spread=0.020, leaves=10)
    stand(canvas, branch, 0.895, strength=0.5)
    _loose_berries(canvas, ((0.235, 0.905), (0.77, 0.93), (0.62, 0.925)))
    return canvas


def sea_buckthorn_seed_oil(size: int) -> Canvas:
    """A small dropper bottle, close, on slate before a madder wall."""
    canvas = build(Room("clay", 273, 0.60, -0.04, 0.0, 1.15, "slate"), size)
    layer = canvas.layer()
    bulb = [(0.13, 0.020), (0.145, 0.040), (0.22, 0.046), (0.275, 0.040), (0.29, 0.044)]
    turned(layer, 0.47, bulb, "#2A2F3A", tilt=0.12, material=Material(0.40, 0.15, 12))
    _screw_cap(layer, 0.47, 0.285, 0.375, 0.075, "#C8A253")
    profile = [(0.370, 0.066), (0.40, 0.068), (0.435, 0.120), (0.475, 0.168), (0.53, 0.182), (0.80, 0.182), (0.84, 0.165)]
    turned(layer, 0.47, profile, _liquid("#96330C", 7, 0.75), tilt=0.11, material=GLASS, rim=0.5)
    round_label(layer, 0.47, 0.183, 0.565, 0.755, bands=("#E07A12", NIGHT), tilt=0.11)
    glass_glint(layer, 0.335, 0.490, 0.060, 0.055, 0.40)
    stand(canvas, layer, 0.858, contact=(0.47, 0.165, 0.860))
    _loose_berries(canvas, ((0.76, 0.80), (0.83, 0.835), (0.745, 0.87), (0.19, 0.86)))
    return canvas


def oyster_mushroom_powder(size: int) -> Canvas:
    canvas = build(Room("lime", 283, 0.69, 0.06, 0.02, 1.05, "wood"), size)
    layer = canvas.layer()
    powder = lambda u, y: mix("#CFD3CE", tinted("#C9AF8A", 1 + 0.05 * clouds(u.shape, 3, 5, 40)), np.clip((y - 0.455) / 0.006, 0, 1))  # noqa: E731
    turned(
        layer,
        0.38,
        [(0.385, 0.130), (0.41, 0.133), (0.445, 0.160), (0.48, 0.166), (0.78, 0.166), (0.81, 0.150)],
        powder,
        tilt=0.11,
        material=Material(0.50, 0.25, 26),
        rim=0.3,
    )
    turned(layer, 0.38, [(0.315, 0.132), (0.40, 0.132)], lambda u, y: tinted("#A8774A", 1 + 0.05 * np.sin(y * 300)), tilt=0.11)
    layer.paint(layer.polygon(ellipse(0.38, 0.315, 0.132, 0.0146)), "#C4935F")
    round_label(layer, 0.38, 0.167, 0.545, 0.725, bands=(NIGHT, NIGHT), tilt=0.11)
    glass_glint(layer, 0.256, 0.485, 0.048, 0.045, 0.34)
    stand(canvas, layer, 0.825, contact=(0.38, 0.15, 0.828))
    spoon = canvas.layer()
    tube(spoon, [(0.93, 0.735), (0.80, 0.790), (0.72, 0.815)], [0.020, 0.016, 0.018], rgb("#8A5A34"))
    spoon.inflate(spoon.polygon(ellipse(0.665, 0.838, 0.085, 0.040, angle=-0.25), margin=0.02), "#8A5A34", 0.016)
    heap = spoon.polygon(
        smooth([(0.595, 0.845), (0.615, 0.80), (0.665, 0.775), (0.715, 0.795), (0.738, 0.825), (0.67, 0.852)]), margin=0.03
    )
    spoon.inflate(heap, tinted("#D5BC97", 1 + 0.05 * clouds(heap.y.shape, 4, 4, 30)), 0.03)
    stand(canvas, spoon, 0.872, contact=(0.665, 0.06, 0.875))
    return canvas


def dzomo_ghee(size: int) -> Canvas:
    canvas = build(Room("madder", 293, 0.68, 0.04), size)
    layer = canvas.layer()

    def grain(u: Array, y: Array) -> Array:
        fat = tinted("#F0C24B", 1 + 0.05 * clouds(u.shape, 9, 5, 50) + 0.12 * np.exp(-(((u - 0.4) / 0.3) ** 2)))
        return mix("#C99A92", fat, np.clip((y - 0.435) / 0.006, 0, 1))

    turned(
        layer,
        0.43,
        [(0.35, 0.160), (0.38, 0.163), (0.415, 0.192), (0.46, 0.202), (0.79, 0.202), (0.825, 0.182)],
        grain,
        tilt=0.11,
        material=GLASS,
        rim=0.30,
    )
    _screw_cap(layer, 0.43, 0.280, 0.372, 0.170, "#3A3F4C")
    round_label(layer, 0.43, 0.203, 0.535, 0.735, bands=(TEAL, MADDER), tilt=0.11)
    glass_glint(layer, 0.272, 0.455, 0.060, 0.060, 0.40)
    stand(canvas, layer, 0.845, contact=(0.43, 0.18, 0.847))
    rest = canvas.layer()
    tube(rest, [(0.94, 0.60), (0.84, 0.72), (0.78, 0.80)], [0.020, 0.014, 0.018], rgb("#C79A45"), METAL)
    rest.inflate(rest.polygon(ellipse(0.745, 0.845, 0.075, 0.040, angle=-0.7), margin=0.02), "#D2A650", 0.018, material=METAL)
    rest.inflate(rest.polygon(ellipse(0.742, 0.842, 0.052, 0.026, angle=-0.7), margin=0.02), "#F2CB5C", 0.014, lift=0.5)
    stand(canvas, rest, 0.885, contact=(0.745, 0.05, 0.882))
    return canvas


def sea_buckthorn_leaf_tea(size: int) -> Canvas:
    canvas = build(Room("sand", 303, 0.67, -0.09), size)
    layer = canvas.layer()
    tin = lambda u, y: mix("#2E5552", "#D9B25A", (np.abs(y - 0.475) < 0.005) | (np.abs(y - 0.792) < 0.005))  # noqa: E731
    turned(layer, 0.34, [(0.40, 0.170), (0.825, 0.170)], tin, tilt=0.11, material=Material(0.40, 0.30, 14))
    turned(layer, 0.34, [(0.335, 0.174), (0.42, 0.174)], "#274845", tilt=0.11, material=Material(0.40, 0.35, 14))
    layer.inflate(layer.polygon(ellipse(0.34, 0.335, 0.174, 0.020), margin=0.02), "#3C6A66", 0.012, lift=0.4)
    round_label(layer, 0.34, 0.171, 0.525, 0.735, bands=("#D9B25A", "#D9B25A"), tilt=0.11)
    stand(canvas, layer, 0.842, contact=(0.34, 0.165, 0.842))
    cup = canvas.layer()
    tube(cup, smooth([(0.855, 0.735), (0.915, 0.73), (0.915, 0.79), (0.85, 0.815)], closed=False), 0.018, rgb("#EDE6DA"))
    bowl(cup, 0.745, 0.715, 0.125, 0.034, 0.130, "#EDE6DA", inside="#C98A2B")
    cup.brighten(cup.polygon(ellipse(0.715, 0.712, 0.04, 0.010), soft=0.004), np.array([1, 0.9, 0.7], np.float32), 0.25)
    stand(canvas, cup, 0.865, contact=(0.745, 0.060, 0.866))
    source = random(4)
    for _ in range(26):
        x, y = source.uniform(0.10, 0.62), source.uniform(0.885, 0.945)
        leaf(
            canvas,
            x,
            y,
            source.uniform(0.035, 0.06),
            0.007,
            source.uniform(0, 6.28),
            ("#6B7D58", "#83936C", "#59694A")[int(source.integers(3))],
            0.75,
        )
    return canvas

"""Painted things of the two carving groups: a scroll and a study."""

import numpy as np

from .canvas import METAL, Canvas, mix, rgb, tinted
from .marks import MADDER, NIGHT
from .shapes import ball, ellipse, rounded, smooth, stroke, tube
from .stage import Room, build, flat, lay


def thangka(size: int) -> Canvas:
    """A painted scroll in brown brocade; the figure is only hinted at."""
    canvas = build(Room("sage", 913, 0.98, -0.06), size)
    layer = canvas.layer()
    tube(layer, [(0.24, 0.075), (0.76, 0.075)], 0.030, rgb("#6E4628"))
    cloth = layer.polygon([(0.255, 0.08), (0.745, 0.08), (0.765, 0.90), (0.235, 0.90)])
    pattern = np.sin(cloth.x * 130) * np.sin(cloth.y * 130)
    layer.inflate(cloth, tinted("#5E3A26", 1 + 0.10 * np.clip(pattern * 2, -1, 1)), 0.010, lift=0.4)
    for box, tint in (
        ((0.315, 0.185, 0.685, 0.705), "#E2B866"),
        ((0.325, 0.195, 0.675, 0.695), MADDER),
        ((0.340, 0.210, 0.660, 0.680), "#2C4A78"),
    ):
        layer.paint(layer.polygon(rounded(*box, 0.002)), tint)
    scene = layer.polygon(rounded(0.340, 0.210, 0.660, 0.680, 0.002))
    layer.paint(scene, mix("#2F5A9A", "#7FA46A", np.clip((scene.y - 0.36) / 0.28, 0, 1)))
    for x, y, r, tint in (
        (0.50, 0.43, 0.135, "#3F7A55"),
        (0.50, 0.43, 0.122, "#E2B866"),
        (0.50, 0.43, 0.116, "#C25A3C"),
        (0.50, 0.345, 0.066, "#E2B866"),
        (0.50, 0.345, 0.060, "#4E9A72"),
    ):
        layer.paint(layer.polygon(ellipse(x, y, r, r)), tint)
    for turn in np.linspace(0, 2 * np.pi, 40, endpoint=False):
        stroke(
            layer,
            [
                (float(0.5 + 0.075 * np.cos(turn)), float(0.43 + 0.075 * np.sin(turn))),
                (float(0.5 + 0.112 * np.cos(turn)), float(0.43 + 0.112 * np.sin(turn))),
            ],
            0.0018,
            "#F2D9A0",
            0.8,
        )
    body = layer.polygon(
        smooth(
            [
                (0.50, 0.375),
                (0.545, 0.395),
                (0.56, 0.45),
                (0.545, 0.50),
                (0.61, 0.535),
                (0.60, 0.565),
                (0.50, 0.572),
                (0.40, 0.565),
                (0.39, 0.535),
                (0.455, 0.50),
                (0.44, 0.45),
                (0.455, 0.395),
            ]
        ),
        margin=0.02,
    )
    layer.inflate(body, "#F3ECE0", 0.02, lift=0.6)
    robe = layer.polygon(
        smooth([(0.455, 0.50), (0.545, 0.50), (0.615, 0.54), (0.60, 0.568), (0.50, 0.575), (0.40, 0.568), (0.385, 0.54)]), margin=0.02
    )
    layer.inflate(robe, mix("#B4303F", "#E08A3A", np.clip(np.sin(robe.x * 150) * 0.5 + 0.3, 0, 1)), 0.015, lift=0.5)
    ball(layer, 0.50, 0.312, 0.016, NIGHT)
    ball(layer, 0.50, 0.338, 0.033, NIGHT)
    ball(layer, 0.50, 0.353, 0.024, "#F0E4D2")
    for side in (-1, 1):
        tube(
            layer,
            smooth([(0.5 + side * 0.05, 0.405), (0.5 + side * 0.075, 0.46), (0.5 + side * 0.045, 0.505)], closed=False),
            0.022,
            rgb("#F0E4D2"),
        )
        tube(layer, smooth([(0.5 + side * 0.018, 0.385), (0.5 + side * 0.030, 0.44), (0.5, 0.47)], closed=False), 0.008, rgb("#B4303F"))
    tube(layer, [(0.478, 0.328), (0.50, 0.318), (0.522, 0.328)], 0.008, rgb("#E2B866"))
    for index in range(11):
        x = 0.39 + 0.022 * index
        petal = layer.polygon(smooth([(x - 0.014, 0.585), (x, 0.568), (x + 0.014, 0.585), (x, 0.612)]), margin=0.01)
        layer.inflate(petal, ("#E6A9B4", "#F3D9DC")[index % 2], 0.006)
    for x, y in ((0.375, 0.265), (0.62, 0.26), (0.39, 0.66), (0.60, 0.655), (0.50, 0.65)):
        for dx in (-0.016, 0, 0.016):
            ball(layer, x + dx, y, 0.012, "#EDE6DA")
    tube(layer, [(0.215, 0.905), (0.785, 0.905)], 0.036, rgb("#6E4628"))
    for x in (0.215, 0.785):
        ball(layer, x, 0.905, 0.024, "#C79A45", material=METAL)
    lay(canvas, layer, depth=0.024)
    return canvas


def mandala(size: int) -> Canvas:
    """A round geometric painting on cream canvas, on a table."""
    canvas = flat("#A78A66", 914, size, kind="boards")
    layer = canvas.layer()
    sheet = layer.polygon(rounded(0.08, 0.08, 0.92, 0.92, 0.004))
    layer.inflate(sheet, tinted("#EFE6D2", 1 + 0.015 * np.sin(sheet.x * 900) * np.sin(sheet.y * 900)), 0.006, lift=0.3)
    for radius, tint in (
        (0.37, "#E2B866"),
        (0.36, MADDER),
        (0.33, "#2F5A9A"),
        (0.30, "#EFE6D2"),
        (0.29, "#3F7A55"),
        (0.265, "#EFE6D2"),
        (0.26, "#2C3A6A"),
    ):
        layer.paint(layer.polygon(ellipse(0.5, 0.5, radius, radius)), tint)
    for index, turn in enumerate(np.linspace(0, 2 * np.pi, 48, endpoint=False)):
        x, y = float(0.5 + 0.345 * np.cos(turn)), float(0.5 + 0.345 * np.sin(turn))
        layer.paint(layer.polygon(ellipse(x, y, 0.014, 0.009, angle=float(turn))), ("#E2B866", "#F2A03D")[index % 2])
        x, y = float(0.5 + 0.278 * np.cos(turn)), float(0.5 + 0.278 * np.sin(turn))
        layer.paint(layer.polygon(ellipse(x, y, 0.011, 0.006, angle=float(turn + 1.57))), "#E6A9B4")
    for side, tint in enumerate(("#F4EFE3", "#D9A94F", "#B4303F", "#3F7A55")):
        a = side * np.pi / 2 - np.pi / 4
        quarter = [(0.5, 0.5)] + [(float(0.5 + 0.245 * np.cos(a + t)), float(0.5 + 0.245 * np.sin(a + t))) for t in (0, np.pi / 2)]
        layer.paint(layer.polygon(quarter), tint)
        gate = [
            (float(0.5 + r * np.cos(a + np.pi / 4 + t)), float(0.5 + r * np.sin(a + np.pi / 4 + t)))
            for r, t in ((0.175, -0.20), (0.235, -0.17), (0.235, 0.17), (0.175, 0.20))
        ]
        layer.paint(layer.polygon(gate), "#2C3A6A")
        layer.paint(layer.polygon([(float(0.5 + (x - 0.5) * 0.9), float(0.5 + (y - 0.5) * 0.9)) for x, y in gate]), "#E2B866")
    for radius, tint in ((0.115, "#2C3A6A"), (0.105, "#F4EFE3"), (0.095, MADDER)):
        layer.paint(layer.polygon(ellipse(0.5, 0.5, radius, radius)), tint)
    for turn in np.linspace(0, 2 * np.pi, 8, endpoint=False):
        x, y = float(0.5 + 0.055 * np.cos(turn)), float(0.5 + 0.055 * np.sin(turn))
        layer.paint(layer.polygon(ellipse(x, y, 0.034, 0.018, angle=float(turn))), "#E6A9B4")
        layer.paint(layer.polygon(ellipse(x, y, 0.022, 0.010, angle=float(turn))), "#C7566A")
    layer.paint(layer.polygon(ellipse(0.5, 0.5, 0.024, 0.024)), "#E2B866")
    lay(canvas, layer, depth=0.014)
    return canvas

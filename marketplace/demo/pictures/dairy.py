"""Butter, cheese and fruit paste, in blocks, on strings and in slabs."""

import numpy as np

from .canvas import Canvas, Material, rgb, tinted
from .grain_bread import _cube as cube
from .noise import clouds, wood_grain
from .plants import bowl
from .shapes import rounded, smooth, stroke, tube
from .stage import Room, build, lay, stand


def block(size: int, *, room: Room, colour: str, slices: int, paper: bool, shine: float = 0.2) -> Canvas:
    """A block of butter or fruit paste on a board, cut slices before it."""
    canvas = build(room, size)
    layer = canvas.layer()
    board = layer.polygon([(0.12, 0.80), (0.88, 0.80), (0.93, 0.87), (0.07, 0.87)], margin=0.03)
    layer.inflate(board, tinted("#A9774A", wood_grain(board.y * 2, board.x, 5, 12)), 0.015)
    if paper:
        sheet = layer.polygon([(0.16, 0.74), (0.26, 0.71), (0.78, 0.72), (0.84, 0.76), (0.80, 0.845), (0.20, 0.85)], margin=0.03)
        layer.inflate(sheet, "#EDE4D0", 0.012, bumps=0.5 * clouds(sheet.y.shape, 3, 4, 7))
    shining = Material(0.50, shine, 18)
    for points, tone in (
        ([(0.27, 0.52), (0.37, 0.44), (0.76, 0.44), (0.70, 0.52)], 1.06),
        ([(0.70, 0.52), (0.76, 0.44), (0.765, 0.72), (0.705, 0.81)], 0.74),
        ([(0.27, 0.52), (0.70, 0.52), (0.705, 0.81), (0.275, 0.81)], 0.94),
    ):
        face = layer.polygon(points, margin=0.02)
        layer.inflate(face, tinted(colour, tone * (1 + 0.03 * clouds(face.y.shape, 7, 4, 9))), 0.012, lift=0.4, material=shining)
    for index in range(slices):
        x = 0.14 + 0.045 * index
        cut = layer.polygon([(x, 0.655), (x + 0.10, 0.62), (x + 0.105, 0.815), (x + 0.005, 0.85)], margin=0.02)
        layer.inflate(
            cut, tinted(colour, 0.92 + 0.05 * (index % 2) + 0.03 * clouds(cut.y.shape, index, 4, 9)), 0.012, lift=0.4, material=shining
        )
    stand(canvas, layer, 0.868, contact=(0.5, 0.40, 0.868))
    return canvas


def wrapped_butter(size: int) -> Canvas:
    """Butter in brown paper and string on a stone sill, one end open."""
    canvas = build(Room("dusk", 866, 0.64, 0.04, 0.0, 1.0, "slate"), size)
    layer = canvas.layer()
    fat = layer.polygon(rounded(0.56, 0.50, 0.84, 0.80, 0.05), margin=0.04)
    layer.inflate(fat, tinted("#EFE0A6", 1 + 0.03 * clouds(fat.y.shape, 5, 4, 8)), 0.05, material=Material(0.5, 0.25, 20))
    paper = layer.polygon(
        smooth(
            [
                (0.18, 0.50),
                (0.40, 0.46),
                (0.62, 0.47),
                (0.70, 0.52),
                (0.665, 0.60),
                (0.71, 0.68),
                (0.67, 0.76),
                (0.70, 0.82),
                (0.40, 0.84),
                (0.17, 0.82),
                (0.14, 0.66),
            ],
            steps=6,
        ),
        margin=0.05,
    )
    layer.inflate(
        paper, tinted("#B48A58", 1 + 0.05 * clouds(paper.y.shape, 6, 5, 9)), 0.05, lift=0.8, bumps=0.5 * clouds(paper.y.shape, 8, 4, 5)
    )
    for line in ([(0.36, 0.465), (0.375, 0.65), (0.36, 0.84)], [(0.145, 0.655), (0.40, 0.665), (0.69, 0.66)]):
        tube(layer, smooth(line, closed=False), 0.010, rgb("#E9DFC6"))
    stand(canvas, layer, 0.83, contact=(0.47, 0.30, 0.832))
    return canvas


def cheese(size: int, *, kind: str) -> Canvas:
    """Squares on a string, small cubes in a bowl, or broad slabs on a board."""
    if kind == "string":
        canvas = build(Room("sand", 861, 0.95, -0.05), size)
        layer = canvas.layer()
        tube(layer, [(0.02, 0.16), (0.98, 0.14)], 0.05, rgb("#7B5233"))
        for x, count in ((0.30, 6), (0.52, 7), (0.74, 5)):
            stroke(layer, [(x, 0.15), (x + 0.01, 0.27 + 0.088 * count)], 0.005, "#CDB98F")
            for step in range(count):
                cube(layer, x + 0.004, 0.27 + 0.088 * step, 0.050, 0.3 * np.sin(step * 2.3 + x * 9), step)
        lay(canvas, layer, depth=0.022)
        return canvas
    canvas = build(Room("clay" if kind == "bowl" else "mist", 862, 0.64, 0.04, 0.0, 1.0, "wood" if kind == "slabs" else "plaster"), size)
    layer = canvas.layer()
    if kind == "bowl":
        bowl(layer, 0.5, 0.62, 0.30, 0.075, 0.20, "#7A5233", wood=True)
        spots = [
            (0.5 + 0.20 * np.cos(i * 2.4) * (1 - i / 40), 0.60 - 0.006 * i + 0.045 * np.sin(i * 2.4) * (1 - i / 40)) for i in range(26)
        ]
        for index, (x, y) in enumerate(spots):
            cube(layer, float(x), float(y), 0.042, 0.5 * np.sin(index * 1.9), index)
        stand(canvas, layer, 0.83, contact=(0.5, 0.14, 0.832))
        return canvas
    for index, (x, y, wide, turn) in enumerate(
        ((0.45, 0.78, 0.27, 0.04), (0.54, 0.70, 0.25, -0.08), (0.44, 0.615, 0.23, 0.07), (0.51, 0.54, 0.19, -0.05))
    ):
        cos, sin = np.cos(turn), np.sin(turn)
        corners = [(-1, -0.30), (-0.55, -0.42), (0.6, -0.40), (1, -0.22), (0.96, 0.20), (0.3, 0.30), (-0.7, 0.30), (-1.02, 0.12)]
        slab = layer.polygon(
            smooth([(float(x + wide * (a * cos - b * sin)), float(y + wide * (a * sin + b * cos))) for a, b in corners], steps=5),
            margin=0.04,
        )
        mesh = 0.4 * np.sin(slab.x * 260) * np.sin(slab.y * 260)
        layer.inflate(
            slab,
            tinted("#EFE0BC", 1 - 0.03 * index + 0.03 * clouds(slab.y.shape, index, 4, 6)),
            0.03,
            lift=0.9,
            bumps=0.12 * mesh + 0.2 * clouds(slab.y.shape, index + 4, 4, 8),
            material=Material(0.54, 0.05, 10),
        )
    stand(canvas, layer, 0.86, contact=(0.46, 0.25, 0.86))
    return canvas

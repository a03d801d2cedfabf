"""More pictures of groups: one valley scene with many settings, for the places where they live."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from .canvas import Canvas, rgb, tinted
from .group_valleys import HEIGHT, WIDTH
from .group_valleys import _berry_bush as berry_bush
from .group_valleys import _blossom_tree as blossom_tree
from .group_valleys import _goat as goat
from .group_valleys import _tent as tent
from .group_valleys import _willow as willow
from .landscape import House, Lime, Range, gentle_line, glow, ground, ladakhi_house, mountains, poplar, river, scatter, sky, stars
from .noise import clouds
from .shapes import ellipse, ribbon, smooth, stroke

Stops = tuple[tuple[float, str], ...]
NOON: Stops = ((0.0, "#5C92CC"), (0.38, "#B2D0E6"), (0.6, "#E8E9E2"))
DAWN: Stops = ((0.0, "#7FA3CB"), (0.30, "#C3CEDA"), (0.52, "#F2D9BE"))
EVENING: Stops = ((0.0, "#4B5F92"), (0.32, "#A98FA8"), (0.55, "#F0B98A"))
NIGHTFALL: Stops = ((0.0, "#16233F"), (0.34, "#35507F"), (0.58, "#8C86A4"))
CLOUDY: Stops = ((0.0, "#8FA4B8"), (0.4, "#C2CDD4"), (0.6, "#E2E2DC"))
GREEN, STUBBLE, MEADOW, GRAVEL, PLAIN, SNOW = (
    ("#8FA365", "#A9B374"),
    ("#C9B26C", "#B99A54"),
    ("#7D9B58", "#98B06C"),
    ("#C8BFA8", "#B4AB92"),
    ("#CDB583", "#B39A62"),
    ("#EEF1F4", "#D3DDE8"),
)


@dataclass(frozen=True)
class Valley:
    """What stands in a picture; places are (x, foot, size) with x from 0 to 1.5."""

    seed: int
    light: Stops
    fields: tuple[str, str]
    rock: str = "#9A866E"
    far: str = "#8C98AA"
    snow: float = 0.16
    floor: float = 0.60
    water: tuple[Sequence[tuple[float, float]], Sequence[float], str] | None = None
    lake: tuple[float, float] | None = None
    poplars: Sequence[float] = ()
    houses: Sequence[tuple[float, float, float]] = ()
    lamps: bool = False
    terraces: int = 0
    autumn: bool = False
    animals: tuple[int, str] = (0, "")
    tents: Sequence[tuple[float, float, float]] = ()
    willows: Sequence[tuple[float, float, float]] = ()
    blossom: Sequence[tuple[float, float, float]] = ()
    bushes: int = 0
    flowers: tuple[int, str] = (0, "")
    dunes: bool = False
    sun: float = -1.0


def valley(v: Valley, width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """Sky, two ranges, the valley floor, and what the place is known for, from far to near."""
    canvas = Canvas(width, height)
    sky(canvas, v.light)
    if v.lamps:
        stars(canvas, 220, v.seed)
    glow(canvas, 0.3 if v.sun < 0 else 1.2, 0.42, 0.5, 0.16, (0.10, 0.07, 0.03))
    haze = v.light[-1][1]
    mountains(
        canvas,
        Range(0.10, 0.34, v.far, v.seed, v.snow, 0.59, haze=haze, haze_share=0.5, snow_lit="#FFF6EA", snow_shade="#C4D2E4", sun=v.sun),
    )
    mountains(canvas, Range(0.33, 0.22, v.rock, v.seed + 22, 0.0, 0.54, haze=haze, haze_share=0.5, sun=v.sun))
    if v.dunes:
        mountains(canvas, Range(0.49, 0.10, "#D9C196", v.seed + 30, 0.0, 0.36, haze="#E2D2AE", haze_share=0.6, relief=0.22))
    ground(canvas, gentle_line(canvas, v.floor, 0.025, v.seed + 3), v.fields, v.seed + 4, rows=60)
    if v.lake:
        _lake(canvas, *v.lake)
    if v.water:
        river(canvas, *v.water, "#DCE9E8")
    for index, x in enumerate(v.poplars):
        greens = ("#D9A53A", "#F0CC62") if v.autumn else ("#66804A", "#9DB264")
        poplar(canvas, x, v.floor + 0.05 + 0.012 * float(np.sin(index)), 0.17 + 0.06 * abs(float(np.sin(index * 1.7))), *greens, index)
    lime = Lime("#A9B6C8", "#68789A", "#FAC46A") if v.lamps else Lime("#F1EADC", "#BDB4A4")
    for x, foot, size in v.houses:
        dark = () if v.lamps else tuple(range(6))
        ladakhi_house(canvas, House(x, foot, size, size * 0.72, 3, dark, 2 if size > 0.2 else 1), lime)
    for level in range(v.terraces):
        _terrace(canvas, v, level)
    _life(canvas, v)
    return canvas


def _lake(canvas: Canvas, top: float, deep: float) -> None:
    area = canvas.polygon(
        [
            (-0.1, top),
            (0.5, top - 0.006),
            (1.1, top),
            (1.6, top - 0.004),
            (1.6, top + deep),
            (0.9, top + deep * 1.3),
            (0.3, top + deep * 0.9),
            (-0.1, top + deep),
        ],
        soft=0.002,
    )
    share = np.clip((area.y - top) / deep, 0, 1)
    ripple = 0.06 * clouds(area.y.shape, 5, 3, 6) + 0.03 * np.sin(area.y * 700)
    canvas.put(area, (rgb("#2F6FA8") * (1 - share[..., None]) + rgb("#5FB0B8") * share[..., None]) * (1 + ripple)[..., None])


def _terrace(canvas: Canvas, v: Valley, level: int) -> None:
    top = v.floor + 0.085 + 0.085 * level
    line = top + 0.014 * np.sin(np.linspace(0, 5, canvas.width) + level * 1.3 + v.seed)
    ground(canvas, line, v.fields if level % 2 == 0 else (v.fields[1], v.fields[0]), v.seed + 40 + level, rows=90)
    steps = np.linspace(0, canvas.width - 1, 60).astype(int)
    wall = [(float(column) / canvas.height, float(line[column])) for column in steps]
    canvas.paint(canvas.polygon(ribbon(wall, 0.012 + 0.004 * level)), "#857A68", 0.9)


def _life(canvas: Canvas, v: Valley) -> None:
    for x, foot, size in v.tents:
        tent(canvas, x, foot, size)
    for x, foot, size in v.willows:
        willow(canvas, x, foot, size, int(x * 90))
    for x, foot, size in v.blossom:
        blossom_tree(canvas, x, foot, size, int(x * 90) + v.seed)
    low = min(0.95, v.floor + 0.10)
    for index, (a, b, c) in enumerate(sorted(scatter(v.bushes, v.seed), key=lambda s: s[1])):
        y = low - 0.04 + (0.98 - low) * b**1.2
        berry_bush(canvas, a * 1.5, y, (0.030 + (y - v.floor) * 0.22) * (0.8 + 0.4 * c), index)
    for index, (a, b, c) in enumerate(sorted(scatter(v.animals[0], v.seed + 6), key=lambda s: s[1])):
        y = low + b * (0.96 - low)
        if v.animals[1] == "goats":
            goat(canvas, a * 1.5, y, 0.022 + (y - low) * 0.10, c > 0.5, index)
        else:
            _yak(canvas, a * 1.5, y, 0.045 + (y - low) * 0.20, c > 0.5, v.animals[1])
    spots = scatter(v.flowers[0], v.seed + 9)
    if spots:
        tint = rgb(v.flowers[1])
        canvas.confetti(
            [
                (ellipse(a * 1.5, low + 0.02 + b * (1 - low), 0.0035 + 0.003 * b, 0.0028 + 0.002 * b)[::12], tint * (0.85 + 0.3 * c))
                for a, b, c in sorted(spots, key=lambda s: s[1])
            ]
        )


def _yak(canvas: Canvas, x: float, y: float, size: float, facing: bool, kind: str) -> None:
    """A yak, or a two-humped camel, from the side."""
    side = 1 if facing else -1
    coat = rgb("#2E2723" if kind == "yaks" else "#B28A58")
    canvas.darken(canvas.polygon(ellipse(x + size * 0.3, y, size * 1.1, size * 0.14), soft=size * 0.08), 0.35)
    tall = 0.42 if kind == "yaks" else 0.75
    for leg in (-0.5, -0.3, 0.35, 0.52):
        stroke(canvas, [(x + leg * size, y - size * tall), (x + leg * size, y)], size * 0.13, coat * 0.8)
    back = (
        ((-0.85, -0.75), (-0.5, -1.0), (0.1, -1.05), (0.55, -1.25), (0.9, -0.95), (0.88, -0.45), (0.3, -0.28), (-0.6, -0.30), (-0.9, -0.45))
        if kind == "yaks"
        else (
            (-0.8, -0.95),
            (-0.55, -1.35),
            (-0.25, -1.05),
            (0.05, -1.0),
            (0.3, -1.35),
            (0.55, -1.0),
            (0.75, -0.9),
            (0.7, -0.65),
            (0.0, -0.58),
            (-0.7, -0.65),
        )
    )
    body = canvas.polygon(smooth([(x + a * size * side, y + b * size) for a, b in back]), margin=size * 0.3)
    canvas.inflate(
        body, tinted(coat, 1 + 0.06 * clouds(body.y.shape, int(x * 99), 4, 9)), size * 0.28, bumps=size * 2 * clouds(body.y.shape, 7, 3, 8)
    )
    if kind == "yaks":
        head = ((0.85, -0.95), (1.15, -0.9), (1.25, -0.6), (1.05, -0.5), (0.85, -0.65))
        stroke(
            canvas,
            [
                (x + side * 1.02 * size, y - 0.92 * size),
                (x + side * 1.12 * size, y - 1.22 * size),
                (x + side * 0.98 * size, y - 1.34 * size),
            ],
            size * 0.06,
            "#8C7A5C",
        )
    else:
        stroke(
            canvas,
            smooth(
                [
                    (x + side * 0.65 * size, y - 0.85 * size),
                    (x + side * 0.95 * size, y - 0.85 * size),
                    (x + side * 1.02 * size, y - 1.25 * size),
                ],
                closed=False,
            ),
            size * 0.20,
            coat,
        )
        head = ((0.95, -1.40), (1.15, -1.42), (1.38, -1.28), (1.30, -1.16), (1.02, -1.18))
    canvas.paint(canvas.polygon(smooth([(x + a * size * side, y + b * size) for a, b in head])), coat * 0.92)


CALM = ([(1.6, 0.64), (1.1, 0.67), (0.75, 0.69), (0.42, 0.75), (-0.1, 0.84)], (0.018, 0.028, 0.040, 0.058, 0.09), "#4E8FA0")
WIDE = ([(-0.1, 0.66), (0.4, 0.68), (0.8, 0.74), (1.2, 0.86), (1.5, 1.05)], (0.016, 0.030, 0.050, 0.10, 0.16), "#5E9AA8")
GORGE = ([(0.78, 0.62), (0.70, 0.70), (0.80, 0.80), (0.70, 0.92), (0.74, 1.05)], (0.018, 0.040, 0.065, 0.10, 0.15), "#3F8A7C")
ROW = tuple(np.linspace(0.05, 1.45, 14).tolist())
SOME = (0.08, 0.15, 0.22, 1.20, 1.28, 1.35, 1.42)

_VALLEYS: dict[str, Valley] = {
    "group-rupshu-down": Valley(
        61, DAWN, PLAIN, rock="#A98E72", snow=0.10, lake=(0.615, 0.09), tents=((0.30, 0.80, 0.10),), animals=(22, "goats")
    ),
    "group-hanle-yak-circle": Valley(
        65, NIGHTFALL, ("#6E6A5A", "#5A584E"), rock="#4E5468", far="#5A6682", houses=((1.12, 0.66, 0.16),), lamps=True, animals=(9, "yaks")
    ),
    "group-tangtse-spindle": Valley(
        67,
        NOON,
        GREEN,
        rock="#8E8270",
        houses=((0.34, 0.70, 0.22), (0.62, 0.67, 0.15), (1.18, 0.68, 0.17)),
        water=CALM,
        willows=((1.38, 0.86, 0.30),),
    ),
    "group-alchi-brush-wood": Valley(
        69,
        EVENING,
        GREEN,
        rock="#8A6A5C",
        houses=((0.40, 0.72, 0.26), (0.78, 0.69, 0.17)),
        willows=((1.15, 0.88, 0.44), (0.10, 0.86, 0.34)),
        autumn=True,
        poplars=SOME,
    ),
    "group-temisgam-terrace": Valley(
        71,
        NOON,
        MEADOW,
        rock="#A98F78",
        terraces=4,
        houses=((0.72, 0.655, 0.15), (0.90, 0.645, 0.12)),
        poplars=SOME,
        blossom=((0.22, 0.93, 0.34),),
    ),
    "group-skurbuchan-pan": Valley(
        73, DAWN, GREEN, rock="#B08A6A", blossom=((0.34, 0.88, 0.42), (1.12, 0.92, 0.50)), houses=((0.74, 0.69, 0.19),), terraces=1
    ),
    "group-turtuk-garden": Valley(
        75,
        CLOUDY,
        GREEN,
        rock="#6F6A62",
        far="#7A8088",
        water=GORGE,
        terraces=0,
        houses=((0.30, 0.71, 0.17), (1.20, 0.70, 0.19)),
        flowers=(1500, "#E6A9B4"),
    ),
    "group-hunder-camel": Valley(
        77, EVENING, ("#D9C59A", "#C7AE7C"), rock="#6A5C62", dunes=True, animals=(7, "camels"), willows=((1.36, 0.84, 0.30),)
    ),
    "group-sumur-berry": Valley(79, NOON, GRAVEL, rock="#7A7078", water=WIDE, bushes=34, houses=((1.20, 0.645, 0.17),)),
    "group-stok-willow": Valley(
        81,
        DAWN,
        MEADOW,
        rock="#9A8A7A",
        willows=((0.22, 0.84, 0.40), (0.62, 0.80, 0.32), (1.25, 0.86, 0.46)),
        houses=((0.92, 0.685, 0.18),),
    ),
    "group-sakti-shed": Valley(
        83, EVENING, STUBBLE, rock="#8E7A66", houses=((0.42, 0.70, 0.20), (1.05, 0.66, 0.14)), terraces=2, poplars=SOME, autumn=True
    ),
    "group-chanigund-orchard": Valley(
        85, NOON, MEADOW, rock="#8A6E56", water=CALM, blossom=((0.30, 0.90, 0.40), (0.72, 0.84, 0.26), (1.22, 0.92, 0.46))
    ),
    "group-trespone-press": Valley(
        87, CLOUDY, GREEN, rock="#8E8270", houses=((0.50, 0.74, 0.27), (0.92, 0.69, 0.16)), poplars=ROW, terraces=1
    ),
    "group-mulbekh-mill": Valley(
        89, EVENING, STUBBLE, rock="#A67C5C", far="#9A7C72", snow=0.0, water=CALM, houses=((1.10, 0.70, 0.18),), terraces=2, poplars=SOME
    ),
    "group-pashkum-needle": Valley(
        91,
        NIGHTFALL,
        ("#5A6A54", "#48584A"),
        rock="#4A5068",
        far="#56627E",
        houses=((0.40, 0.74, 0.26), (0.78, 0.69, 0.18), (1.16, 0.72, 0.22)),
        lamps=True,
        poplars=SOME,
    ),
    "group-batalik-ridge": Valley(
        93,
        NOON,
        ("#9FA86A", "#B8B07C"),
        rock="#7E6A58",
        far="#8A7E78",
        snow=0.06,
        water=GORGE,
        terraces=1,
        blossom=((0.22, 0.86, 0.28), (1.28, 0.86, 0.30)),
    ),
    "group-panikhar-dairy": Valley(
        95, NOON, MEADOW, rock="#7E8A76", far="#9AA8BA", snow=0.30, animals=(10, "yaks"), water=CALM, flowers=(700, "#F2D24A")
    ),
    "group-drass-herb": Valley(
        97, DAWN, MEADOW, rock="#7A8A72", snow=0.26, flowers=(1800, "#C99AD0"), houses=((1.15, 0.67, 0.16),), terraces=1
    ),
    "group-mushkoo-wool": Valley(
        99,
        CLOUDY,
        ("#7F9F5C", "#9AB474"),
        rock="#6E7A68",
        far="#8FA0B0",
        snow=0.24,
        water=WIDE,
        animals=(20, "goats"),
        flowers=(600, "#F4F0E0"),
    ),
    "group-karsha-carvers": Valley(
        101,
        DAWN,
        STUBBLE,
        rock="#9A7E64",
        snow=0.20,
        houses=((0.60, 0.655, 0.15), (0.78, 0.635, 0.13), (0.94, 0.615, 0.12), (0.45, 0.69, 0.18)),
        willows=((1.30, 0.86, 0.42),),
    ),
    "group-zangla-yak-barley": Valley(
        103,
        EVENING,
        ("#C9A852", "#B8923E"),
        rock="#8A5E50",
        far="#8A7E96",
        snow=0.18,
        water=WIDE,
        animals=(6, "yaks"),
        houses=((0.22, 0.68, 0.17),),
    ),
    "group-lungnak-felt": Valley(
        105,
        CLOUDY,
        SNOW,
        rock="#6A625C",
        far="#7E8A9A",
        snow=0.34,
        water=GORGE,
        houses=((0.28, 0.72, 0.20), (1.22, 0.70, 0.17)),
        poplars=(0.08, 1.40),
    ),
}
SCENES: dict[str, Callable[[], Canvas]] = {name: partial(valley, setting) for name, setting in _VALLEYS.items()}

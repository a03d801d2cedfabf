"""The drawn pictures: enough of them, all different, in the right size; and the generator, which draws the same every time."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from marketplace.demo.pictures import __main__ as command
from marketplace.demo.pictures import catalogue, encode
from marketplace.demo.pictures.canvas import Canvas
from marketplace.demo.pictures.glassware import SCENES
from marketplace.demo.pictures.jars_bottles import apricot_preserve
from marketplace.demo.pictures.stage import finish

SMALL = 160
FEWEST = 120
GRID = 12
LEAST_DIFFERENT = 250  # of 12 x 12 x 3 values, summed in steps of 8 bits over the mean difference; the closest two differ by more


@cache
def masters() -> dict[str, Path]:
    pictures = json.loads((command.ASSETS / "manifest.json").read_text(encoding="utf-8"))["pictures"]
    return {row["name"]: command.ASSETS / max(row["sizes"], key=lambda size: size["width"])["file"] for row in pictures}


def test_a_picture_drawn_twice_is_the_same_to_the_last_pixel() -> None:
    assert finish(apricot_preserve(SMALL)).tobytes() == finish(apricot_preserve(SMALL)).tobytes()


def test_a_varied_scene_drawn_again_looks_like_its_kept_file() -> None:
    name = "drass-summer-honey"
    with Image.open(masters()[name]) as kept:
        there = np.asarray(kept.convert("RGB").resize((GRID, GRID), Image.Resampling.BOX), np.int32)
    again = np.asarray(finish(SCENES[name](SMALL)).resize((GRID, GRID), Image.Resampling.BOX), np.int32)
    assert np.abs(there - again).mean() < 6


def test_every_text_has_a_drawing_and_every_drawing_a_text() -> None:
    names = set(catalogue.pictures())
    assert names == set(masters())
    assert {path.name.rpartition("-")[0] for path in command.ASSETS.glob("*.avif")} == names


def test_masters_are_wide_enough_and_small_enough() -> None:
    wide = 0
    for path in masters().values():
        with Image.open(path) as image:
            assert image.format == "AVIF"
            assert image.width >= 1200, path.name
            wide += image.width == 1200
        assert path.stat().st_size <= 45_000, path.name
    assert wide >= FEWEST


def test_no_two_pictures_look_alike() -> None:
    grids = []
    for path in masters().values():
        with Image.open(path) as image:
            grids.append(np.asarray(image.convert("RGB").resize((GRID, GRID), Image.Resampling.BOX, reducing_gap=2.0), np.int32).ravel())
    stacked = np.stack(grids)
    for number in range(len(stacked) - 1):
        closest = np.abs(stacked[number + 1 :] - stacked[number]).sum(1).min()
        assert closest > LEAST_DIFFERENT * 8, list(masters())[number]


def test_a_rendition_takes_the_best_quality_that_fits() -> None:
    image = finish(apricot_preserve(SMALL))
    generous = encode.fitted(image, encode.Rendition(SMALL, "avif", 90_000, 90_000, 70, 30))
    tight = encode.fitted(image, encode.Rendition(SMALL, "avif", len(generous) - 1, 90_000, 70, 30))
    assert len(tight) < len(generous)


def test_a_picture_that_cannot_fit_is_refused() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (SMALL, SMALL, 3), dtype=np.uint8))
    with pytest.raises(encode.TooManyBytes):
        encode.fitted(noise, encode.Rendition(SMALL, "avif", 500, 600, 60, 50))


def test_only_a_layer_can_be_placed_on_a_canvas() -> None:
    canvas = Canvas(20, 20)
    with pytest.raises(ValueError, match="layered"):
        canvas.place(Canvas(20, 20))


def test_an_unknown_name_is_refused_before_anything_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--only", "no-such-thing", "--out", str(tmp_path)])
    assert "no such picture: no-such-thing" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

"""The picture generator: the same picture every time, one for every text, and never more bytes than allowed."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from marketplace.demo.pictures import __main__ as command
from marketplace.demo.pictures import catalogue, encode
from marketplace.demo.pictures.canvas import Canvas
from marketplace.demo.pictures.jars_bottles import apricot_preserve
from marketplace.demo.pictures.stage import finish

SMALL = 160


def test_a_picture_drawn_twice_is_the_same_to_the_last_pixel() -> None:
    assert finish(apricot_preserve(SMALL)).tobytes() == finish(apricot_preserve(SMALL)).tobytes()


def test_every_text_has_a_drawing_and_every_drawing_a_text() -> None:
    names = set(catalogue.pictures())
    assert len(names) == 47
    assert {path.name.rpartition("-")[0] for path in command.ASSETS.glob("*.avif")} == names


def test_two_products_never_share_a_drawing() -> None:
    scenes = catalogue.PRODUCT_SCENES
    small = {finish(scene(SMALL)).resize((16, 16)).tobytes() for scene in scenes[:6]}
    assert len(set(scenes)) == len(scenes) == 40
    assert len(small) == 6


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

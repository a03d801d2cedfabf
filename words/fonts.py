"""Cuts the fonts of pages in Nastaliq and in Tibetan script out of Noto: one file each, with the letters of its language alone."""

from dataclasses import dataclass
from pathlib import Path

from fontTools import subset

NOTO = Path("/usr/share/fonts/truetype/noto")  # Debian's fonts-noto-core


@dataclass(frozen=True)
class Cut:
    """One font and what is kept of it."""

    source: str
    target: str
    letters: str  # code points and ranges of them

    @property
    def codes(self) -> list[int]:
        """Each code point that is kept."""
        ends = [[int(code, 16) for code in part.split("-")] for part in self.letters.split()]
        return [code for first, *last in ends for code in range(first, (last or [first])[0] + 1)]


CUTS = (
    # Letters, marks, digits and full stops of Urdu (and of Purgi in its script), no Persian or Arabic extras beyond them.
    Cut(
        "NotoNastaliqUrdu-Regular.ttf",
        "nastaliq.woff2",
        "0020 0028-0029 002E 003A 0600-0603 060C-061F 0621-063A 0640-065A 0660-0669 066B-0671 0679 067E 0686 "
        "0688 0691 0698 06A9 06AF 06BA-06BE 06C1-06C3 06CC 06D2-06D4 06F0-06F9 200C-200F 2018-201D FDF2",
    ),
    # Letters of Bhoti with the stacks it writes; no letters for Sanskrit alone, no signs of calendars.
    Cut(
        "NotoSerifTibetan-Regular.ttf",
        "tibetan.woff2",
        "0020 00A0 0F04-0F05 0F08 0F0B-0F14 0F20-0F29 0F34 0F3A-0F3D 0F40-0F42 0F44-0F47 0F49 0F4F-0F51 "
        "0F53-0F56 0F58-0F5B 0F5D-0F64 0F66-0F68 0F6A 0F71-0F72 0F74 0F7A-0F7E 0F90-0F92 0F94-0F97 0F99 "
        "0F9F-0FA1 0FA3-0FA6 0FA8-0FAB 0FAD-0FB4 0FB6-0FB8",
    ),
)


def cut(one: Cut, folder: Path, noto: Path = NOTO) -> Path:
    """Write the font of one language as WOFF2. What joins and stacks letters is kept, what hints a screen of 1995 is not."""
    options = subset.Options(flavor="woff2", layout_features=["*"], hinting=False, desubroutinize=True, name_IDs=[0, 1, 2, 13, 14])
    font = subset.load_font(str(noto / one.source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=one.codes)
    cutter.subset(font)
    target = folder / one.target
    subset.save_font(font, str(target), options)
    return target

"""Draws the photos of examples/glow-lab: soft product shots made of gradients, the same bytes each time.

`python -m scripts.pictures` writes them into examples/glow-lab/photos, or into the folder that is named.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter

FOLDER = Path(__file__).parent.parent / "examples/glow-lab/photos"
SIZE = (1080, 1350)
FLOOR = 1060
"""Where things stand, in pixels from the top."""

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

WHITE, INK = (255, 255, 255), (58, 62, 70)
SHADES = (0.72, 0.98, 1.1, 1.03, 0.9, 0.8, 0.66)
"""How light falls on something round, from left to right."""


@dataclass(frozen=True)
class Tones:
    """What a product is painted with: `wall` behind, `floor` below, its `body`, its `cap`, its `label`."""

    wall: Colour
    floor: Colour
    body: Colour
    cap: Colour
    label: Colour


SERUM = Tones((214, 229, 233), (190, 209, 214), (126, 176, 190), (244, 240, 232), (246, 249, 248))
CLEANSER = Tones((222, 230, 214), (200, 212, 190), (236, 240, 228), (150, 172, 132), (206, 220, 194))
MASK = Tones((231, 224, 238), (212, 203, 223), (178, 160, 204), (246, 242, 236), (238, 232, 244))
CREAM = Tones((240, 228, 214), (224, 208, 190), (250, 246, 240), (206, 170, 132), (232, 214, 192))
BALM = Tones((245, 222, 210), (232, 202, 188), (222, 214, 206), (226, 164, 138), (250, 236, 226))


def shaded(colour: Colour, by: float) -> Colour:
    """A colour that is so much lighter or darker."""
    red, green, blue = (max(0, min(255, round(part * by))) for part in colour)
    return red, green, blue


def gradient(size: tuple[int, int], colours: Sequence[Colour], *, across: bool) -> Image.Image:
    """Colours that flow into each other, from left to right or from the top down."""
    strip = Image.new("RGB", (len(colours), 1) if across else (1, len(colours)))
    strip.putdata(list(colours))
    return strip.resize(size, Image.Resampling.BICUBIC)


def room(tones: Tones) -> Image.Image:
    """A wall in soft light, and a floor that begins without an edge."""
    wall = gradient(SIZE, [shaded(tones.wall, 1.06), tones.wall, shaded(tones.wall, 0.95)], across=False)
    floor = gradient(SIZE, [shaded(tones.floor, 0.92), shaded(tones.floor, 1.08)], across=False)
    edge = Image.new("L", SIZE, 0)
    ImageDraw.Draw(edge).rectangle((0, FLOOR - 130, *SIZE), fill=255)
    scene = Image.composite(floor, wall, edge.filter(ImageFilter.GaussianBlur(45)))
    light = ImageChops.invert(Image.radial_gradient("L")).resize((1500, 1500)).crop((350, 60, 1430, 1410))
    lit = Image.composite(Image.new("RGB", SIZE, WHITE), scene, light.point(lambda value: value * 0.3))
    return lit.convert("RGBA")


def mask_of(draw: Callable[[ImageDraw.ImageDraw], None], blur: float = 0.0) -> Image.Image:
    """A shape with smooth edges, drawn at twice its size."""
    large = Image.new("L", (SIZE[0] * 2, SIZE[1] * 2), 0)
    draw(ImageDraw.Draw(large))
    mask = large.resize(SIZE, Image.Resampling.LANCZOS)
    return mask.filter(ImageFilter.GaussianBlur(blur)) if blur else mask


def oval(box: Box, blur: float = 0.0) -> Image.Image:
    return mask_of(lambda draw: draw.ellipse(twice(box), fill=255), blur)


def slab(box: Box, radius: int, blur: float = 0.0) -> Image.Image:
    return mask_of(lambda draw: draw.rounded_rectangle(twice(box), radius * 2, fill=255), blur)


def twice(box: Box) -> Box:
    left, top, right, bottom = box
    return left * 2, top * 2, right * 2, bottom * 2


def standing(middle: int, floor: int, scale: float) -> Callable[[int, int, int, int], Box]:
    """Boxes around the point where something stands, so much larger or smaller."""

    def box(left: int, top: int, right: int, bottom: int) -> Box:
        x, y = (
            (middle + int(left * scale), middle + int(right * scale)),
            (int(top * scale), int(bottom * scale)),
        )
        return x[0], floor + y[0], x[1], floor + y[1]

    return box


def tint(scene: Image.Image, colour: Colour, mask: Image.Image, strength: float = 1.0) -> None:
    """Put a colour where the mask is, as strong as that."""
    scene.paste((*colour, 255), (0, 0), mask.point(lambda value: value * strength))


def shadow(scene: Image.Image, box: Box) -> None:
    """What something that fills the box throws on the floor, to the right."""
    left, _, right, bottom = box
    wide = right - left
    for grow, blur, depth in ((0.5, 42, 0.27), (0.06, 12, 0.43)):
        spot = (left - 6, bottom - 22, right + int(wide * grow), bottom + 26)
        tint(scene, INK, oval(spot, blur), depth)


def solid(
    scene: Image.Image, box: Box, colour: Colour, radius: int, shades: Sequence[float] = SHADES
) -> None:
    """Something round that stands upright and fills the box."""
    left, top, right, bottom = box
    fill = gradient((right - left, bottom - top), [shaded(colour, by) for by in shades], across=True)
    whole = Image.new("RGB", SIZE)
    whole.paste(fill, (left, top))
    scene.paste(whole, (0, 0), slab(box, radius))


def shine(scene: Image.Image, box: Box, strength: float = 0.55) -> None:
    """The light of a window on the left of what fills the box."""
    left, top, right, bottom = box
    wide = right - left
    strip = (left + wide // 8, top + 24, left + wide // 8 + max(10, wide // 14), bottom - 24)
    tint(scene, WHITE, slab(strip, 15, 5), strength)


def label(scene: Image.Image, box: Box, tones: Tones) -> None:
    """Paper with a drop, a line for the name and three for what nobody reads."""
    solid(scene, box, tones.label, 10, (0.88, 1.0, 1.03, 1.0, 0.97, 0.92))
    left, top, right, bottom = box
    middle, high = (left + right) // 2, bottom - top
    drop(
        scene, (middle, top + int(high * 0.3)), min((right - left) // 10, high // 9), shaded(tones.body, 0.62)
    )
    draw = ImageDraw.Draw(scene)
    lines = ((0.52, 0.30, 7, 0.5), (0.66, 0.20, 3, 0.75), (0.74, 0.24, 3, 0.75), (0.82, 0.16, 3, 0.75))
    for down, half, thick, tone in lines:
        at, reach = top + int(high * down), int((right - left) * half)
        draw.rounded_rectangle(
            (middle - reach, at, middle + reach, at + thick), 2, fill=shaded(tones.body, tone)
        )


def drop(scene: Image.Image, at: tuple[int, int], radius: int, colour: Colour) -> None:
    """A drop of something, with its light."""
    x, y = at

    def outline(draw: ImageDraw.ImageDraw) -> None:
        tip = [(2 * x, 2 * (y - 2 * radius)), (2 * (x - radius), 2 * y), (2 * (x + radius), 2 * y)]
        draw.polygon(tip, fill=255)
        draw.ellipse(twice((x - radius, y - radius, x + radius, y + radius)), fill=255)

    tint(scene, colour, mask_of(outline, 1))


def serum_bottle(scene: Image.Image, middle: int, floor: int, scale: float = 1.0) -> None:
    """Glass, with a dropper."""
    box = standing(middle, floor, scale)
    body = box(-160, -520, 160, 0)
    shadow(scene, body)
    solid(scene, box(-42, -800, 42, -640), SERUM.cap, int(40 * scale))
    solid(scene, box(-74, -668, 74, -548), shaded(SERUM.cap, 0.96), int(14 * scale))
    solid(scene, box(-62, -556, 62, -500), SERUM.body, int(6 * scale))
    solid(scene, body, SERUM.body, int(46 * scale))
    label(scene, box(-118, -360, 118, -90), SERUM)
    shine(scene, body)


def pump_bottle(scene: Image.Image, middle: int, floor: int, scale: float = 1.0) -> None:
    """Soft plastic, with a pump."""
    box = standing(middle, floor, scale)
    body = box(-180, -600, 180, 0)
    shadow(scene, body)
    solid(scene, box(-14, -760, 14, -640), shaded(CLEANSER.cap, 0.9), 4)
    solid(scene, box(-190, -800, 60, -740), CLEANSER.cap, int(26 * scale))
    solid(scene, box(-60, -670, 60, -590), CLEANSER.cap, int(12 * scale))
    solid(scene, body, CLEANSER.body, int(90 * scale))
    label(scene, box(-120, -420, 120, -120), CLEANSER)
    shine(scene, body, 0.7)


def jar(scene: Image.Image, middle: int, floor: int, scale: float = 1.0, tones: Tones = CREAM) -> None:
    """A low jar with a lid."""
    box = standing(middle, floor, scale)
    body = box(-270, -300, 270, 0)
    shadow(scene, body)
    solid(scene, body, tones.body, int(60 * scale))
    solid(scene, box(-280, -440, 280, -270), tones.cap, int(26 * scale))
    label(scene, box(-150, -235, 150, -35), tones)
    shine(scene, box(-280, -440, 280, -270), 0.5)


def tube(scene: Image.Image, middle: int, floor: int, scale: float = 1.0) -> None:
    """Aluminium, standing on its cap."""
    box = standing(middle, floor, scale)
    body = box(-170, -800, 170, -110)
    solid(scene, box(-120, -130, 120, 0), MASK.cap, int(18 * scale))
    solid(scene, body, MASK.body, int(36 * scale), (0.7, 1.05, 1.22, 0.96, 1.06, 0.84, 0.64))
    solid(scene, box(-176, -820, 176, -760), shaded(MASK.body, 0.92), 6)
    label(scene, box(-124, -600, 124, -260), MASK)
    shine(scene, body)


def tin(scene: Image.Image, middle: int, floor: int) -> None:
    """A flat tin, seen from above, with its lid beside it."""
    disc(scene, (middle - 110, floor - 250), 300, BALM.cap)
    disc(scene, (middle + 230, floor - 20), 210, BALM.body)


def disc(scene: Image.Image, at: tuple[int, int], radius: int, inside: Colour) -> None:
    """Something round and flat with a rim, from above."""
    x, y = at
    tint(scene, INK, oval((x - radius + 26, y - radius + 40, x + radius + 40, y + radius + 52), 26), 0.34)
    rim = (
        (0, shaded(BALM.body, 0.82)),
        (14, shaded(BALM.body, 1.1)),
        (34, shaded(inside, 0.9)),
        (46, inside),
    )
    for narrower, colour in rim:
        reach = radius - narrower
        tint(scene, colour, oval((x - reach, y - reach, x + reach, y + reach)))
    glow = (x - radius // 2, y - radius * 2 // 3, x + radius // 8, y - radius // 8)
    tint(scene, WHITE, oval(glow, 34), 0.45)


def swatch(scene: Image.Image) -> None:
    """A stroke of serum, as a finger leaves it."""
    for step in range(240):
        along = step / 239
        x = 170 + along * 740
        y = 700 - 190 * math.sin(along * 2.6 + 0.3) + 60 * math.sin(along * 9)
        radius = 118 * math.sin(math.pi * (0.12 + 0.8 * along)) + 16
        tone = 1.0 + 0.12 * math.sin(along * 26)
        around = (x - radius, y - radius, x + radius, y + radius)
        ImageDraw.Draw(scene).ellipse(around, fill=shaded(SERUM.body, tone))
    light = [(420, 1210), (760, 1010), (1180, 1060), (1560, 1340)]
    tint(scene, WHITE, mask_of(lambda draw: draw.line(light, fill=255, width=34), 12), 0.6)
    for at, radius in (((330, 1010), 34), ((800, 1080), 52), ((690, 1150), 22)):
        drop(scene, at, radius, shaded(SERUM.body, 0.9))


def shelf(scene: Image.Image) -> None:
    """Three of them on a board, as a bathroom has them."""
    solid(scene, (0, 1010, 1080, 1075), (196, 164, 128), 0, (0.96, 1.02, 1.0, 0.98))
    solid(scene, (0, 1070, 1080, 1090), (150, 120, 90), 0, (0.96, 1.0, 0.96))
    pump_bottle(scene, 230, 1010, 0.72)
    serum_bottle(scene, 560, 1010, 0.7)
    jar(scene, 860, 1010, 0.56)


def shot(tones: Tones, draw: Callable[[Image.Image], None]) -> Image.Image:
    """What is drawn, in a room of these tones."""
    scene = room(tones)
    draw(scene)
    return scene.convert("RGB")


def cut_out() -> Image.Image:
    """The mask on nothing at all, as shops want it."""
    scene = Image.new("RGBA", SIZE, (*MASK.wall, 0))
    tube(scene, 540, 1180, 1.25)
    return scene.crop((240, 90, 840, 1240)).resize((480, 920), Image.Resampling.LANCZOS)


def pictures() -> dict[str, Image.Image]:
    """The name of each file, and what it shows."""
    return {
        "barrier-serum-front.jpg": shot(SERUM, lambda scene: serum_bottle(scene, 540, FLOOR)),
        "barrier-serum-texture.webp": shot(SERUM, swatch),
        "cloud-cleanser-front.jpg": shot(CLEANSER, lambda scene: pump_bottle(scene, 540, FLOOR)),
        "everyday-cream-front.jpg": shot(CREAM, lambda scene: jar(scene, 540, FLOOR, 1.2)),
        "rest-day-mask-front.png": cut_out(),
        "shelf.jpg": shot(CREAM, shelf),
        "soft-landing-balm-front.webp": shot(BALM, lambda scene: tin(scene, 540, FLOOR)),
    }


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    how: dict[str, dict[str, Any]] = {
        ".jpg": {"quality": 86, "optimize": True, "progressive": True},
        ".png": {"optimize": True},
        ".webp": {"quality": 84, "method": 6},
    }
    for name, picture in pictures().items():
        picture.save(folder / name, **how[Path(name).suffix])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

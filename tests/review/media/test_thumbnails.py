"""Thumbnails: small, the right way up, without what else the file tells; hostile files say no."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from rawugc_sync.review.media.thumbnails import NoPicture, thumbnail
from tests.review.media.pictures import BLUE, RED, TAKEN_AT, bomb, bomb_of_text, halves, photo, saved


def small(data: bytes, content_type: str = "image/png") -> Image.Image:
    made = thumbnail(data, content_type)
    image = Image.open(io.BytesIO(made.data))
    assert Image.MIME[image.format or ""] == made.content_type
    image.load()
    return image


def near(image: Image.Image, at: tuple[float, float], colour: tuple[int, ...]) -> bool:
    """Whether a place of the picture (0 to 1 each way) has about this colour."""
    place = (int(at[0] * (image.width - 1)), int(at[1] * (image.height - 1)))
    seen = image.convert("RGB").getpixel(place)
    assert isinstance(seen, tuple)
    return all(abs(one - other) < 25 for one, other in zip(seen, colour, strict=True))


@pytest.mark.parametrize(
    ("data", "content_type", "size"),
    [
        (saved(halves()), "image/png", (480, 360)),
        (saved(halves((300, 1200))), "image/png", (120, 480)),
        (saved(halves(), "WEBP"), "image/webp", (480, 360)),
        (photo(), "image/jpeg", (480, 360)),
        (saved(halves((4000, 3000)), "JPEG", progressive=True), "image/jpeg", (480, 360)),
        (saved(halves((20, 10))), "image/png", (20, 10)),
        (saved(halves((20_000, 2))), "image/png", (480, 1)),
    ],
)
def test_the_longer_side_has_480_pixels_at_most(
    data: bytes, content_type: str, size: tuple[int, int]
) -> None:
    image = small(data, content_type)
    assert image.size == size
    assert near(image, (0.02, 0.5), RED)
    assert near(image, (0.98, 0.5), BLUE)


def test_one_pixel_is_a_picture() -> None:
    assert small(saved(Image.new("RGB", (1, 1), RED))).size == (1, 1)


@pytest.mark.parametrize(
    ("orientation", "red"),
    [(1, (0.1, 0.5)), (2, (0.9, 0.5)), (3, (0.9, 0.5)), (4, (0.1, 0.5)), (6, (0.5, 0.1)), (8, (0.5, 0.9))],
)
def test_a_photo_is_turned_as_it_was_taken(orientation: int, red: tuple[float, float]) -> None:
    image = small(photo(orientation), "image/jpeg")
    assert image.size == ((480, 360) if orientation < 5 else (360, 480))
    assert near(image, red, RED)
    assert near(image, (1 - red[0], 1 - red[1]), BLUE)


@pytest.mark.parametrize("orientation", [0, 9, 60_000])
def test_an_orientation_that_there_is_not_turns_nothing(orientation: int) -> None:
    assert small(photo(orientation), "image/jpeg").size == (480, 360)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_the_file_tells_beside_its_pixels_stays_behind(kind: str) -> None:
    exif = Image.Exif()
    exif[0x013B] = TAKEN_AT
    data = saved(halves(), kind, exif=exif, comment=TAKEN_AT, xmp=TAKEN_AT.encode(), icc_profile=b"x" * 200)
    assert TAKEN_AT.encode() in data
    made = thumbnail(data, Image.MIME[kind])
    assert TAKEN_AT.encode() not in made.data
    assert not dict(small(data, Image.MIME[kind]).getexif())


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "RGB"])
def test_every_colour_mode_of_a_png_is_shown(mode: str) -> None:
    image = Image.new("I;16", (64, 64), 40_000) if mode == "I;16" else halves((64, 64), mode)
    made = small(saved(image))
    assert (made.format, made.size) == ("JPEG", (64, 64))
    if mode == "I;16":
        assert near(made, (0.5, 0.5), (156, 156, 156))
    if mode in ("P", "RGB"):
        assert near(made, (0.1, 0.5), RED)


def test_a_photo_for_print_is_shown_in_the_colours_of_a_screen() -> None:
    made = small(saved(halves(mode="CMYK"), "JPEG"), "image/jpeg")
    assert made.mode == "RGB"
    assert near(made, (0.1, 0.5), RED)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_can_be_seen_through_stays_so(mode: str) -> None:
    image = Image.new("RGBA", (64, 64), (*RED, 255))
    image.paste((0, 0, 0, 0), (0, 0, 32, 64))
    data = saved(image.convert(mode)) if mode != "P" else saved(image.quantize())
    made = small(data)
    assert made.mode == "RGBA"
    alpha = made.getchannel("A")
    assert (alpha.getpixel((5, 30)), alpha.getpixel((60, 30))) == (0, 255)


def test_what_only_could_be_seen_through_is_a_jpeg() -> None:
    assert thumbnail(saved(Image.new("RGBA", (9, 9), (*RED, 255))), "image/png").content_type == "image/jpeg"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_what_moves_the_first_picture_is_shown(kind: str) -> None:
    data = saved(
        Image.new("RGB", (9, 9), RED), kind, save_all=True, append_images=[Image.new("RGB", (9, 9), BLUE)]
    )
    assert thumbnail(data, Image.MIME[kind]).moves
    assert near(small(data, Image.MIME[kind]), (0.5, 0.5), RED)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (saved(halves())[:-40], "image/png"),
        (saved(halves())[:30], "image/png"),
        (photo()[:2000], "image/jpeg"),
        (photo()[:20], "image/jpeg"),
        (saved(halves(), "WEBP")[:60], "image/webp"),
        (b"", "image/png"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"),
        (photo(), "image/png"),
        (saved(halves()), "image/jpeg"),
        (saved(halves()), "image/webp"),
        (bomb_of_text(), "image/png"),
    ],
)
def test_a_broken_file_says_so(data: bytes, content_type: str) -> None:
    with pytest.raises(NoPicture, match="it is broken, and cannot be read as a picture"):
        thumbnail(data, content_type)


@pytest.mark.parametrize("cut", range(20, 4000, 97))
def test_wherever_a_photo_is_cut_it_is_shown_or_says_why_not(cut: int) -> None:
    data = bytearray(photo())
    data[cut] ^= 0xFF
    try:
        assert thumbnail(bytes(data), "image/jpeg").data
    except NoPicture as why:
        assert str(why)  # noqa: PT017


def test_a_bomb_is_refused_by_its_header() -> None:
    with pytest.raises(NoPicture, match="it has 30000 x 30000 pixels, which are too many to unpack"):
        thumbnail(bomb(), "image/png")


def test_a_photo_of_very_many_passes_is_refused() -> None:
    data = saved(halves(), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(NoPicture, match="too many passes to unpack"):
        thumbnail(data[:-2] + scan * 100 + data[-2:], "image/jpeg")


@pytest.mark.parametrize("content_type", ["image/svg+xml", "image/gif", "image/tiff", "video/mp4", ""])
def test_nothing_else_is_opened(content_type: str) -> None:
    with pytest.raises(NoPicture, match="neither a PNG, nor a JPEG, nor a WebP"):
        thumbnail(saved(halves()), content_type)


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert thumbnail(photo(), "image/jpeg") == thumbnail(photo(), "image/jpeg")

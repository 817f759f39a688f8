"""Slopes, edges and heat in pictures, beside SciPy, scikit-image, NumPy's eigenvalues and closed forms."""

import io
from pathlib import Path

import numpy as np
import pytest
import scipy.ndimage as ndi
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from coursekit.data import photographs
from coursekit.data.photographs import brightness, edges_by_scikit_image, photograph, read_photograph, shrunk
from coursekit.descent import gradient_descent
from coursekit.image import (
    LAPLACE,
    SOBEL,
    canny,
    circulation,
    convolve,
    correlate,
    direction,
    follow,
    gaussian,
    heat_step,
    laplacian,
    largest_time_step,
    magnitude,
    smooth,
    sobel,
    thin,
)

skimage = pytest.importorskip("skimage", reason="scikit-image, a package of the test extra, is not installed")
OTHERS = ("coins", "brick", "coffee")  # of scikit-image's own
SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 9))
TABLES = SHAPES.flatmap(lambda shape: arrays(float, shape, elements=st.integers(0, 255).map(float)))


def picture(name: str) -> np.ndarray:
    return photograph() if name == "camera" else shrunk(brightness(getattr(skimage.data, name)()))


# --- kernels ---


@given(TABLES, st.tuples(st.sampled_from([1, 3, 5]), st.sampled_from([1, 3, 5])), st.integers(0, 999))
def test_correlation_and_convolution_are_those_of_scipy_also_where_the_kernel_is_larger(f, shape, seed):
    k = np.random.default_rng(seed).integers(-4, 5, shape)
    assert np.array_equal(correlate(f, k), ndi.correlate(f, k.astype(float), mode="reflect"))
    assert np.array_equal(convolve(f, k), ndi.convolve(f, k.astype(float), mode="reflect"))


@given(TABLES)
def test_sobel_is_that_of_scipy_and_keeps_its_sign(f):
    gx, gy = sobel(f)
    assert np.array_equal(gx, ndi.sobel(f, axis=1))
    assert np.array_equal(gy, ndi.sobel(f, axis=0))


def test_sobel_is_that_of_scikit_image_up_to_the_scale_that_the_lesson_tells():
    f = photograph()
    gx, gy = sobel(f)
    inside = (slice(1, -1), slice(1, -1))
    for ours, theirs, scale in (
        (gx, skimage.filters.sobel_v(f), 4),
        (gy, skimage.filters.sobel_h(f), 4),
        (magnitude(gx, gy), skimage.filters.sobel(f), 4 * np.sqrt(2)),
    ):
        assert np.allclose(ours[inside], scale * theirs[inside], rtol=1e-12, atol=1e-9)


def test_on_a_ramp_of_slope_3_four_scales_give_four_numbers():
    ramp = np.tile(3.0 * np.arange(7), (7, 1))
    found = np.gradient(ramp, axis=1), sobel(ramp)[0], skimage.filters.sobel_v(ramp), skimage.filters.sobel(ramp)
    assert [round(float(each[3, 3]), 2) for each in found] == [3, 24, 6, 4.24]


@given(TABLES, st.floats(0.3, 4))
def test_smoothing_is_that_of_scipy_and_no_light_is_lost(f, sigma):
    smoothed = smooth(f, sigma)
    assert np.allclose(smoothed, ndi.gaussian_filter(f, sigma), rtol=0, atol=1e-9)
    assert smoothed.sum() == pytest.approx(f.sum(), rel=1e-12)
    assert smoothed.min() >= f.min() - 1e-9
    assert smoothed.max() <= f.max() + 1e-9


def test_no_width_leaves_the_picture_as_it_is():
    assert np.array_equal(smooth(photograph(), 0), photograph())
    assert gaussian(0).tolist() == [1]


@pytest.mark.parametrize("angle", range(-170, 181, 10))
def test_the_direction_is_right_in_all_four_quadrants(angle):
    t = np.radians(angle)
    y, x = np.mgrid[:9, :9]
    gx, gy = sobel(x * np.cos(t) + y * np.sin(t))
    assert np.degrees(direction(gx, gy))[4, 4] == pytest.approx(angle)
    assert magnitude(gx, gy)[4, 4] == pytest.approx(8)


def test_a_zero_with_a_sign_turns_nothing_round():
    assert direction([-1.0, 1.0, 0.0], [-0.0, -0.0, -0.0]).tolist() == [np.pi, 0, 0]


# --- edges ---


@pytest.mark.parametrize("name", ["camera", *OTHERS])
@pytest.mark.parametrize(("sigma", "low", "high"), [(0.8, 100, 250), (1.4, 80, 200), (3, 20, 60)])
def test_canny_agrees_with_that_of_scikit_image(name, sigma, low, high):
    f = picture(name)
    ours = canny(f, sigma, low, high)
    theirs = skimage.feature.canny(f, sigma, low, high)
    assert np.mean(ours == theirs) >= 0.998
    assert ours.any() or not theirs.any()
    mirrored = skimage.feature.canny(f, sigma, low, high, mode="reflect")
    assert np.array_equal(ours[1:-1, 1:-1], mirrored[1:-1, 1:-1])  # so they differ at the border only, and why


def test_canny_finds_edges_in_the_lessons_photograph():
    assert 0.02 < canny(photograph(), 1.4, 80, 200).mean() < 0.06


@given(TABLES)
def test_only_pixels_that_have_no_larger_one_on_both_sides_of_their_gradient_stay(f):
    gx, gy = sobel(f)
    m, thinned = magnitude(gx, gy), thin(gx, gy)
    for y, x in np.argwhere(thinned > 0):
        ahead, behind = (
            ndi.map_coordinates(np.pad(m, 1), [[1 + y + s * down], [1 + x + s * across]], order=1)[0]
            for s in (1, -1)
            for across, down in [np.array([gx[y, x], gy[y, x]]) / max(abs(gx[y, x]), abs(gy[y, x]))]
        )
        assert m[y, x] >= max(ahead, behind) - 1e-9
        assert thinned[y, x] == m[y, x]


@given(TABLES, st.integers(1, 200), st.integers(0, 55))
def test_following_keeps_those_connected_parts_that_are_somewhere_high(f, low, more):
    labels, count = ndi.label(f >= low, np.ones((3, 3)))
    high = low + more
    kept = [i for i in range(1, count + 1) if f[labels == i].max() >= high]
    assert np.array_equal(follow(f, low, high), np.isin(labels, kept))


def test_a_long_winding_edge_is_followed_to_its_end():
    snake = np.zeros((41, 41))
    snake[::2] = 5
    snake[1::4, -1] = snake[3::4, 0] = 5
    snake[0, 0] = 9
    assert np.array_equal(follow(snake, 5, 9), snake > 0)


# --- heat ---


def eigenvalues(rows: int, columns: int) -> np.ndarray:
    """Return those of minus the Laplacian, written as a matrix: what it makes of each pixel alone."""
    alone = np.eye(rows * columns).reshape(-1, rows, columns)
    return np.linalg.eigvalsh(-np.array([laplacian(one).ravel() for one in alone]))


@pytest.mark.parametrize("shape", [(1, 2), (1, 9), (2, 2), (5, 8), (9, 9), (12, 7)])
def test_the_limit_is_2_over_the_largest_eigenvalue(shape):
    assert largest_time_step(*shape) == pytest.approx(2 / eigenvalues(*shape)[-1], rel=1e-12)


def test_below_the_limit_heat_evens_out_and_above_it_explodes():
    rng = np.random.default_rng(1)
    hot = rng.uniform(0, 100, (8, 11))
    limit = largest_time_step(8, 11)
    for part, calm in ((0.98, True), (1.02, False)):
        t = hot
        for _ in range(3000):
            t = heat_step(t, part * limit)
        assert (np.ptp(t) < np.ptp(hot)) == calm
        assert calm or np.ptp(t) > 1e6


@given(TABLES, st.floats(0.01, 0.25), st.integers(1, 30))
def test_heat_is_kept_and_up_to_a_quarter_the_hottest_never_grows_hotter(t, step, times):
    total, hottest, coldest = t.sum(), t.max(), t.min()
    for _ in range(times):
        t = heat_step(t, step)
        assert t.max() <= hottest * (1 + 1e-15) + 1e-12
        assert t.min() >= coldest - 1e-12
        hottest, coldest = t.max(), t.min()
    assert t.sum() == pytest.approx(total, rel=1e-13, abs=1e-9)


def test_a_heat_step_is_a_step_of_gradient_descent_on_half_the_squared_differences():
    hot = np.random.default_rng(2).uniform(0, 9, (4, 5))

    def unevenness(p):
        t = p.reshape(4, 5)
        return (np.sum(np.diff(t, axis=0) ** 2) + np.sum(np.diff(t, axis=1) ** 2)) / 2

    run = gradient_descent(unevenness, hot.ravel(), learning_rate=0.2, steps=3)
    t = hot
    for _ in range(3):
        t = heat_step(t, 0.2)
    assert run.x == pytest.approx(t.ravel(), abs=1e-6)


def test_a_single_pixel_gives_heat_to_nobody():
    assert heat_step([[7]], 3).tolist() == [[7]]
    assert largest_time_step(1, 1) == np.inf


# --- fields ---


def test_a_walk_round_a_loop_adds_up_to_nothing_in_a_gradient_and_to_twice_the_area_in_a_whirl():
    t = np.linspace(0, 2 * np.pi, 721)
    loop = 1 + np.array([2 * np.cos(t), np.sin(t)])
    assert circulation(lambda p: np.array([2 * p[0] * p[1], p[0] ** 2]), loop) == pytest.approx(0, abs=1e-4)
    assert circulation(lambda p: np.array([-p[1], p[0]]), loop) == pytest.approx(4 * np.pi, rel=1e-4)
    assert circulation(lambda p: 2 * p, [[0, 3], [0, 4]]) == 25


# --- what cannot be a picture ---


@pytest.mark.parametrize("value", [True, "x", None, 1j])
def test_pixels_that_are_no_numbers_are_refused(value):
    with pytest.raises(TypeError, match="image must be real numbers"):
        correlate([[value]], SOBEL)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.zeros((4, 5, 3)), r"image has shape \(4, 5, 3\): a picture in colour; brightness\(image\)"),
        (np.zeros((4, 5, 4)), r"a picture in colour"),
        (np.zeros(4), r"image has shape \(4,\); give a table of numbers"),
        (np.zeros((0, 4)), r"there is no pixel in it"),
        ([[1, np.nan]], r"image must be finite, but is nan at index \(0, 1\)"),
        ([[1, 2], [3]], r"rows of numbers of one length"),
    ],
)
@pytest.mark.parametrize("function", [sobel, lambda f: smooth(f, 1), lambda f: canny(f, 1, 1, 2), laplacian])
def test_what_is_no_table_of_brightness_is_one_sentence(image, words, function):
    with pytest.raises(ValueError, match=words):
        function(image)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: correlate([[1]], np.ones((2, 3))), r"kernel has shape \(2, 3\); give it an odd number"),
        (lambda: correlate([[1]], [1, 2, 1]), r"kernel has shape \(3,\)"),
        (lambda: smooth([[1]], -1), "sigma must lie between 0 and 100, but is -1"),
        (lambda: follow([[1]], 0, 1), "low must be positive"),
        (lambda: follow([[1]], 5, 2), "low is 5 and high is 2; give the smaller threshold first"),
        (lambda: magnitude([1, 2], [1]), r"gx has shape \(2,\) and gy has shape \(1,\)"),
        (lambda: heat_step([[1]], 0), "step must be positive and finite, but is 0"),
        (lambda: heat_step([1, 2], 0.2), r"temperature has shape \(2,\); give a table of numbers"),
        (lambda: largest_time_step(0, 3), "rows is 0"),
        (lambda: largest_time_step(3, 2.5), "columns must be a positive integer, but is 2.5; try 9"),
        (lambda: circulation(lambda p: p, [[1], [2]]), r"loop has shape \(2, 1\)"),
        (lambda: circulation(lambda p: p[0], [[0, 1], [0, 1]]), r"field gives an array of shape \(1,\) for points of"),
        (
            lambda: circulation(lambda p: [0, 1], [[0, 1], [0, 1]]),
            r"field gives an array of shape \(2,\) for points of",
        ),
        (lambda: circulation(lambda p: p * np.nan, [[0, 1], [0, 1]]), "what field gives must be finite, but is nan"),
        (lambda: sobel([[1e308, -1e308, 1e308]] * 3), "sums of weights and pixels are too large for a float"),
        (lambda: heat_step([[9, 0]], 1e308), "sums of weights and pixels are too large for a float"),
        (lambda: read_photograph(photographs.CAMERA, side=0), "side must be a whole number of pixels, 1 or more"),
        (lambda: read_photograph(photographs.CAMERA, side=2.5), "side must be a whole number of pixels, 1 or more"),
    ],
)
def test_settings_that_cannot_be_are_one_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1)])
def test_a_picture_one_pixel_wide_works(shape):
    f = np.arange(np.prod(shape)).reshape(shape)
    assert [g.shape for g in sobel(f)] == [shape, shape]
    assert np.array_equal(sobel(f)[0], ndi.sobel(f.astype(float), axis=1))
    assert canny(f, 1, 1, 2).shape == smooth(f, 3).shape == heat_step(f, 0.2).shape == shape


def test_the_picture_that_was_given_stays_as_it_was():
    f = photograph()
    before = f.copy()
    canny(f, 1, 50, 100)
    heat_step(f, 0.2)
    assert np.array_equal(f, before)
    assert f.flags.writeable


# --- photographs ---


def saved(tmp_path: Path, pixels: np.ndarray, name: str, mode: str | None = None) -> Path:
    picture = Image.fromarray(pixels)
    (picture.convert(mode) if mode else picture).save(tmp_path / name)
    return tmp_path / name


GREY = np.arange(0, 240, dtype=np.uint8).reshape(12, 20)


def test_a_photograph_of_any_kind_becomes_the_same_brightness(tmp_path):
    rgb = np.repeat(GREY[..., None], 3, axis=2)
    opaque = np.concatenate([rgb, np.full((12, 20, 1), 255, np.uint8)], axis=2)
    kinds = {
        "grey.png": GREY, "colour.png": rgb, "alpha.png": opaque, "wide.png": GREY.astype(np.uint16) * 257,
        "wide.tiff": GREY.astype(np.uint16) * 257, "floats.tiff": (GREY / 255).astype(np.float32), "grey.bmp": GREY,
    }  # fmt: skip
    for name, pixels in kinds.items():
        assert read_photograph(saved(tmp_path, pixels, name)) == pytest.approx(GREY, abs=1e-4), name
        assert brightness(pixels) == pytest.approx(GREY, abs=1e-4), name
    for mode in ("P", "LA"):
        assert read_photograph(saved(tmp_path, GREY, f"{mode}.png", mode)) == pytest.approx(GREY), mode
    assert read_photograph(saved(tmp_path, GREY, "cmyk.tiff", "CMYK")) == pytest.approx(GREY, abs=1)
    assert set(np.unique(read_photograph(saved(tmp_path, GREY, "two.png", "1")))) == {0, 255}


def test_what_is_transparent_lies_on_white():
    assert brightness(np.array([[[0, 0, 0, 0], [0, 0, 0, 255]]], np.uint8)).tolist() == [[255, 0]]


def test_green_looks_brighter_than_blue_as_pillow_has_it():
    colours = np.random.default_rng(1).integers(0, 256, (6, 7, 3)).astype(np.uint8)
    assert brightness(colours) == pytest.approx(np.asarray(Image.fromarray(colours).convert("L")), abs=0.6)


def test_a_turned_phone_is_turned_back(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    Image.fromarray(GREY).save(tmp_path / "turned.png", exif=exif)
    assert np.array_equal(read_photograph(tmp_path / "turned.png"), np.rot90(GREY, -1))


def test_forty_megapixels_are_shrunk_and_a_narrow_picture_keeps_a_pixel(tmp_path):
    columns = np.linspace(0, 255, 8000)
    large = np.repeat(np.tile(columns.astype(np.uint8), (5000, 1))[..., None], 3, axis=2)
    small = read_photograph(saved(tmp_path, large, "large.jpg"))
    assert small.shape == (160, 256)
    assert np.allclose(small, np.linspace(0.5, 254.5, 256), rtol=0, atol=2)
    assert shrunk(np.ones((1, 5000))).shape == (1, 256)
    assert shrunk(np.ones((5000, 2))).shape == (256, 1)


def test_each_pixel_of_a_smaller_picture_is_a_mean():
    f = np.random.default_rng(3).uniform(0, 255, (512, 512))
    assert np.allclose(shrunk(f), f.reshape(256, 2, 256, 2).mean(axis=(1, 3)), rtol=1e-5)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no file .*mine.png; give its path as it is seen from"),
        (b"", "is no picture that can be read"),
        (b"name,mass\nA,3\n", "is no picture that can be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "is no picture that can be read"),
        ("cut", "is no picture that can be read"),
    ],
)
def test_a_path_that_is_no_picture_is_one_sentence(tmp_path, content, words):
    path = tmp_path / "mine.png"
    if content == "cut":
        file = io.BytesIO()
        Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90)).astype(np.uint8)).save(file, "png")
        content = file.getvalue()[:3000]
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=words) as caught:
        read_photograph(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", [None, 3, GREY])
def test_what_is_no_path_is_one_sentence(path):
    with pytest.raises(TypeError, match="path must be the path of a picture file"):
        read_photograph(path)


def test_a_folder_and_a_picture_of_a_gigapixel_are_no_photograph(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="is no picture that can be read"):
        read_photograph(tmp_path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(ValueError, match="is no picture that can be read"):
        read_photograph(saved(tmp_path, GREY, "grey.png"))


@pytest.mark.parametrize(
    ("image", "error", "words"),
    [
        (np.zeros((2, 2, 5)), ValueError, "a picture has shape"),
        (np.zeros(4), ValueError, "a picture has shape"),
        (np.zeros((0, 3)), ValueError, "a picture has shape"),
        ([["a"]], TypeError, "the pixels of a picture are numbers, and these are"),
        ([[1j]], TypeError, "these are complex128"),
        ([[0.5, np.nan]], ValueError, "the pixel in row 0, column 1 is nan"),
        ([[3, 300]], ValueError, "the pixel in row 0, column 1 is 300"),
        ([[0.5, -0.1]], ValueError, "the pixel in row 0, column 1 is -0.1"),
        ([[0.5, 1.2]], ValueError, "the largest pixel is 1.2: nobody can know whether white is 1 or 255"),
    ],
)
def test_an_array_that_is_no_photograph_is_one_sentence(image, error, words):
    with pytest.raises(error, match=words):
        brightness(image)


def test_the_photograph_is_that_of_scikit_image_at_half_its_size_and_its_licence_is_with_it():
    original = skimage.data.camera().astype(float)
    assert np.abs(photograph() - original.reshape(256, 2, 256, 2).mean(axis=(1, 3))).max() <= 0.5
    assert "CC0 by the photographer (Lav Varshney)" in " ".join(skimage.data.camera.__doc__.split())
    text = photographs.CAMERA.with_suffix(".txt").read_text("utf-8")
    assert "Lav Varshney" in text
    assert "CC0" in text


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 40), st.integers(1, 40))
def test_the_kernels_add_up_as_their_names_say(rows, columns):
    flat = np.full((rows, columns), 7.0)
    assert not sobel(flat)[0].any()
    assert not correlate(flat, LAPLACE).any()


def test_the_edges_that_come_with_the_course_are_scikit_images():
    assert np.array_equal(edges_by_scikit_image(), skimage.feature.canny(photograph(), 1.4, 80, 200))

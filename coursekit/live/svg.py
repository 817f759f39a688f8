"""Matplotlib artists as compact SVG: the moving part of a live picture.

`SvgRenderer` is a matplotlib renderer like any other, so every artist can be drawn with it, by its own `draw` method.
It differs from matplotlib's SVG backend in what it leaves out: elements of one style share one group, a glyph is
written once for the life of a picture, and coordinates have one decimal. A move sends 3 KB where the backend sends 20.
"""

import base64
import io
import re
from typing import Any

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import rgb2hex
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from PIL import Image

__all__ = ["SvgRenderer", "png_url", "still_url"]

_CAPS = {"butt": "butt", "round": "round", "projecting": "square"}
_PIECES = re.compile(r"[0-9]|[^0-9]+")  # numbers change at every move, words do not
LARGE = 150_000  # letters of an address; a page asks for about twice as much in a second
FEW_COLOURS, FEW_PIXELS = 32, 64 * 64
_COMMANDS = {Path.MOVETO: ("M", 1), Path.LINETO: ("L", 1), Path.CURVE3: ("Q", 2), Path.CURVE4: ("C", 3)}


def png_url(pixels: Any) -> str:
    """Return an array of pixels as the address of a PNG."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png", compress_level=4)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def still_url(pixels: Any) -> str:
    """Return what stands still as the address of a PNG; of a WebP file, exact too, where that is large."""
    if len(url := png_url(pixels)) < LARGE:
        return url
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "webp", lossless=True, quality=0, method=1)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()


def image_url(pixels: Any) -> str:
    """Return an array of pixels as the address of a WebP file, a third of a PNG: it travels at every move.

    A picture of many colours and pixels is kept as well as the eye can tell, any other exactly.
    """
    image = Image.fromarray(np.ascontiguousarray(pixels if pixels[..., 3].min() < 255 else pixels[..., :3]))
    many = image.mode == "RGB" and image.width * image.height > FEW_PIXELS and not image.getcolors(FEW_COLOURS)
    file = io.BytesIO()
    image.save(file, "webp", lossless=not many, quality=75 if many else 0, method=1)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()


def path_data(vertices: Any, codes: Any) -> str:
    """Return points and matplotlib's path codes as the `d` of an SVG path."""
    numbers = np.clip(vertices, -1e5, 1e5).tolist()
    words: list[str] = []
    i, last = 0, None
    while i < len(codes):
        code = codes[i]
        if code == Path.CLOSEPOLY:
            words.append("Z")
            i, last = i + 1, None
        elif code == Path.STOP:
            break
        else:
            letter, count = _COMMANDS[code]
            if code != last:
                words.append(letter)
            for x, y in numbers[i : i + count]:
                words.append(f"{x:.1f} {y:.1f}")
            i, last = i + count, None if code == Path.MOVETO else code
    return " ".join(words)


class SvgRenderer(RendererBase):
    """Write artists as SVG elements, in pixels of a figure of `width` by `height` at `dpi`, y downwards.

    Parameters
    ----------
    width, height, dpi : float
        Size of the canvas in pixels, and pixels to the inch.
    prefix : str
        Begins every id, so that two pictures of one page do not mix theirs.

    `glyphs` holds the outlines of the letters so far: id to path data, 100 units to the em, y upwards.
    """

    def __init__(self, width: float, height: float, dpi: float, prefix: str) -> None:
        super().__init__()
        self.width, self.height, self.dpi, self.prefix = width, height, dpi, prefix
        self.glyphs: dict[str, str] = {}
        self._outlines: dict[str, Any] = {}
        self._names: dict[str, str] = {}
        self._pieces: dict[tuple[str, Any], tuple[list[tuple[str, float, str]], float]] = {}
        self._heights: dict[Any, tuple[float, float, float]] = {}
        self.begin("")

    def begin(self, family: str) -> None:
        """Begin anew; the definitions that follow belong to `family`, whose ids are its own."""
        self._parts: list[str] = []
        self._group = ""
        self._family = family
        self._known: dict[Any, str] = {}
        self._symbols: dict[Any, str] | None = None

    def take(self) -> str:
        """Return what was drawn since the last call."""
        self._close()
        svg = "".join(self._parts)
        self._parts = []
        return svg

    # What matplotlib asks of a renderer.
    def get_canvas_width_height(self) -> tuple[float, float]:  # noqa: D102
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:  # noqa: D102
        return points * self.dpi / 72

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:  # noqa: D102
        flipped = transform + Affine2D().scale(1, -1).translate(0, self.height)
        style = self._style(gc, rgbFace)
        if self._symbols is not None:  # of a collection: the same path at many places is written once
            matrix = flipped.get_matrix()
            x, y = matrix[:2, 2]
            key = (id(path), matrix[:2, :2].tobytes())
            if key not in self._symbols:
                self._symbols[key] = self._define(
                    "path", d=self._data(gc, path, flipped + Affine2D().translate(-x, -y), rgbFace, inside=False)
                )
            self._add(gc, style, f'<use href="#{self._symbols[key]}" x="{x:.1f}" y="{y:.1f}"/>')
        else:
            self._add(gc, style, f'<path d="{self._data(gc, path, flipped, rgbFace)}"/>')

    def draw_markers(  # noqa: D102
        self,
        gc: Any,
        marker_path: Any,
        marker_trans: Any,
        path: Any,
        trans: Any,
        rgbFace: Any = None,
    ) -> None:
        marker = self._data(gc, marker_path, marker_trans + Affine2D().scale(1, -1), rgbFace, inside=False)
        symbol = self._define("path", d=marker)
        uses = [
            f'<use href="#{symbol}" x="{x:.1f}" y="{self.height - y:.1f}"/>'
            for x, y in (vertices[-2:] for vertices, _ in path.iter_segments(trans, simplify=False))
            if np.isfinite(x) and np.isfinite(y) and abs(x) < 1e5 and abs(y) < 1e5
        ]
        if uses:
            self._add(gc, self._style(gc, rgbFace), "".join(uses))

    def draw_path_collection(self, *args: Any, **kwargs: Any) -> None:  # noqa: D102
        self._symbols = {}
        try:
            super().draw_path_collection(*args, **kwargs)
        finally:
            self._symbols = None

    def option_scale_image(self) -> bool:  # noqa: D102
        return True  # an image with interpolation="none" comes as it is, and the page makes its pixels large

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:  # noqa: D102
        height, width = im.shape[:2]
        if transform is not None:
            placed = Affine2D().scale(1 / width, 1 / height) + transform + Affine2D().translate(x, y)
            matrix = (placed + Affine2D().scale(1, -1).translate(0, self.height)).get_matrix()[:2].T.ravel()
            where = f'transform="matrix({" ".join(f"{number:.5g}" for number in matrix)})"'
            size = f'width="{width}" height="{height}" preserveAspectRatio="none"'
            self._add(gc, "", f'<image href="{image_url(im)}" {size} {where} style="image-rendering:pixelated"/>')
            return
        self._add(
            gc, "", f'<image href="{png_url(im[::-1])}" x="{x:.1f}" y="{self.height - y - height:.1f}" '
            f'width="{width}" height="{height}"/>'
        )  # fmt: skip

    def draw_gouraud_triangles(self, gc: Any, *args: Any) -> None:  # noqa: D102
        self._raster("draw_gouraud_triangles", gc, *args)

    def draw_quad_mesh(self, gc: Any, *args: Any) -> None:  # noqa: D102
        self._raster("draw_quad_mesh", gc, *args)

    def draw_text(  # noqa: D102
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        to_path = self._text2path
        parts: list[str] = []
        if ismath:
            info, self._outlines, rectangles = to_path.get_glyphs_mathtext(prop, s, self._outlines)
            for name, dx, dy, scale in info:
                place = f'transform="translate({dx:.1f} {dy:.1f}) scale({scale:.3f})"'
                parts.append(f'<use href="#{self._glyph(name)}" {place}/>')
            parts += [f'<path d="{path_data(vertices, codes)}"/>' for vertices, codes in rectangles]
        else:
            start = 0.0
            for piece in _PIECES.findall(s):
                glyphs, width = self._laid_out(piece, prop)
                parts += [f'<use href="#{glyph}" x="{start + dx:.0f}"{dy}/>' for glyph, dx, dy in glyphs]
                start += width
        size = self.points_to_pixels(prop.get_size_in_points()) / to_path.FONT_SCALE
        turn = f" rotate({-angle:.2f})" if angle else ""
        place = f'transform="translate({x:.1f} {y:.1f}){turn} scale({size:.4f} {-size:.4f})"'
        gc.set_linewidth(0)
        self._add(gc, self._style(gc, gc.get_rgb()), f"<g {place}>{''.join(parts)}</g>")

    def _get_font_height_metrics(self, prop: Any) -> tuple[float, float, float]:
        """Return ascent, descent and line gap of a font, for matplotlib 3.11 and later: it reads its file at each draw.

        They are those that matplotlib itself finds where a renderer has none. An older one does not ask.
        """
        if prop not in self._heights:
            if len(self._heights) > 1000:
                self._heights.clear()
            font = self._text2path._get_font(prop)  # type: ignore[attr-defined]
            scale = self.points_to_pixels(prop.get_size_in_points()) / font.get_sfnt_table("head")["unitsPerEm"]
            if table := font.get_sfnt_table("OS/2"):
                found = table["sTypoAscender"], -table["sTypoDescender"], table["sTypoLineGap"]
            else:
                table = font.get_sfnt_table("hhea")
                found = table["ascent"], -table["descent"], table["lineGap"]
            ascent, descent, gap = (scale * length for length in found)
            self._heights[prop] = ascent, descent, gap
        return self._heights[prop]

    # How it is written.
    def _data(self, gc: Any, path: Any, transform: Any, face: Any, inside: bool = True) -> str:
        """Return a path in pixels; an open line is cut to the canvas and thinned, as the Agg renderer does."""
        line = inside and face is None and gc.get_hatch_path() is None
        width = self.points_to_pixels(gc.get_linewidth())
        cleaned = path.cleaned(
            transform,
            remove_nans=True,
            clip=(-1, -1, self.width + 1, self.height + 1) if line else None,
            simplify=line and path.should_simplify,
            curves=True,
            stroke_width=width,
            snap=gc.get_snap() if inside else False,
            sketch=gc.get_sketch_params(),
        )
        return path_data(cleaned.vertices, cleaned.codes)

    def _style(self, gc: Any, face: Any) -> str:
        forced = gc.get_alpha() if gc.get_forced_alpha() else None
        style = []
        if gc.get_hatch_path() is not None:
            style.append(f'fill="url(#{self._hatch(gc, face)})"')
        elif face is None:
            style.append('fill="none"')
        else:
            style.append(self._paint("fill", face, forced))
        if width := self.points_to_pixels(gc.get_linewidth()):
            style.append(self._paint("stroke", gc.get_rgb(), forced))
            style.append(f'stroke-width="{width:.2f}" stroke-linejoin="{gc.get_joinstyle()}"')
            style.append(f'stroke-linecap="{_CAPS[gc.get_capstyle()]}"')
            offset, dashes = gc.get_dashes()
            if dashes is not None:
                lengths = " ".join(f"{self.points_to_pixels(length):.2f}" for length in dashes)
                style.append(f'stroke-dasharray="{lengths}" stroke-dashoffset="{self.points_to_pixels(offset):.2f}"')
        if not gc.get_antialiased():
            style.append('shape-rendering="crispEdges"')
        return " ".join(style)

    @staticmethod
    def _paint(what: str, color: Any, alpha: float | None = None) -> str:
        alpha = (*color, 1)[3] if alpha is None else alpha
        return f'{what}="{rgb2hex(color)}"' + ("" if alpha == 1 else f' {what}-opacity="{alpha:.3g}"')

    def _add(self, gc: Any, style: str, element: str) -> None:
        group = (style + self._clip(gc)).strip()
        if group != self._group:
            self._close()
            self._parts.append(f"<g {group}>")
            self._group = group
        self._parts.append(element)

    def _close(self) -> None:
        if self._group:
            self._parts.append("</g>")
            self._group = ""

    def _clip(self, gc: Any) -> str:
        rectangle = gc.get_clip_rectangle()
        path, transform = gc.get_clip_path()
        if path is not None:
            flipped = transform + Affine2D().scale(1, -1).translate(0, self.height)
            cleaned = path.cleaned(flipped, remove_nans=True, curves=True)
            inner = f'<path d="{path_data(cleaned.vertices, cleaned.codes)}"/>'
        elif rectangle is not None:
            x, y, width, height = rectangle.bounds
            inner = f'<rect x="{x:.1f}" y="{self.height - y - height:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
        else:
            return ""
        return f' clip-path="url(#{self._define("clipPath", inner)})"'

    def _define(self, tag: str, inner: str = "", **attributes: str) -> str:
        """Write a definition where it is new, and return its id."""
        key = (tag, inner, *attributes.items())
        if key not in self._known:
            self._close()
            self._known[key] = name = f"{self.prefix}{self._family}{len(self._known)}"
            words = "".join(f' {word}="{value}"' for word, value in attributes.items())
            self._parts.append(f'<defs><{tag} id="{name}"{words}>{inner}</{tag}></defs>')
        return self._known[key]

    def _hatch(self, gc: Any, face: Any) -> str:
        size = self.dpi
        path = gc.get_hatch_path().cleaned(Affine2D().scale(size, -size).translate(0, size), curves=True)
        forced = gc.get_alpha() if gc.get_forced_alpha() else None
        ground = (
            f'<rect width="{size}" height="{size}" {self._paint("fill", face, forced)}/>' if face is not None else ""
        )
        color = gc.get_hatch_color()
        line = f'{self._paint("stroke", color)} stroke-width="{self.points_to_pixels(gc.get_hatch_linewidth()):.2f}"'
        inner = f'{ground}<path d="{path_data(path.vertices, path.codes)}" {self._paint("fill", color)} {line}/>'
        return self._define("pattern", inner, patternUnits="userSpaceOnUse", width=str(size), height=str(size))

    def _laid_out(self, piece: str, prop: Any) -> tuple[list[tuple[str, float, str]], float]:
        """Return the glyphs of a piece of text with their places, and its width; laid out once, for that is slow."""
        if (piece, prop) not in self._pieces:
            if len(self._pieces) > 1000:
                self._pieces.clear()
            font = self._text2path._get_font(prop)  # type: ignore[attr-defined]
            for each in "0123456789" if piece in "0123456789" else [piece]:  # with one digit the others will come
                info, self._outlines, _ = self._text2path.get_glyphs_with_font(font, each + "|", self._outlines)
                glyphs = [(self._glyph(name), dx, f' y="{dy:.0f}"' if round(dy) else "") for name, dx, dy, _ in info]
                self._pieces[each, prop] = glyphs[:-1], info[-1][1]  # the bar begins where the piece ends
        return self._pieces[piece, prop]

    def _glyph(self, name: str) -> str:
        """Return the id of a glyph, whose outline is written at its first use."""
        if name not in self._names:
            self._names[name] = f"{self.prefix}g{len(self._names)}"
            self.glyphs[self._names[name]] = path_data(*self._outlines[name])
        return self._names[name]

    def _raster(self, method: str, gc: Any, *args: Any) -> None:
        """Draw by the Agg renderer what SVG has no element for."""
        agg = RendererAgg(int(self.width), int(self.height), self.dpi)
        getattr(agg, method)(gc, *args)
        pixels = np.asarray(agg.buffer_rgba())
        ys, xs = np.nonzero(pixels[..., 3])
        if len(ys):
            top, bottom, left, right = int(ys.min()), int(ys.max()) + 1, int(xs.min()), int(xs.max()) + 1
            gc = self.new_gc()
            self.draw_image(gc, left, self.height - bottom, pixels[top:bottom, left:right][::-1])

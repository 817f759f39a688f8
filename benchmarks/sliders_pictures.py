"""The two pictures of `sliders.py`, each shown in four ways. Runs in the kernel."""

from typing import Any

import anywidget
import ipywidgets
import numpy as np
import traitlets

from coursekit.functions import get
from coursekit.live import Explorer, explore, log_slider, slider
from coursekit.live.explorer import present_by
from coursekit.live.picture import COLORS, Picture
from coursekit.pictures.derivative import secant
from coursekit.pictures.descent import descent as course_descent

SIN = get("sin")


def valley(x: Any, y: Any) -> Any:
    return 0.5 * x**2 + 2 * y**2


def path_of(rate: float) -> Any:
    steps = np.arange(50)
    return np.array([4.5 * (1 - rate) ** steps, 2.5 * (1 - 4 * rate) ** steps])


GRID = np.linspace(-5, 5, 80), np.linspace(-3, 3, 60)


def draw_descent(ax: Any) -> Any:
    ax.contourf(*GRID, valley(*np.meshgrid(*GRID)), 20, cmap="Blues")
    ax.set(xlim=(-5, 5), ylim=(-3, 3), xlabel="x", ylabel="y")
    return ax.plot([], [], "o-", color=COLORS["orange"])[0], ax.text(-4.8, 2.6, "")


def see_descent(learning_rate: float) -> Any:
    path = path_of(learning_rate)
    return {"path": path, "height": valley(*path[:, -1])}


def move_descent(artists: Any, learning_rate: float, path: Any, height: float) -> str:
    line, text = artists
    line.set_data(*path)
    text.set_text(f"rate {learning_rate:.3f}: f = {height:.3e} after 49 steps")
    return f"With a learning rate of {learning_rate:.3f} f is {height:.3e} after 49 steps."


RATES = slider(0.01, 0.5, value=0.01, step=0.01)
H = log_slider(1, 1e-6)
descent = Picture(see_descent, draw_descent, move_descent, controls={"learning_rate": RATES})


def explorer(picture: str) -> Explorer:
    if picture == "start":
        return explore(course_descent, target=None)
    if picture == "secant":
        return explore(secant, f=SIN, h=H, x=1.0, low=-3, high=3, target=None)
    return explore(descent)


def parts(picture: str) -> tuple[Any, Any, Any]:
    """Return `draw(ax)`, `update(artists, value)` and the slider of ipywidgets."""
    if picture == "secant":
        values = ipywidgets.SelectionSlider(options=[(f"{h:.3g}", h) for h in H.values], description="h")
        return (
            lambda ax: secant.draw(ax, SIN, -3, 3),
            lambda artists, h: secant.move(artists, x=1.0, h=h, **secant.see(SIN, 1.0, h)),
            values,
        )
    values = ipywidgets.SelectionSlider(options=[(f"{r:.2f}", r) for r in RATES.values], description="rate")
    return draw_descent, lambda artists, rate: move_descent(artists, rate, **see_descent(rate)), values


def show(picture: str, way: str) -> None:
    import ipympl.backend_nbagg  # noqa: F401

    ways = {"floor": floor, "naive interact": naive, "ipympl with blit": blit, "plotly": plotly, "ours": explorer}
    ways[way](picture)


class Ready(anywidget.AnyWidget):
    """The floor: a slider that shows SVG which is in the page already, and asks no kernel."""

    _esm = """
    export default { render({ model, el }) {
      const { png, letters, frames } = model.get("ready"), box = `viewBox="0 0 1400 840"`;
      el.innerHTML = `<input type="range" min="0" max="${frames.length - 1}" value="0" style="width:24em"><div
        class="ck-stage" style="position:relative;width:700px;height:420px"><img src="${png}" style="width:700px"><svg
        ${box} style="position:absolute;inset:0"></svg></div><svg width="0" height="0"><defs>${letters}</defs></svg>`;
      const input = el.querySelector("input"), svg = el.querySelector("svg");
      input.dataset.lmSuppressShortcuts = "true";
      const show = () => { svg.innerHTML = frames[input.value]; };
      input.addEventListener("input", show);
      show();
    } };
    """
    ready = traitlets.Dict().tag(sync=True)


def floor(picture: str) -> None:
    from IPython.display import display

    present_by(lambda explorer: None)
    shown = explorer(picture)
    present_by()
    ((name, control),) = shown.controls.items()
    frames = []
    for place in range(len(control.values)):
        shown.move({name: place})
        frames.append("".join(shown.widget.frame["pictures"][0]["layers"]))
    letters = "".join(f'<path id="{key}" d="{d}"/>' for key, d in shown.widget.glyphs.items())
    display(Ready(ready={"png": shown.widget.stills[0]["png"], "letters": letters, "frames": frames}))


def naive(picture: str) -> None:
    import matplotlib.pyplot as plt

    draw, update, values = parts(picture)

    plt.switch_backend("module://matplotlib_inline.backend_inline")  # importing ipympl takes its place

    def view(value: float) -> None:
        ax = plt.figure(figsize=(7, 4.2)).subplots()
        print(update(draw(ax), value))
        plt.show()

    ipywidgets.interact(view, value=values)


def blit(picture: str) -> None:
    from ipympl.backend_nbagg import Canvas, FigureManager
    from IPython.display import display
    from matplotlib.figure import Figure

    draw, update, values = parts(picture)
    figure = Figure(
        figsize=(7, 4.2)
    )  # not pyplot's: the inline backend of the naive way closes all of pyplot's figures
    canvas = Canvas(figure)
    FigureManager(canvas, 0)
    canvas.header_visible = canvas.toolbar_visible = False
    ax = figure.subplots()
    artists = draw(ax)
    moving = [child for child in ax.get_children() if child in set(flat(artists))]
    for artist in moving:
        artist.set_animated(True)
    canvas.draw()
    ground: list[Any] = [canvas.copy_from_bbox(figure.bbox)]

    def move(change: Any) -> None:
        canvas.restore_region(ground[0])
        sentence.value = update(artists, change["new"])
        for artist in moving:
            ax.draw_artist(artist)
        canvas.blit(figure.bbox)

    def drawn(_event: Any) -> None:
        ground[0] = canvas.copy_from_bbox(figure.bbox)
        for artist in moving:
            ax.draw_artist(artist)

    canvas.mpl_connect("draw_event", drawn)
    sentence = ipywidgets.Label(value=update(artists, values.value))
    values.observe(move, "value")
    canvas._repr_mimebundle_()  # it learns its size when it is displayed by itself only
    display(ipywidgets.VBox([values, canvas, sentence]))


def flat(artists: Any) -> list[Any]:
    found = []
    for artist in artists if isinstance(artists, list | tuple) else vars(artists).values():
        found += flat(artist) if isinstance(artist, list | tuple) else [artist]
    return found


def plotly(picture: str) -> None:
    from IPython.display import display
    from plotly import graph_objects as go

    _, _, values = parts(picture)
    sentence = ipywidgets.Label()
    layout = {"width": 700, "height": 420, "margin": {"l": 40, "r": 10, "t": 10, "b": 40}, "showlegend": False}
    if picture == "secant":
        x = np.linspace(-3, 3, 401)
        traces = [go.Scatter(x=x, y=np.sin(x)), go.Scatter(mode="lines"), go.Scatter(mode="lines")]
        figure = go.FigureWidget([*traces, go.Scatter(mode="markers")], layout)
    else:
        ground = go.Contour(x=GRID[0], y=GRID[1], z=valley(*np.meshgrid(*GRID)), ncontours=20, showscale=False)
        figure = go.FigureWidget([ground, go.Scatter(mode="lines+markers")], layout)
        figure.update_xaxes(range=(-5, 5))
        figure.update_yaxes(range=(-3, 3))
    figure.add_annotation(x=0.02, y=0.98, xref="paper", yref="paper", showarrow=False, text="")

    def move(change: Any) -> None:
        with figure.batch_update():
            if picture == "secant":
                h = change["new"]
                slope = (np.sin(1 + h) - np.sin(1)) / h
                ends = np.array([-3.0, 3.0])
                figure.data[1].update(x=ends, y=np.sin(1) + slope * (ends - 1))
                figure.data[2].update(x=ends, y=np.sin(1) + np.cos(1) * (ends - 1))
                figure.data[3].update(x=[1, 1 + h], y=np.sin([1, 1 + h]))
                words = f"h = {h:.3g}: slope {slope:.6f}, error {abs(slope - np.cos(1)):.1e}"
            else:
                path = path_of(change["new"])
                figure.data[1].update(x=path[0], y=path[1])
                words = f"rate {change['new']:.3f}: f = {valley(*path[:, -1]):.3e} after 49 steps"
            figure.layout.annotations[0].text = words
            sentence.value = words

    move({"new": values.value})
    values.observe(move, "value")
    display(ipywidgets.VBox([values, figure, sentence]))

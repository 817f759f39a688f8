"""Sliders for the pictures of the course; the engine knows no lesson.

>>> from coursekit.live import explore, log_slider, menu, slider, switch

``explore(picture, h=log_slider(1, 1e-16), x=slider(-2, 2))`` shows a picture with its sliders. What stands still is
drawn once; a move of a slider redraws only what moves, and sends it to the page as a few elements of SVG. What lies
where the hand may go next is drawn ahead, and shown at once; else the page asks for as many values as there is time
for on the way, and then for the newest: nothing queues.
"""

from coursekit.live.controls import Control, log_slider, menu, positions, slider, switch
from coursekit.live.explorer import Explorer, explore
from coursekit.live.picture import DeclarationError, Handle, Picture, Target

__all__ = [
    "Control",
    "DeclarationError",
    "Explorer",
    "Handle",
    "Picture",
    "Target",
    "explore",
    "log_slider",
    "menu",
    "positions",
    "slider",
    "switch",
]

"""Pictures of lesson 03: arrows uphill, slopes in every direction, contours, tangent planes, a real landscape.

`f` is a function of the catalogue, whose gradient is known exactly, or any function of the reader's own that takes a
point of two coordinates; its gradient is then numerical.
"""

from coursekit.pictures.gradient.checks import *
from coursekit.pictures.gradient.directions import *
from coursekit.pictures.gradient.planes import *

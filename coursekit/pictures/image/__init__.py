"""Pictures of lesson 07: a row and a kernel, Sobel, direction, Canny, heat, walks round a loop, hill shading.

`photo` is the photograph of the course, or the reader's own: the path of a file, or an array of pixels.
"""

from coursekit.pictures.image.edges import *
from coursekit.pictures.image.fields import *
from coursekit.pictures.image.heat import *
from coursekit.pictures.image.kernels import *
from coursekit.pictures.image.slopes import *

"""Pictures of lesson 05: a line by hand, its loss from above, one gradient for each sample, scale, batches, yes or no.

`x` and `y` are the features and the answers, a number for each sample: those of the penguins, or of any others. What a
line cannot be fitted to is told in the place of the picture.
"""

from coursekit.pictures.model.clinic import *
from coursekit.pictures.model.lines import *
from coursekit.pictures.model.samples import *
from coursekit.pictures.model.scaling import *
from coursekit.pictures.model.yes_or_no import *

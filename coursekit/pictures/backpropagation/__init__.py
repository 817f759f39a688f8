"""Pictures of lesson 06: slopes in a chain, a calculation and its two sweeps, the hunt, the cost, deep networks."""

from coursekit.pictures.backpropagation.activations import *
from coursekit.pictures.backpropagation.chain import *
from coursekit.pictures.backpropagation.cost import *
from coursekit.pictures.backpropagation.depth import *
from coursekit.pictures.backpropagation.graph import *
from coursekit.pictures.backpropagation.hunt import *
from coursekit.pictures.backpropagation.moons import *

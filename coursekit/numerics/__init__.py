"""What lies beneath the taught modules: guards, steps, pieces and batches."""

import numpy as np

# Linux's C library gives memory back to the system after each batch, and asks for it again before the next, which takes
# four times as long as the rest at 300 coordinates. It no longer does once a block larger than a batch was freed.
kept = np.empty(2**18)
del kept

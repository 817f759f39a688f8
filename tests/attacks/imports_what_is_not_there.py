"""Import everything else that the course's own environment has."""
import importlib
for name in ("scipy", "pytest", "jinja2", "tqdm", "pyseccomp", "distributed", "pip", "setuptools", "psutil", "hypothesis", "mpmath"):
    attempt(name, lambda: importlib.import_module(name))
# %%
def slope(f, x, h): return report()

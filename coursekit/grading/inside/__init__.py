"""What runs in the box. Python's standard library and NumPy only: nothing else can be imported there."""

"""The declarations of the exercises, one module for each sheet."""

"""Stands in the box for the module that says how and where Python was built."""

build_time_vars: dict[str, object] = {}

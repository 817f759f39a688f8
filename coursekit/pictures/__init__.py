"""The pictures of the lessons, one module a lesson; `kit` holds what they share."""

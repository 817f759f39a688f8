"""The pictures of the lessons, one module or folder a lesson; `kit` and `landscape` hold what they share."""

"""What authors and instructors write out: the sheets, and lessons as web pages."""

"""What agencies deliver and how to read it."""

"""The same questions put to other methods of our own: a baseline a file."""

"""What the judge of pen strokes (`idcheck/engines/pens.py`) is taught with, and how."""

"""What the finder of digits (`idcheck/engines/digits.py`) is taught with, and how."""

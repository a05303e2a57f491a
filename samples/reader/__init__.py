"""Trains the reader of markings: line pictures drawn without end, and the recogniser that is taught on them."""

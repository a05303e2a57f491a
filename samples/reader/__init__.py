"""Teaches the reader of markings (`idcheck/models/markings.onnx`); what it is for: docs/markings.md.

`texts` says lines, `lines` draws them, `train` teaches PP-OCR's recogniser on them, `export` writes the model. The stock that the
lines are made of is a folder with ``hand/`` (the tuning fonts of `samples.fonts` and a few more), ``type/`` (46 faces of Fontsource
and 19 of Debian) and ``grounds/`` (200 sides from `samples.documents.document`, 8 pixels a mm, JPEG). The second lesson had 219
more hands, handwriting and script fonts of Fontsource that are not kept for reporting, and every other ground; so had the third.
"""

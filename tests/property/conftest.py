"""Property tests run on shared machines: no deadline for one example; in CI the same examples every time, elsewhere new ones."""

import os

from hypothesis import settings

settings.register_profile("idcheck", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("idcheck")

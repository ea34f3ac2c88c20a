"""How Hypothesis runs: 40 examples of each property, or 500 with HYPOTHESIS_PROFILE=thorough; in CI the same ones every time."""

from __future__ import annotations

import os

from hypothesis import settings

always_alike = bool(os.environ.get("CI"))
settings.register_profile("everyday", max_examples=40, deadline=None, derandomize=always_alike)
settings.register_profile("thorough", max_examples=500, deadline=None, derandomize=always_alike)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "everyday")

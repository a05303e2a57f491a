#!/usr/bin/env bash
# Sets up what the tests need, then runs every gate: format, lint, types, tests.
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/setup --dev
export PATH="$PWD/.venv/bin:$PATH"
ruff format --check .
ruff check .
mypy
pytest -n 2 "$@"

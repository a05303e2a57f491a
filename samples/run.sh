#!/usr/bin/env bash
# Sets idcheck up, draws the samples, checks them all and shows each verdict beside what was expected.
# The samples are in out/samples, pictures of their pages with the evidence drawn in are in out/annotated.
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/setup
.venv/bin/python -m samples out/samples
.venv/bin/python -m samples.show out/samples --annotate out/annotated

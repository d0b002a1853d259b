# The one door for development: `make help` lists what there is, and CI runs only what stands here.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(shell find src native/include native/src native/python -type f -not -name '*.pyc') meson.build pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help install demo test lint types unit debian native-test check docs test-long bench clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.dependencies: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' meson-python ninja
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

$(VENV)/.installed: $(VENV)/.dependencies $(SOURCES)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation '.[postgresql]'
	touch $@

install: $(VENV)/.installed ## virtual environment, dependencies, build

demo: install ## replay the example through all nine stages, then catch five lies
	$(BIN)/python -m examples.demo

test: lint types check unit ## everything CI runs

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/clang-format --dry-run --Werror $$(git ls-files 'native/*.c' 'native/*.h')

types: install
	$(BIN)/mypy

check: install
	$(BIN)/planproof check

docs: install ## write the pages that come from the code: rules, verbs, configuration
	$(BIN)/python docs/generate.py

# Tests of one group share a project that takes a minute to make, so one worker runs them.
unit: install debian
	$(BIN)/pytest -m 'not long' -n 2 --dist loadgroup

# Only what is missing and can be had without asking; the tests that need it are skipped by name elsewhere.
DEBIAN := libgtest-dev libzstd-dev pkg-config cmake
debian:
	@{ [ -e /usr/include/gtest/gtest.h ] && [ -e /usr/include/zstd.h ] && command -v cmake > /dev/null; } \
	  || [ "$$(id -u)" != 0 ] || ! command -v apt-get > /dev/null \
	  || apt-get install -y -qq $(DEBIAN) > /dev/null 2>&1 \
	  || (apt-get update -qq && apt-get install -y -qq $(DEBIAN) > /dev/null) \
	  || echo "$(DEBIAN) could not be installed: the tests that need them are skipped"

# ThreadSanitizer wants a predictable address space, which some kernels only give when asked.
MESON := PATH="$(CURDIR)/$(BIN):$$PATH" meson
native-test: install ## the C core: plain, ThreadSanitizer, AddressSanitizer with UBSan
	$(MESON) setup --reconfigure build/core -Dnative_tests=true
	$(MESON) test -C build/core
	$(MESON) setup --reconfigure build/core-tsan -Dnative_tests=true -Db_sanitize=thread
	$(MESON) test -C build/core-tsan --suite unit --suite integration --wrap 'setarch --addr-no-randomize'
	$(MESON) setup --reconfigure build/core-asan -Dnative_tests=true -Db_sanitize=address,undefined
	$(MESON) test -C build/core-asan --suite unit --suite integration

test-long: install ## the tests that take minutes
	$(BIN)/pytest -m long

bench: install ## measure how fast planproof is, peers beside it
	$(BIN)/python -m bench

clean: ## remove what was built
	rm -rf $(VENV) build dist

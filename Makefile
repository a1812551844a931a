# Two commands for everyone: `make demo` and `make test`. They need Python >= 3.11 and make.
# Everything is installed in $(VENV), in the versions and with the hashes of the lock files.

VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --no-input
# Workers for the tests; modules whose branches the tests must have walked.
JOBS ?= 2
CORE = kodeverk/model.py,kodeverk/text.py,kodeverk/files.py,kodeverk/errors.py,kodeverk/i18n.py,kodeverk/settings.py,kodeverk/codebook*,kodeverk/corpus/*,kodeverk/journal*,kodeverk/project*,kodeverk/language*,kodeverk/report*,kodeverk/analysis/*
CORE_BRANCHES = 95

.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
.PHONY: demo test lock locale picture clean

demo: $(VENV)/installed
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/python -m kodeverk; \
	else $(BIN)/python -m kodeverk demo; fi

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n $(JOBS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='$(CORE)' --fail-under=$(CORE_BRANCHES)

# The environment. It is made again only when what goes into it has changed.
$(VENV)/bin/python:
	@python=; for p in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then python=$$p; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo 'Kodeverk needs Python 3.11 or newer. Install it, or name it: make demo PYTHON=/path/to/python3' >&2; \
	  exit 1; fi; \
	if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$python cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv" >&2; \
	  exit 1; fi; \
	echo "Making $(VENV) with $$($$python --version) …" >&2; \
	rm -rf $(VENV) && $$python -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo 'Installing what Kodeverk needs (once) …' >&2
	@$(PIP) install --quiet --require-hashes --only-binary :all: --no-deps -r constraints.txt
	@PATH="$$(cd $(BIN) && pwd):$$PATH" $(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed constraints-dev.txt
	@echo 'Installing what the tests need (once) …' >&2
	@$(PIP) install --quiet --require-hashes --only-binary :all: --no-deps -r constraints-dev.txt
	@touch $@

# The lock files: names, versions and hashes for Windows, macOS and Linux, Python 3.11 and up.
# uv_build is in both, because installing Kodeverk itself needs it.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --no-header --upgrade
lock: $(VENV)/installed-dev
	echo uv_build | $(LOCK) pyproject.toml - --output-file constraints.txt
	$(LOCK) pyproject.toml --extra dev --constraint constraints.txt --output-file constraints-dev.txt

# The Norwegian texts: find the English ones in the code, join them to the translation, compile it.
# What babel writes into the header on every run (dates, placeholders for names) is left out.
LOCALE = kodeverk/locale
PO = $(LOCALE)/nb/LC_MESSAGES/kodeverk.po
locale: $(VENV)/installed-dev
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --no-location --sort-output \
	  --keywords pgettext:1c,2 --output-file $(VENV)/kodeverk.pot kodeverk
	$(BIN)/pybabel --quiet update --input-file $(VENV)/kodeverk.pot --output-file $(PO) \
	  --locale nb --no-fuzzy-matching --ignore-obsolete --no-wrap
	grep -vE '^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Trans|Language-Team|MIME|Gen)' \
	  $(PO) > $(VENV)/kodeverk.po && cp $(VENV)/kodeverk.po $(PO)
	$(BIN)/pybabel --quiet compile --directory $(LOCALE) --domain kodeverk

# The picture in the README, drawn by the program itself.
picture: $(VENV)/installed
	$(BIN)/python -m kodeverk.bench.picture

clean:
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache \
	  .import_linter_cache .hypothesis
	find kodeverk tests -name __pycache__ -type d -prune -exec rm -rf {} +

# make lab · test · notebooks · bench · claims      for everyone
# make deep                                for networks of PyTorch and Keras
# make voila · slides · student · offline  for teachers: notebooks/TEACHING.md
# make site                                the chapters as pages for the web, in site/
# make lite · lite-test                    the course in a browser, with nothing to install, in lite/
# make quick · check · stub · picture      for those who take part
# Each sets up what it needs; only make, git and Python >= 3.11 must be there.

VENV := .venv
BIN := $(VENV)/bin
FOUND := $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PYTHON ?= $(FOUND)
NBVAL ?= --nbval
WORKERS ?= 2
LAB_FLAGS ?=
VOILA_FLAGS ?=
LITE_FLAGS ?=

.PHONY: lab deep site test quick check stub notebooks picture bench claims reliability clean
.PHONY: voila slides student offline offline-test teaching lite lite-test

lab: $(VENV)/installed
	$(BIN)/python tools/lab.py $(LAB_FLAGS)

deep: $(VENV)/installed-deep

# What is stored is shown; a warning is an error. LITE=lite: each chapter links to its twin of make lite, in site/lite/.
site: $(VENV)/installed-for-site
	$(BIN)/python -m sphinx --quiet --fail-on-warning --jobs auto --conf-dir docs/site --doctree-dir build/site $(if $(LITE),-D browser_edition=$(LITE)) . site
	@echo "Open site/index.html, or put the folder site/ on any web server."

test: $(VENV)/installed-for-tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(NBVAL) --nbval-current-env --nbval-cell-timeout=300 alkit tests notebooks

# What takes seconds: no notebook, no browser.
quick: check
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile -m "not slow" --ignore=tests/browser alkit tests

check: $(VENV)/installed-for-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

stub: $(VENV)/installed-for-tests
	$(BIN)/python -m tools.write_stub

notebooks: $(VENV)/installed-for-tests
	$(BIN)/python tools/execute_notebooks.py

picture: $(VENV)/installed-for-tests
	$(BIN)/python -m tools.take_picture

bench: $(VENV)/installed-for-tests
	$(BIN)/python -m pip install --quiet --no-deps modAL-python==0.4.2.1  # its scores still run; it would pin an old skorch
	$(BIN)/python -m benchmarks.run

# What is measured already is kept: after a change only what it touches is measured again.
claims: $(VENV)/installed-for-tests
	$(BIN)/python -m benchmarks.claims

reliability: $(VENV)/installed-for-tests
	$(BIN)/python -m benchmarks.reliability

# A chapter as a page without code, or as slides: CHAPTER=04; by default the first, or all.
voila: $(VENV)/installed-for-teachers
	$(BIN)/python -m tools.lecture $(CHAPTER) $(VOILA_FLAGS)

slides: $(VENV)/installed-for-teachers
	$(BIN)/python -m tools.write_slides $(CHAPTER)

student: $(VENV)/installed-for-teachers
	$(BIN)/python -m tools.write_student

# For a USB stick: PLATFORM="linux mac windows" PYTHONS="3.11 3.12" STUDENT=1; by default for this system and this Python.
offline: $(VENV)/installed-for-teachers
	$(BIN)/python -m tools.pack_offline $(if $(PLATFORM),--platform $(PLATFORM)) $(if $(PYTHONS),--python $(PYTHONS)) $(if $(STUDENT),--student)

offline-test: $(VENV)/installed-for-tests
	ALKIT_WHOLE_STICK=1 $(BIN)/python -m pytest -q tests/tools/test_pack_offline.py

# For any web server: LITE_FLAGS="--pyodide --data my-data"; without --pyodide its Python comes from the network.
lite: $(VENV)/installed-for-lite
	$(BIN)/python -m tools.build_lite $(LITE_FLAGS)

# Every chapter in a page without a server, from top to bottom; then every widget by hand there.
lite-test: $(VENV)/installed-for-tests
	ALKIT_ALL_CHAPTERS=1 $(BIN)/python -m pytest -q tests/browser/test_lite.py
	ALKIT_IN_PAGE=1 $(BIN)/python -m pytest -q $(filter-out %_lite.py %_lecture.py %_site.py %_slides.py %_start_here.py,$(wildcard tests/browser/test_*.py))

teaching: $(VENV)/installed-for-tests
	$(BIN)/python -m tools.write_teaching

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/made
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[course,lab]"
	@touch $@

$(VENV)/installed-for-tests: pyproject.toml constraints.txt | $(VENV)/made
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[test]"
	@touch $@ $(VENV)/installed $(VENV)/installed-for-lite

$(VENV)/installed-for-teachers: pyproject.toml constraints.txt | $(VENV)/made
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[course,lab,offline,slides,voila]"
	@touch $@ $(VENV)/installed

# Apart from the rest, as it is large: what it adds is tested where it is there, and .ci/run asks for it.
$(VENV)/installed-deep: pyproject.toml constraints.txt | $(VENV)/made
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[course,lab,deep,keras]"
	@touch $@ $(VENV)/installed

$(VENV)/installed-for-lite: pyproject.toml constraints.txt | $(VENV)/made
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[lite]"
	@touch $@

$(VENV)/installed-for-site: pyproject.toml constraints.txt | $(VENV)/made
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[course,lab,site]"
	@touch $@ $(VENV)/installed

$(VENV)/made:
	@if [ -z "$(PYTHON)" ]; then echo "alkit needs Python 3.11 or newer with the venv module; none was found (Debian: apt install python3-venv)." >&2; exit 1; fi
	$(PYTHON) -m venv $(VENV)
	@touch $@

clean:
	rm -rf $(VENV) artifacts build jupyter_execute site lite .jupyterlite.doit.db docs/site/reference *.egg-info

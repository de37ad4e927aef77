# Everything installs itself into this folder: .tools (uv) and .venv, from uv.lock. No root needed.
UV_VERSION := 0.13.9
UV := .tools/bin/uv
RUN := $(UV) run --frozen
# A company's own certificates are in the system's store.
export UV_SYSTEM_CERTS := 1
# Once here, rather than at every start where Python may not write it.
export UV_COMPILE_BYTECODE := 1

.PHONY: demo test check bench format clean

demo: .venv/ready
	$(RUN) stepin demo --home demo

test: .venv/ready
	$(RUN) python -m tests.browser_ready
	$(RUN) pytest
	if $(RUN) python -m tests.postgresql_ready; then \
		STEPIN_TEST_ON=postgresql $(RUN) pytest -m "not own_process" tests/ledger tests/web tests/notify; fi

check: .venv/ready
	$(UV) lock --check
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports

format: .venv/ready
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

bench: .venv/ready
	$(UV) sync --frozen --group bench --quiet
	$(UV) run --frozen --group bench python -m bench

$(UV):
	python3 -m venv .tools
	.tools/bin/pip install --quiet uv==$(UV_VERSION)

.venv/ready: $(UV) pyproject.toml uv.lock
	$(UV) sync --frozen --quiet
	touch $@

clean:
	rm -rf .venv .tools demo .bench

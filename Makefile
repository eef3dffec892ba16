# A newcomer needs Python 3.11 or newer, git and make; everything else is put in place by `setup`.

STACK ?=
SETUP := @sh constructs/modelstacks/toolchain/bootstrap.sh
# Without cached bytecode each start compiles the bindings again: 9 s instead of 3.
TOOLS := PYTHONDONTWRITEBYTECODE= PATH="$(CURDIR)/.venv/bin:$$PATH" NODE_NO_WARNINGS=1 \
	JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20
LOCAL := $(TOOLS) ENVIRONMENT=local
# What the environment declares for all, where it does, goes before the family and leaves after it.
SHARED = $$($(LOCAL) modelstacks validate --json | grep -o foundation-stack || true)
SANDBOX_ONLY := @case "$${ENVIRONMENT:-local}" in local) ;; *) \
	echo "modelstacks: make works on the sandbox; for $$ENVIRONMENT use: cdktf" >&2; exit 2;; esac

.DEFAULT_GOAL := help
.PHONY: help setup deploy diff destroy test test-fast lint format bench lock clean distclean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

setup: ## put Python packages, Node, cdktf and Terraform in place
	$(SETUP) setup

deploy: ## set up, start the sandbox, deploy to it (STACK=… for one stack alone), show what exists
	$(SANDBOX_ONLY)
	$(SETUP) setup --need-terraform
	@$(LOCAL) modelstacks sandbox up
	@$(LOCAL) cdktf deploy $(or $(STACK),$(SHARED) t5-stack) --parallelism 1 --auto-approve
	@$(LOCAL) modelstacks sandbox status

diff: ## show what a deploy to the sandbox would change
	$(SANDBOX_ONLY)
	$(SETUP) setup --need-terraform
	@$(LOCAL) cdktf diff $(or $(STACK),t5-stack)

destroy: ## take it out of the sandbox again
	$(SANDBOX_ONLY)
	$(SETUP) setup --need-terraform
	@$(LOCAL) cdktf destroy $(or $(STACK),t5-stack $(SHARED)) --parallelism 1 --auto-approve

lint: ## check style, types and the direction of imports
	$(SETUP) setup
	@$(TOOLS) ruff check .
	@$(TOOLS) ruff format --check .
	@$(TOOLS) mypy
	@$(TOOLS) lint-imports

format: ## mend what ruff can mend
	$(SETUP) setup
	@$(TOOLS) ruff check --fix .
	@$(TOOLS) ruff format .

test: lint ## the whole suite, exactly what CI runs
	@$(TOOLS) python -m pytest -n 2 --dist worksteal $(ARGS)

test-fast: ## every test that runs without Terraform
	$(SETUP) setup
	@$(TOOLS) python -m pytest -m "not e2e and not official" $(ARGS)

bench: ## measure start-up, memory and deploy times (ARGS=--json for machines)
	$(SETUP) setup --need-terraform
	@$(LOCAL) PYTHONPATH=tests python -m benchmarks $(ARGS)

lock: ## make the lock files again (UPGRADE=1: with the newest allowed versions)
	$(SETUP) lock $(if $(UPGRADE),--upgrade)

clean: ## remove what set-up and the tests made; the sandbox stays
	rm -rf .venv .tools node_modules .bench dist
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

distclean: ## clean, and remove the sandbox with all it holds
	@if [ -x .venv/bin/modelstacks ]; then $(LOCAL) modelstacks sandbox down; fi
	@$(MAKE) --no-print-directory clean
	rm -rf .sandbox cdktf.out outputs.json

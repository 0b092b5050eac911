# The one door for people. Each target does its own set-up, asks nothing and may be repeated.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

LISTEN ?= 127.0.0.1:8080
DATA ?= data
# A speech model, such as models/weights/questions.bin or one of whisper.cpp's.
SPEECH ?=
# People whose part anybody may take; only on this machine. `make run DEMO=` serves without them.
DEMO ?= yes
# Tests of the server wait half of their time: for clocks, sockets and databases.
THREADS ?= $(shell expr 2 \* $$(nproc))
# What is tested. No document carries examples that could run, and looking for them reads every crate again.
TESTED = --lib --bins --tests
# How chores are run.
CHORES = cargo xtask
# Where `make bench` puts results.
BENCH ?= $(BUILT)/bench
# Where cargo puts what it builds.
BUILT := $(or $(CARGO_TARGET_DIR),target)
export PATH := $(HOME)/.cargo/bin:$(PATH)

# What the pages are built of. Folders are among it, so that a file that is gone is noticed.
PAGES := $(shell find web/src web/public web/*.html web/*.ts web/package-lock.json \
	api/tests/snapshots/openapi.json 2>/dev/null)

.PHONY: help setup setup-test web run test tests counts proof mutate fuzz lint audit sbom bench eval

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: ## Check and install what building needs
	@bash xtask/setup.sh

setup-test: # What tests need besides
	@bash xtask/setup.sh test

web: setup web/dist/.built ## Build the pages, where something of them has changed

web/dist/.built: $(PAGES) | setup
	npm --prefix web run --silent build
	web/node_modules/.bin/node web/compress.ts
	@touch $@

run: web ## Build and serve on http://127.0.0.1:8080, with people to try it with
	cargo build --release --locked -p wenshui-api
	@echo "==> open http://$(LISTEN) in a browser; stop with Ctrl-C"
	exec $(BUILT)/release/wenshui serve --listen $(LISTEN) --data $(DATA) $(if $(DEMO),--demo) $(if $(SPEECH),--speech-model $(SPEECH))

# Built first, so that the chores are those of this build: alone they would be built of libraries of their own.
test: CHORES = $(BUILT)/debug/wenshui-xtask
test: setup-test web tests lint ## Run every test
	RUST_TEST_THREADS=$(THREADS) cargo test --workspace --locked $(TESTED)
	$(BUILT)/debug/wenshui kb check
	$(BUILT)/debug/wenshui eval run --gate 'hit@1>=1' --gate 'answer.rate>=1'
	$(MAKE) --no-print-directory counts
	npm --prefix web run --silent test:browser

tests: web # What is tested, built
	cargo test --workspace --locked $(TESTED) --no-run

counts: # Instructions of each stage against those that are accepted; for the build of the tests
ifeq ($(shell uname -m),x86_64)
	$(BUILT)/debug/wenshui bench counts --baseline benches/data/counts.json
else
	@echo "==> instructions are counted on x86_64 only"
endif

proof: setup-test web lint ## Run every test with the full number of random cases
	PROPTEST_CASES=20000 WENSHUI_DISCONNECTS=1000 WENSHUI_KILLS=100 WENSHUI_OUTAGES=5 WENSHUI_RESUMES_S=10 WENSHUI_ARRIVALS=10000 WENSHUI_EVENTS=50000 WENSHUI_PLANTED=1000 WENSHUI_EDITS=200 WENSHUI_QUERIES=10000 WENSHUI_HEALTH_ENTRIES=10000 WENSHUI_FOREIGN=20000 WENSHUI_SCHEMATHESIS=60 WENSHUI_CHAOS_ROUNDS=20 RUST_TEST_THREADS=$(THREADS) cargo test --workspace --locked $(TESTED) --release

mutate: setup-test ## Take one rule after the other out and see its test fail; takes an hour
	cargo xtask mutate

fuzz: setup ## Look for bytes that stop a reader of foreign bytes; ten minutes for each
	cargo xtask fuzz

lint: setup ## Formatting, lints, house rules; licences and spelling where the tools are there
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	$(CHORES) tidy
	@if command -v cargo-deny >/dev/null; then cargo deny check licenses bans sources; else echo "cargo-deny is not installed: licences are not checked"; fi
	@if command -v typos >/dev/null; then typos; else echo "typos is not installed: spelling is not checked"; fi

audit: setup ## Known vulnerabilities; needs cargo-deny and the network
	cargo deny check advisories

sbom: setup ## What the program is made of, in CycloneDX; needs cargo-cyclonedx and npm 10
	mkdir -p $(BUILT)/sbom
	cargo cyclonedx --format json --all --manifest-path api/Cargo.toml --override-filename sbom
	mv api/sbom.json $(BUILT)/sbom/program.cdx.json
	find . -name sbom.json -not -path './web/node_modules/*' -not -path './$(BUILT)/*' -delete
	npm --prefix web sbom --sbom-format cyclonedx --package-lock-only > $(BUILT)/sbom/pages.cdx.json

bench: export WENSHUI_COMMIT := $(shell git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null)
bench: setup ## Speed of answering, in the process, by size and over HTTP, as a page with plots
	cargo build --release --locked -p wenshui-api
	mkdir -p $(BENCH)
	$(BUILT)/release/wenshui bench retrieval --out $(BENCH)/bundled.json
	$(BUILT)/release/wenshui bench sizes --sizes 1000,10000,100000 --out $(BENCH)/sizes.json
	$(BUILT)/release/wenshui bench http --out $(BENCH)/http.json
	$(BUILT)/release/wenshui bench report $(BENCH)/bundled.json $(BENCH)/sizes.json $(BENCH)/http.json --out $(BENCH)/report.html

eval: setup ## Quality of answering on the bundled knowledge's own wordings
	cargo build --release --locked -p wenshui-api
	$(BUILT)/release/wenshui eval run

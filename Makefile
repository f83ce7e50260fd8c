# What people do with this repository. `make` alone says so.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

# The guests' side: what is built for WASM and tested natively. It is built apart from the host, so that its
# libraries' features do not have wasmtime built a second time.
guest_packages := runner-plugin runner-tables runner-data-conversion runner-property-fetch runner-report-generation runner-test-guests
guest := $(addprefix --package ,$(guest_packages)) --target-dir target/guests
# The tests' guests have no tests of their own.
guest_tests := $(addprefix --package ,$(filter-out runner-test-guests,$(guest_packages))) --target-dir target/guests
host := --workspace $(addprefix --exclude ,$(guest_packages))

# What the tests need: a clock that stands, and places to die at. The program that people try, that is measured and that the
# tests run is one, so that it is built once; a release is built without.
features := --features runner-store/testing,runner/failpoints

demo_dir := target/demo

# Where `make serve` keeps its data and listens. Port 0 is any free one: the commands find it.
serve_dir := target/serve
listen ?= 127.0.0.1:0

runner := target/debug/runner

.PHONY: help demo property-api serve test chaos soak check bench setup build release dashboard dashboard-check dashboard-test screenshots

help: ## Say what there is to make
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

setup: ## Install what building needs: the toolchain and the wasm32-wasip2 target
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs" >&2; exit 1; }
	@command -v cc >/dev/null || { echo "a C compiler is missing: install gcc or clang (Debian: apt-get install gcc libc6-dev)" >&2; exit 1; }
	@plugins/wasm-target.sh

build: setup dashboard ## Build the runner program with its processors and its dashboard in it
	cargo build --locked --package runner $(features)

# The page is built by Node.js, and again only when something of it changed. Without Node.js the program is built without it.
page := host/dashboard
page_sources := $(shell find $(page)/src -type f) $(addprefix $(page)/,build.mjs package.json package-lock.json tsconfig.json)

dashboard: ## Build the dashboard's page, if Node.js is there
	@if ! command -v npm >/dev/null; then \
	  echo "npm is missing: the program is built without its dashboard; with Node.js 20 or newer (https://nodejs.org), \`make build\` adds it" >&2; \
	elif $(MAKE) --no-print-directory $(page)/node_modules/.package-lock.json; then \
	  $(MAKE) --no-print-directory $(page)/dist/index.html; \
	else \
	  echo "its packages cannot be had: the program is built without its dashboard, or with the one that was built last" >&2; [ -z "$${CI:-}" ]; \
	fi

$(page)/node_modules/.package-lock.json: $(page)/package.json $(page)/package-lock.json
	cd $(page) && npm ci --no-audit --no-fund
	@touch $@

$(page)/dist/index.html: $(page)/node_modules/.package-lock.json $(page_sources)
	cd $(page) && npm run --silent build

dashboard-check: dashboard ## Check the dashboard: types, whether they are those of the API's document, its size, its own tests
	@command -v npm >/dev/null || { echo "npm is missing: the dashboard is not checked" >&2; [ -z "$${CI:-}" ]; exit; }; \
	  cd $(page) && npm run --silent check && npm run --silent size

dashboard-test: build ## Test the dashboard in a browser, against the program
	cargo build --locked --package runner --package runner-test-components $(features)
	@tests/dashboard.sh

screenshots: build ## Make pictures of every page of the dashboard, light and dark, wide and narrow, in host/dashboard/screenshots
	cargo build --locked --package runner --package runner-test-components $(features)
	@tests/dashboard.sh screenshots

demo: build ## Fetch properties from a stand-in for PropertyRadar, convert them and make a report; convert a generated CSV, at once and by a server
	cargo build --locked --package runner --package runner-fixtures --package runner-property-api $(features)
	@tests/demo.sh $(runner) target/debug/runner-fixtures target/debug/runner-property-api $(demo_dir)

property-api: ## Start the stand-in for PropertyRadar's API to fetch from; FLAGS='--all-faults --seed 7' say how it misbehaves
	@cargo build --locked --quiet --package runner --package runner-property-api $(features)
	@target/debug/runner-property-api --listen $(listen) $(FLAGS)

serve: build ## Start a server to play with; its data is in target/serve
	@printf '%s\n' 'In another terminal:' \
	  '  export PATH="$(CURDIR)/target/debug:$$PATH" RUNNER_DATA_DIR="$(CURDIR)/$(serve_dir)"' \
	  "  printf 'id,zip\n1,00123\n' | runner submit data-conversion -p from=csv -p to=jsonl -i - -o -" \
	  '  runner job list' 'Ctrl-C stops it.' ''
	@$(runner) serve --data-dir $(serve_dir) --listen $(listen)

test: setup dashboard ## Run all tests
	@tests/nextest.sh
	cargo nextest run --no-fail-fast --locked $(host) $(features)
	cargo nextest run --no-fail-fast --locked --cargo-profile native --lib --bins --tests $(guest_tests)
	cargo test --locked --profile native --doc --quiet $(guest_tests)
	@$(MAKE) --no-print-directory dashboard-test

# What `make test` does for some seconds, for minutes.
chaos: setup ## Kill a server under load again and again, and check all that it promised; SECONDS=120 SEED=7 say how
	cargo build --locked --package runner --package runner-chaos $(features)
	@target/debug/runner-chaos --runner $(runner) --seconds $(or $(SECONDS),120) $(if $(SEED),--seed $(SEED))

# What `make test` does with a few plugins and some thousand changed components.
soak: setup ## Swap and remove 200 plugins in 10 versions under load, and run changed components; PLUGINS=50 VERSIONS=5 SEED=7 MUTATIONS=100000 say how
	cargo build --locked --package runner --package runner-soak $(features)
	@target/debug/runner-soak --runner $(runner) --plugins $(or $(PLUGINS),200) --versions $(or $(VERSIONS),10) $(if $(SEED),--seed $(SEED))
	@tests/nextest.sh
	RUNNER_MUTATIONS=$(or $(MUTATIONS),200000) cargo nextest run --no-fail-fast --locked $(host) $(features) -E 'test(changed_components)'

check: setup dashboard-check ## Check format, lints, docs, dependencies and the dashboard
	cargo fmt --all --check
	cargo clippy --locked $(host) $(features) --all-targets -- -D warnings
	cargo clippy --locked $(guest) --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps $(host)
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps $(guest)
	@tests/dependencies.sh

bench: build ## Measure, as ratios in one run; PEERS=1 adds Polars, DuckDB and BullMQ
	cargo build --locked --package runner --package runner-benches $(features)
	cargo build --locked --profile plugin --package runner-data-conversion --example convert --target-dir target/guests
	@tests/bench.sh

release: setup dashboard ## Build the program as it is shipped
	cargo build --locked --release --package runner
	@! grep -q RUNNER_FAILPOINT target/release/runner || { echo "the release has failpoints in it" >&2; exit 1; }

# Short names for what the presets do. Each target first installs the packages it misses (conf/build/packages.txt).
# JOBS=1 builds one file at a time; the default is one per core.
JOBS ?= $(shell nproc)
install := conf/build/install_packages.sh
dbc := build/release/dbc

# $(call configure_and_build,PRESET)
define configure_and_build
@conf/build/quietly.sh "Configuring $(1)" cmake --preset $(1)
@cmake --build --preset $(1) -j $(JOBS)
endef

.PHONY: help demo test parity interop interop-go release asan tsan fuzz bench docs format tidy clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: release ## build the product and try it on an embedded workspace
	@examples/demo.sh $(dbc)

test: ## build and run every test
	@$(install) build test
	$(call configure_and_build,dev)
	@ctest --preset dev -j $(JOBS)

parity: release ## run dbc and databricks-cli 0.18 on the same cases
	@$(install) parity
	@python3 -B tests/parity/test_harness.py --quiet
	@tests/parity/run.py --dbc $(dbc) --jobs $(JOBS)

interop: release ## real clients on the emulated workspace
	@$(install) parity
	@tests/interop/run.py --dbc $(dbc)

interop-go: release ## the Go CLI and Terraform on the emulated workspace (needs go and terraform)
	@tests/interop/run.py --dbc $(dbc) --client go
	@tests/interop/run.py --dbc $(dbc) --client terraform

release: ## build/release/dbc, one static executable
	@$(install) build
	$(call configure_and_build,release)

asan: ## the tests under AddressSanitizer with UBSan
tsan: ## the tests under ThreadSanitizer
asan tsan:
	@$(install) build test $(filter asan,$@)
	$(call configure_and_build,$@)
	@ctest --preset $@ -j $(JOBS)

FUZZ_SECONDS ?= 60
fuzz: ## let libFuzzer look for inputs that break something, FUZZ_SECONDS for each target
	@$(install) build test asan
	$(call configure_and_build,$@)
	@for target in build/fuzz/tests/fuzz/*_fuzz; do name=$$(basename $$target _fuzz); echo "$$name"; conf/build/fuzz.sh \
	  $$target tests/fuzz/seeds/$$name -max_total_time=$(FUZZ_SECONDS) || exit 1; done

bench: release ## time and instructions beside curl and databricks-cli, and what the server costs
	@$(install) bench
	@conf/bench/bench.sh $(dbc)
	@conf/bench/server.sh $(dbc)
	@conf/bench/transfers.sh $(dbc) "$$(tests/parity/setup.sh)/bin/databricks"

docs: ## write what the emulated workspace serves into docs/emulator.md
	$(call configure_and_build,dev)
	@conf/build/emulator_docs.sh build/dev/dbc

format: ## lay out the C++ files
	@$(install) check
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

tidy: ## clang-tidy on every source file
	@$(install) build test check
	@conf/build/quietly.sh "Configuring dev" cmake --preset dev
	@conf/build/tidy.sh build/dev all

clean: ## remove build/ (the static libcurl stays in the user's cache)
	@rm -rf build

# MatKit's tasks; `make help` lists them.
#
# The folder that this lies in may have any name. So every recipe names files relative to it, as make runs
# them there, or as "$$PWD/…" in quotes where a program wants the whole path; never by make's abspath or
# CURDIR, whose spaces, quotes and ampersands the shell would take for its own.

# The options stand with the shell's name, because make 3.81, which is macOS's, has no .SHELLFLAGS. bash 3.2 does.
SHELL := /bin/bash -euo pipefail
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
export DEBIAN_FRONTEND := noninteractive

# Under sudo the PATH can be root's own, so the places where Swift is usually unpacked come after it.
export PATH := $(PATH):/opt/swift/usr/bin:/usr/share/swift/usr/bin:$(HOME)/.local/share/swiftly/bin

# The Python that makes the virtual environment of the tests and benchmarks, and where that lives.
PYTHON ?= python3
VENV := .interop/venv
REQUIREMENTS := Tests/InteropTests/requirements.txt

# What only the interop tests and the benchmarks need, beside apt-packages.txt.
INTEROP_PACKAGES := chromium fonts-freefont-otf ghostscript gnuplot-nox octave python3-venv

# What only `make ranks` needs: two MPI libraries with their launchers.
RANKS_PACKAGES := mpich openmpi-bin

# INSTALL=no leaves the system's packages alone: for systems without apt.
INSTALL ?= yes

# Where `make install` puts the tool; DESTDIR goes before it, for those who pack. Recipes take them from the
# environment, so that they may have any name.
PREFIX ?= /usr/local
DESTDIR ?=
export PREFIX DESTDIR

# The folders that hold Swift sources; some packages of their own may be absent from a release.
SWIFT_FOLDERS := Package.swift $(wildcard Sources Tests Examples Benchmarks Fuzz)

# The tool with Swift's libraries in it, and as much of the C libraries as there are archives of: it
# starts in a third of the time, most of which the dynamic linker took, and runs where Swift, HDF5,
# libmatio and OpenBLAS are not installed. What is left of C libraries is looked for in ../lib/matkit first, where
# `make tarball` puts it. macOS has no static Swift.
#
# Its size, stripped: 101 MB as the linker leaves it, 75 without most of ICU's data (.ci/package), 73 with relative
# addresses packed, 59 with equal functions kept once, as OpenBLAS has many for its kinds of processors, and 55
# without the character encodings that MatKit has no name for. `make release-check` wants no more than 60.
STATIC := .build-static
RELEASE_BUILD := swift build -c release --product matkit
ifneq ($(shell uname -s),Darwin)
PREPARE = $(static-libraries);
RELEASE_BUILD += --static-swift-stdlib -Xswiftc -use-ld=lld --pkg-config-path $(STATIC) $(patsubst %,-Xlinker %, \
  $(STATIC)/icu.ld --icf=all -z pack-relative-relocs --disable-new-dtags -rpath=\$$ORIGIN/../lib/matkit)
endif
RELEASE = @$(PREPARE) echo '$(RELEASE_BUILD)'; $(RELEASE_BUILD)

# The tool as file, for what only has to be made anew where a source is newer; and all that it is made of.
BUILT := .build/matkit-built
TOOL_SOURCES := $(shell find Sources Package.swift Makefile -type f ! -path '*.docc/*')

# The packages in Examples/, Benchmarks/ and Fuzz/ are compiled into MatKit's own folder, so that they find its
# modules there: the flags are the same. SwiftPM keeps its plan of a build in that folder and does not look whose
# plan it is: without the last flag it can build one package's products again when another's are asked for.
SHARED := --scratch-path .build --disable-build-manifest-caching

# The library modules, in the order of Package.swift: each after those that it depends on. A page of
# one can therefore link to the symbols of those before it, as in ``/Matrices/Matrix``.
LIBRARIES := $(shell sed -n 's/.*\.library.name: "\([^"]*\)".*/\1/p' Package.swift)
DOCS := .build-docs

# $(call install,NAMES) installs those of the Debian packages that are missing, and asks apt nothing
# when none is.
define install
@[ "$(INSTALL)" != no ] || exit 0; \
wanted=$$(printf '%s\n' $(1) | sort -u); \
if ! type dpkg-query apt-get >/dev/null 2>&1; then \
  echo "make: no apt here: install what Debian calls" $$wanted "and run make with INSTALL=no" >&2; exit 1; \
fi; \
present=$$(dpkg-query -W -f '$${db:Status-Status} $${Package}\n' $$wanted 2>/dev/null \
  | sed -n 's/^installed //p' | sort -u || true); \
missing=$$(comm -23 <(echo "$$wanted") <(echo "$$present")); \
[ -n "$$missing" ] || exit 0; \
as_root=; \
if [ "$$(id -u)" != 0 ]; then \
  command -v sudo >/dev/null || { \
    echo "make: run as root, or install yourself: apt-get install" $$missing >&2; exit 1; }; \
  as_root="sudo env DEBIAN_FRONTEND=noninteractive"; \
fi; \
echo "Installing" $$missing; \
$$as_root apt-get update -q=2 </dev/null; \
$$as_root apt-get install -q=2 --yes --no-install-recommends -o DPkg::Lock::Timeout=300 $$missing \
  </dev/null
endef

# A folder of archives alone, with pkg-config files that name it first, so that the linker takes
# these; empty where one of them is missing. What an archive needs beside itself is named after it:
# HDF5's needs libsz, and that libaec; OpenBLAS's the run-time library of Fortran; those of Debian 13 libcurl and
# libzstd too.
ARCHIVES := aec crypto deflate hdf5 matio openblas sz z
define static-libraries
links() { echo "int $$1(); int main(void) { return $$1(); }" | \
  cc -w -x c -o $(STATIC)/probe - -L$(STATIC) "$${@:2}" 2>/dev/null && rm $(STATIC)/probe; }; \
rm -rf $(STATIC); mkdir -p $(STATIC); \
for name in $(ARCHIVES); do \
  for folder in $$(pkg-config --libs-only-L hdf5 openblas | sed 's/-L//g') \
    "$$(dirname "$$(cc -print-file-name=libz.a)")"; do \
    [ ! -e "$$folder/lib$$name.a" ] || { ln -s "$$folder/lib$$name.a" $(STATIC); break; }; \
  done; \
done; \
for package in $$(sed -n 's/.*pkgConfig: "\([^"]*\)".*/\1/p' Package.swift); do \
  libraries="$$(pkg-config --libs "$$package")"; \
  case $$package in \
    hdf5) libraries+=' -lsz -laec'; links H5open $$libraries -lcrypto -lz -lm || libraries+=' -lcurl';; \
    libcrypto) links EVP_Digest $$libraries -lm || libraries+=' -lzstd';; \
    openblas) libraries+=' -l:libgfortran.so.5';; \
  esac; \
  printf '%s\n' "Name: $$package" "Description: $$package, from its archive" \
    "Version: $$(pkg-config --modversion "$$package")" "Cflags: $$(pkg-config --cflags "$$package")" \
    "Libs: -L$(STATIC) $$libraries" >$(STATIC)/"$$package.pc"; \
done; \
[ "$$(ls $(STATIC) | grep -c "\.a$$")" = $(words $(ARCHIVES)) ] || rm -f $(STATIC)/*; \
.ci/package icu-data $(STATIC)
endef

.PHONY: help tool install uninstall tarball deb release-check commands-page site demo test interop sanitize fuzz mutate format check-format docs bench pictures clean \
  packages swift interop-packages

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name text; do \
	  printf 'make %-13s %s\n' "$$name" "$$text"; done

demo: packages swift ## build in release mode and run both labs on Fixtures/, into out/demo
	$(RELEASE)
	.build/release/matkit demo

# The packages and Swift are asked for only where something is to be built: root, who installs, may have no Swift.
$(BUILT): $(TOOL_SOURCES)
	@$(MAKE) --no-print-directory packages swift
	$(RELEASE)
	@touch $@

tool: $(BUILT) ## build the tool in release mode, .build/release/matkit

install: $(BUILT) ## the tool, its manual, completions and the labs' data under PREFIX=/usr/local (after DESTDIR)
	@.ci/package install

uninstall: ## remove what `make install` puts there
	@.ci/package uninstall

tarball: $(BUILT) ## an archive of the tool that runs wherever it is extracted, in out/
	@.ci/package tarball

deb: $(BUILT) ## a Debian package of the tool, in out/
	$(call install,dpkg-dev)
	@.ci/package deb

release-check: $(BUILT) ## is all as a release wants it: version, changelog, README, tree, size of the tool
	@.ci/package check

commands-page: packages swift ## write the documentation's page of the tool's commands anew, from the parser
	swift build --product matkit
	.build/debug/matkit manual docc -o Sources/matkit/matkit.docc

test: packages swift ## pass the tests, and build and run the outside package in Examples/
	swift test --disable-xctest
	@[ ! -e Examples/Package.swift ] || $(MAKE) --no-print-directory examples

.PHONY: examples
examples: packages swift ## build and run each example in Examples/, a package that depends on this one
	@mkdir -p out
	@swift build --package-path Examples $(SHARED)
	@swift package --package-path Examples $(SHARED) show-executables | sed '/(/d' | while read -r name; do \
	  echo "Example $$name"; .build/debug/"$$name" </dev/null; done

interop: packages swift interop-packages $(VENV)/installed ## the tests that need Octave, NumPy and SciPy; installs those first
	MATKIT_INTEROP="$$PWD/$(VENV)" swift test --disable-xctest --filter Interop

.PHONY: ranks ranks-packages
ranks: packages swift ranks-packages ## train by several processes of Open MPI and MPICH, and compare the bytes with those of one; installs both
	$(RELEASE)
	Tests/RanksTests/Scripts/ranks .build/release/matkit

.PHONY: kills
kills: packages swift ## kill runs of a lab at 200 random moments; the test suite does it at 8
	MATKIT_KILLS=200 swift test --disable-xctest --filter 'LabRunTests/killed'

# The tests of files, of isolation, and of gradients by several threads; SANITIZE=. for all.
SANITIZE ?= MATValuesTests|MATFilesTests|IsolationTests|LossReferenceTests|MiniBatchTests
sanitize: packages swift ## the tests of memory and threads under the address and the thread sanitizer; SANITIZE=pattern
	ASAN_OPTIONS="suppressions='$$PWD/Tests/address.supp'" LSAN_OPTIONS="suppressions='$$PWD/Tests/leaks.supp'" \
	  swift test --disable-xctest --sanitize address --scratch-path .build-asan --filter '$(SANITIZE)'
	swift test --disable-xctest --sanitize thread --scratch-path .build-tsan --filter '$(SANITIZE)'

# What libFuzzer is let loose on, for how long each, and from which files it starts; MATKIT_CORPORA may name
# a folder of further files.
FUZZ ?= level5 v73 path lab options
SECONDS ?= 60
FUZZ_SEEDS := Fixtures Tests/MATFilesTests/Resources Examples/labs $(if $(MATKIT_CORPORA),"$$MATKIT_CORPORA")
FUZZ_SANITIZERS := fuzzer,address

fuzz: packages swift ## libFuzzer over every reader, each for SECONDS=60 (FUZZ="level5 v73 path lab options"); findings in out/fuzz
	$(RELEASE)
	MATKIT_FUZZ_SANITIZERS=$(FUZZ_SANITIZERS) swift build -c release --package-path Fuzz --product matkit-fuzz \
	  --scratch-path .build-fuzz -Xswiftc -sanitize=$(FUZZ_SANITIZERS)
	@for target in $(FUZZ); do \
	  mkdir -p out/fuzz/$$target/corpus; echo "Fuzzing $$target"; \
	  ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no MATKIT_EXECUTABLE="$$PWD/.build/release/matkit" \
	    .build-fuzz/release/matkit-fuzz $$target -max_total_time=$(SECONDS) -timeout=10 -max_len=65536 \
	    -print_final_stats=1 -artifact_prefix=out/fuzz/$$target/ out/fuzz/$$target/corpus $(FUZZ_SEEDS) Fuzz/Seeds; \
	done

.PHONY: extras
extras: packages swift ## count allocations of optimised code, compile Benchmarks/ and Fuzz/, run each fuzz target over its seeds and a few hundred more
	@$(PREPARE) true
	$(subst --product matkit,--product allocation-check,$(RELEASE_BUILD))
	.build/release/allocation-check
	swift build --product matkit
	swift build --package-path Benchmarks $(SHARED)
	swift build --package-path Fuzz $(SHARED)
	@for target in $(FUZZ); do \
	  mkdir -p out/fuzz/$$target/new; \
	  runs=1000; [ $$target != v73 ] || runs=100; echo "Running $$target over its seeds"; \
	  SWIFT_BACKTRACE=enable=no MATKIT_EXECUTABLE="$$PWD/.build/debug/matkit" \
	    .build/debug/matkit-fuzz $$target -runs=$$runs -seed=1 -timeout=30 -max_len=65536 -verbosity=0 \
	    -artifact_prefix=out/fuzz/$$target/ out/fuzz/$$target/new $(FUZZ_SEEDS) Fuzz/Seeds; \
	done

# How many mutated files of version 4 to 7, of version 7.3, and of those with objects of MATLAB's classes.
MUTATE ?= 100000
MUTATE_V73 ?= 20000
MUTATE_OBJECTS ?= 20000
mutate: packages swift ## read mutated files (MUTATE=100000, MUTATE_V73=20000, MUTATE_OBJECTS=20000): no crash, no hang, no flood of memory
	$(RELEASE)
	swift build -c release --package-path Fuzz --product matkit-mutate
	Fuzz/.build/release/matkit-mutate --count $(MUTATE) $(FUZZ_SEEDS)
	Fuzz/.build/release/matkit-mutate --v73 --matkit .build/release/matkit --count $(MUTATE_V73) $(FUZZ_SEEDS)
	Fuzz/.build/release/matkit-mutate --objects --count $(MUTATE_OBJECTS)
	Fuzz/.build/release/matkit-mutate --objects --v73 --matkit .build/release/matkit \
	  --count $$(( $(MUTATE_OBJECTS) / 4 ))

format: swift ## format every Swift file in place
	swift format --in-place --parallel --recursive $(SWIFT_FOLDERS)

check-format: swift ## fail where `make format` would change a file or a rule is broken
	swift format lint --strict --parallel --recursive $(SWIFT_FOLDERS)

# The page that all doors open from, in the merged documentation.
DOCS_PAGE := documentation/matkit

docs: packages swift ## the documentation of the tool and of every library module, as one site in out/docs
	@rm -rf $(DOCS) .build/*/symbolgraph out/docs; mkdir -p out $(DOCS)
	swift package dump-symbol-graph --minimum-access-level public --emit-extension-block-symbols
	@mv .build/*/symbolgraph $(DOCS)/symbols
	@options=(--warnings-as-errors --enable-experimental-external-link-support); dependencies=(); archives=(); \
	for module in $(LIBRARIES); do \
	  graphs=$(DOCS)/archives/$$module.graphs; archive=$(DOCS)/archives/$$module.doccarchive; \
	  mkdir -p $$graphs; cp $(DOCS)/symbols/$$module.symbols.json $$graphs; \
	  cp $(DOCS)/symbols/$$module@*.symbols.json $$graphs 2>/dev/null || true; \
	  catalogue=; [ ! -d Sources/$$module/$$module.docc ] || catalogue=Sources/$$module/$$module.docc; \
	  docc convert $$catalogue "$${options[@]}" --additional-symbol-graph-dir $$graphs \
	    --fallback-display-name $$module --fallback-bundle-identifier $$module \
	    --fallback-default-module-kind Module $${dependencies[@]+"$${dependencies[@]}"} \
	    --output-path $$archive | sed '/^$$/d'; \
	  dependencies+=(--dependency $$archive); archives+=($$archive); \
	done; \
	docc convert Sources/matkit/matkit.docc "$${options[@]}" --fallback-display-name MatKit \
	  --fallback-bundle-identifier MatKit "$${dependencies[@]}" \
	  --output-path $(DOCS)/archives/MatKit.doccarchive | sed '/^$$/d'; \
	docc merge $(DOCS)/archives/MatKit.doccarchive "$${archives[@]}" --synthesized-landing-page-name Modules \
	  --output-path out/docs
	@mkdir -p out/docs; echo '<meta http-equiv="refresh" content="0; url=$(DOCS_PAGE)/">' >out/docs/index.html
	@echo "The documentation is in out/docs; to read it: $(PYTHON) -m http.server --directory out/docs,"
	@echo "then open http://localhost:8000 in a browser"

.PHONY: docs-measure
docs-measure: swift ## how completely each module is documented: lines a function, examples, missing summaries
	@swift run --quiet documentation-scan measure $(patsubst %,Sources/%,$(LIBRARIES) matkit)

# Below which path of its server the site will lie: GitHub Pages of a repository, under the repository's name.
SITE_PATH ?= matkit
site: docs ## the documentation for a web server, in out/site; SITE_PATH=matkit is where it lies there
	@rm -rf out/site
	docc process-archive transform-for-static-hosting out/docs --hosting-base-path '$(SITE_PATH)' \
	  --output-path out/site
	@echo "The site is in out/site, to lie at /$(SITE_PATH)/ of its server"

bench: packages swift $(VENV)/installed $(VENV)/torch ## compare our speed with the peers'; ONLY=pattern for some
	$(RELEASE)
	swift run -c release --package-path Benchmarks matkit-benchmarks \
	  --python "$$PWD/$(VENV)/bin/python" --tool "$$PWD/.build/release/matkit" --output Benchmarks/results.json \
	  $(if $(ONLY),--only '$(ONLY)')

.PHONY: quality
quality: packages swift $(VENV)/installed ## how well the recommended defaults do beside scikit-learn's, on its data sets; exit 1 where they are not ahead
	swift run -c release --package-path Benchmarks matkit-quality "$$PWD/$(VENV)/bin/python"

pictures: packages swift interop-packages ## draw the pictures of the README and the documentation anew
	$(RELEASE)
	Examples/pictures/draw .build/release/matkit Examples/pictures
	mv Examples/pictures/*-matkit.png Examples/pictures/*-octave.png Sources/NetworkPictures/NetworkPictures.docc/Resources
	mv Examples/pictures/lab-*.png Sources/matkit/matkit.docc/Resources

.PHONY: problems-table
problems-table: packages swift $(VENV)/installed ## the documentation's table of test problems, ours beside SciPy's, anew
	swift run -c release --package-path Benchmarks matkit-problems \
	  --python "$$PWD/$(VENV)/bin/python" --output Sources/Optimization/Optimization.docc/TestProblems.md

clean: ## remove everything that make made
	rm -rf .build .build-asan .build-tsan .build-fuzz .build-docs .build-static .interop out Examples/.build Benchmarks/.build Fuzz/.build

packages:
	$(call install,$(shell cat apt-packages.txt))

ranks-packages: | packages
	$(call install,$(RANKS_PACKAGES))

interop-packages: | packages
	$(call install,$(INTEROP_PACKAGES))

swift:
	@command -v swift >/dev/null || { \
	  echo "make: no swift on the PATH: install Swift 6.2 or later, https://www.swift.org/install/linux" >&2; \
	  exit 1; }

# PyTorch for processors alone, from its own index, and what it needs from PyPI's. Where it does not install, the
# benchmarks say that it is missing.
$(VENV)/torch: $(VENV)/installed
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check torch \
	  --index-url https://download.pytorch.org/whl/cpu --extra-index-url https://pypi.org/simple \
	  || echo "PyTorch does not install here; the benchmarks leave it out" >&2
	touch $@

# The virtual environment is made anew when the versions it pins change.
$(VENV)/installed: $(REQUIREMENTS) | interop-packages
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $(REQUIREMENTS)
	touch $@

EXTRA_DIST += \
	tests/bench/archive.py \
	tests/bench/baseline.txt \
	tests/bench/batch.py \
	tests/bench/bench.py \
	tests/bench/callgrind.py \
	tests/bench/corpus.py \
	tests/bench/dedup.py \
	tests/bench/fetch.py \
	tests/bench/gate.py \
	tests/bench/gate.tap \
	tests/bench/measure.py \
	tests/bench/memory.py \
	tests/bench/pages.py \
	tests/bench/peers.py \
	tests/bench/peers/parsers.py \
	tests/bench/peers/readability.js \
	tests/bench/report.py \
	tests/bench/svg.py \
	docs/performance.md \
	docs/performance/cost.svg \
	docs/performance/memory.svg \
	docs/performance/peers.svg \
	docs/performance/stages.svg \
	docs/recipes.md
check_PROGRAMS += tests/bench/bench
EXTRA_PROGRAMS += tests/bench/cold
tests_bench_bench_SOURCES = tests/bench/bench.c
tests_bench_bench_LDADD = libcleanpage.la $(GUMBO_LIBS)
tests_bench_cold_SOURCES = tests/bench/cold.c
CLEANFILES += tests/bench/cold$(EXEEXT)
TESTS += tests/bench/gate.tap

bench_tool = $(LIBTOOL) --quiet --mode=execute $(PYTHON3) -B $(srcdir)/tests/bench
bench_programs = cleanpage$(EXEEXT) tests/bench/bench$(EXEEXT) tests/bench/cold$(EXEEXT)

# make bench [BENCH=DIR-OF-PAGES] [PEERS=NODE_MODULES]: all that is promised of speed and memory, as a table and
# in docs/performance.md with its plots. Without BENCH over the fixtures alone. Needs valgrind; takes minutes.
bench: $(bench_programs)
	$(bench_tool)/bench.py --program tests/bench/bench$(EXEEXT) --command cleanpage$(EXEEXT) \
		--cold tests/bench/cold$(EXEEXT) --makefile Makefile --docs '$(srcdir)/docs' --work bench-pages \
		--bench '$(BENCH)' --peers '$(PEERS)' $(BENCHFLAGS)

# make bench-gate: fails when instructions are more than 2 % above tests/bench/baseline.txt.
# make bench-baseline: writes that anew. Both over the fixtures, by callgrind.
bench_count = $(bench_tool)/gate.py count --program tests/bench/bench$(EXEEXT) --command cleanpage$(EXEEXT) \
	--makefile Makefile --work bench-gate
bench-gate: $(bench_programs)
	$(bench_count) >bench-counts.txt
	$(PYTHON3) -B $(srcdir)/tests/bench/gate.py compare $(srcdir)/tests/bench/baseline.txt bench-counts.txt
bench-baseline: $(bench_programs)
	$(bench_count) >bench-counts.txt
	cp bench-counts.txt $(srcdir)/tests/bench/baseline.txt
.PHONY: bench bench-gate bench-baseline
CLEANFILES += bench-counts.txt

# make bench-archive DIR=NEW: what an archive of 100,000 articles costs. Takes minutes.
bench-archive: cleanpage$(EXEEXT)
	@test -n "$(DIR)" || { echo "usage: make bench-archive DIR=NEW-DIRECTORY" >&2; exit 2; }
	$(LIBTOOL) --mode=execute $(PYTHON3) $(srcdir)/tests/bench/archive.py cleanpage$(EXEEXT) $(DIR)
.PHONY: bench-archive

# make bench-batch DIR=DIR [PAGES=N]: a WARC file of pages made from the fixtures, with one worker and more.
bench-batch: cleanpage$(EXEEXT)
	@test -n "$(DIR)" || { echo "usage: make bench-batch DIR=DIRECTORY [PAGES=100000]" >&2; exit 2; }
	$(LIBTOOL) --mode=execute $(PYTHON3) $(srcdir)/tests/bench/batch.py cleanpage$(EXEEXT) $(DIR) $(PAGES)

# make bench-memory CORPUS=FILE.warc.gz [SIZES="1 10"]: memory of a batch for inputs of so many gigabytes.
bench-memory: cleanpage$(EXEEXT)
	@test -n "$(CORPUS)" || { echo "usage: make bench-memory CORPUS=FILE.warc.gz [SIZES=\"1 10\"]" >&2; exit 2; }
	$(LIBTOOL) --mode=execute $(PYTHON3) $(srcdir)/tests/bench/memory.py cleanpage$(EXEEXT) $(CORPUS) $(SIZES)
.PHONY: bench-batch bench-memory

# make bench-fetch: 10,000 pages of 100 hosts on the loopback. Needs nginx.
bench-fetch: cleanpage$(EXEEXT)
	$(LIBTOOL) --mode=execute $(PYTHON3) $(srcdir)/tests/bench/fetch.py cleanpage$(EXEEXT)
.PHONY: bench-fetch

# make bench-dedup [PAIRS=N]: how many changed copies of pages --dedup near finds.
bench-dedup: cleanpage$(EXEEXT)
	$(LIBTOOL) --mode=execute $(PYTHON3) -B $(srcdir)/tests/bench/dedup.py cleanpage$(EXEEXT) $(PAIRS)
.PHONY: bench-dedup

# make bench-dask DIR=DIR [PAGES=N]: the same on a Dask of three workers, one of which is killed.
bench-dask: cleanpage$(EXEEXT)
	@test -n "$(DIR)" || { echo "usage: make bench-dask DIR=DIRECTORY [PAGES=100000]" >&2; exit 2; }
	CLEANPAGE_COMMAND='$(abs_top_builddir)/cleanpage$(EXEEXT)' \
	CLEANPAGE_LIBRARY='$(abs_top_builddir)/.libs/libcleanpage.so.0' \
	PYTHONPATH='$(abs_top_srcdir)/bindings/python' PYTHONDONTWRITEBYTECODE=1 \
	$(SYSTEM_PYTHON3) $(srcdir)/tests/cluster/run_dask.py ./cleanpage$(EXEEXT) --in '$(DIR)' \
		--pages $${PAGES:-100000}
SYSTEM_PYTHON3 = /usr/bin/python3
.PHONY: bench-dask

# make bench-slurm DIR=DIR [PAGES=N] [KILLS=2]: the same on a Slurm whose nodes lose their power. Needs root.
bench-slurm: cleanpage$(EXEEXT)
	@test -n "$(DIR)" || { echo "usage: make bench-slurm DIR=DIRECTORY [PAGES=100000] [KILLS=2]" >&2; exit 2; }
	$(LIBTOOL) --mode=execute $(PYTHON3) -B $(srcdir)/tests/cluster/slurm_bench.py cleanpage$(EXEEXT) $(DIR) \
		$${PAGES:-100000} $${KILLS:-2}
.PHONY: bench-slurm

# make bench-python [PAGES=DIR]: 1,000 pages through bindings/python, beside the command. Needs a shared library.
bench-python: cleanpage$(EXEEXT)
	$(PYTHON3) $(srcdir)/tests/python/bench.py ./cleanpage$(EXEEXT) \
		$(abs_builddir)/.libs/libcleanpage.so.0 $(srcdir) $(PAGES)
.PHONY: bench-python

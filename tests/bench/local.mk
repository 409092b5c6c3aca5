EXTRA_DIST += tests/bench/archive.py tests/bench/batch.py tests/bench/bench.py tests/bench/corpus.py tests/bench/fetch.py tests/bench/dedup.py \
	tests/bench/memory.py \
	docs/performance.md docs/recipes.md
EXTRA_PROGRAMS += tests/bench/bench
tests_bench_bench_SOURCES = tests/bench/bench.c
tests_bench_bench_LDADD = libcleanpage.la $(GUMBO_LIBS)
CLEANFILES += tests/bench/bench$(EXEEXT)

# make bench BENCH=DIR: ms per page, instructions per byte and memory beside a bare Gumbo parse.
bench: tests/bench/bench$(EXEEXT)
	@test -n "$(BENCH)" || { echo "usage: make bench BENCH=DIR-OF-PAGES" >&2; exit 2; }
	$(LIBTOOL) --mode=execute $(PYTHON3) $(srcdir)/tests/bench/bench.py \
		tests/bench/bench$(EXEEXT) $(BENCH) --work bench-pages $(BENCHFLAGS)
.PHONY: bench

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

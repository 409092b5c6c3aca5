# Pages made to crash, hang or bloat a cleaner, or to break out of what it writes.
check_PROGRAMS += tests/hostile/hostile tests/hostile/nested tests/hostile/repeated \
	tests/hostile/sequences
TESTS += \
	tests/hostile/beside.tap \
	tests/hostile/cut.tap \
	tests/hostile/diff.tap \
	tests/hostile/hostile \
	tests/hostile/nested \
	tests/hostile/repeated.tap \
	tests/hostile/sequences \
	tests/hostile/terminal.tap
SLOW_TESTS += tests/hostile/all.tap tests/hostile/nested-all.tap tests/hostile/sequences-all.tap
slow_needs += tests/hostile/hostile$(EXEEXT) tests/hostile/nested$(EXEEXT) \
	tests/hostile/sequences$(EXEEXT)
tests_hostile_hostile_SOURCES = tests/hostile/hostile.c tests/hostile/kinds.c tests/hostile/kinds.h
tests_hostile_hostile_LDADD = libcleanpage.la
tests_hostile_nested_SOURCES = tests/hostile/nested.c
tests_hostile_nested_LDADD = libinner.la libground.la libbase.la
tests_hostile_repeated_SOURCES = tests/hostile/repeated.c
tests_hostile_repeated_LDADD = libcleanpage.la
tests_hostile_sequences_SOURCES = tests/hostile/sequences.c
tests_hostile_sequences_LDADD = libinner.la libground.la libbase.la
EXTRA_DIST += \
	tests/hostile/all.tap \
	tests/hostile/beside.tap \
	tests/hostile/cut.tap \
	tests/hostile/diff.tap \
	tests/hostile/nested-all.tap \
	tests/hostile/repeated.tap \
	tests/hostile/sequences-all.tap \
	tests/hostile/table.py \
	tests/hostile/terminal.py \
	tests/hostile/terminal.tap
CLEANFILES += tests/hostile/figures.tsv

tests/hostile/figures.tsv: tests/hostile/hostile$(EXEEXT)
	./tests/hostile/hostile$(EXEEXT) --all $@

# make hostile-table: the worst of each size and format, in Markdown. Takes most of an hour.
hostile-table: tests/hostile/figures.tsv
	$(PYTHON3) -B $(srcdir)/tests/hostile/table.py tests/hostile/figures.tsv
.PHONY: hostile-table

# Faults at every place where there can be one: memory that is not there, calls that fail.
if HAVE_ARCHIVE
check_PROGRAMS += tests/faults/nomem
TESTS += tests/faults/nomem
SLOW_TESTS += tests/faults/nomem-all.tap
if !SANITIZERS
# Preloaded into the command, as tests/archive/faulty.la is.
check_LTLIBRARIES += tests/faults/calls.la
TESTS += tests/faults/calls.tap
SLOW_TESTS += tests/faults/calls-all.tap
endif
endif
if LINKER_WRAPS
check_PROGRAMS += tests/faults/budget
TESTS += tests/faults/budget
SLOW_TESTS += tests/faults/budget-all.tap
tests_faults_budget_SOURCES = tests/faults/budget.c
tests_faults_budget_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=cp_arena_init
tests_faults_budget_LDADD = libinner.la libground.la libbase.la
endif
tests_faults_nomem_SOURCES = \
	tests/faults/failing.c \
	tests/faults/failing.h \
	tests/faults/nomem.c \
	tests/faults/nomem.h \
	tests/faults/nomem_library.c \
	tests/faults/nomem_rooms.c
tests_faults_nomem_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/faults
tests_faults_nomem_LDADD = libfeeds.la libinner.la libground.la libbase.la
if SANITIZERS
# They have a malloc of their own.
tests_faults_nomem_CPPFLAGS += -DCP_SANITIZED
endif
tests_faults_calls_la_SOURCES = tests/faults/calls.c tests/faults/preload.h
tests_faults_calls_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
EXTRA_DIST += \
	tests/faults/budget-all.tap \
	tests/faults/calls-all.tap \
	tests/faults/calls.py \
	tests/faults/calls.tap \
	tests/faults/commands.py \
	tests/faults/real.py \
	tests/faults/scenario.py \
	tests/faults/stores.py \
	tests/faults/nomem-all.tap

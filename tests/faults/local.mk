# Faults at every place where there can be one: memory that is not there, calls that fail.
if HAVE_ARCHIVE
check_PROGRAMS += tests/faults/nomem
TESTS += tests/faults/nomem
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
tests_faults_nomem_CPPFLAGS += -DCP_SANITIZED
endif
if !SANITIZERS
# Preloaded into the command; -rpath makes libtool build a shared one.
if HAVE_ARCHIVE
check_LTLIBRARIES += tests/faults/calls.la
else
check_LTLIBRARIES = tests/faults/calls.la
endif
tests_faults_calls_la_SOURCES = tests/faults/calls.c
tests_faults_calls_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
TESTS += tests/faults/calls.tap
SLOW_TESTS += tests/faults/calls-all.tap
endif
EXTRA_DIST += \
	tests/faults/calls-all.tap \
	tests/faults/calls.py \
	tests/faults/calls.tap

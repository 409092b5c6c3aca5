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

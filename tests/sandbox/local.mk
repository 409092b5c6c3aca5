# What a page can do that has taken over what reads it. Included by Makefile.am.

TESTS += tests/sandbox/command.tap
EXTRA_DIST += tests/sandbox/command.py tests/sandbox/command.tap

# Preloaded into the command; -rpath makes libtool build a shared one where it can.
check_LTLIBRARIES += tests/sandbox/parser.la
tests_sandbox_parser_la_SOURCES = tests/sandbox/deeds.h tests/sandbox/parser.c
tests_sandbox_parser_la_CFLAGS = $(CP_WARN) $(GUMBO_CFLAGS)
tests_sandbox_parser_la_LDFLAGS = -module -avoid-version -rpath /nowhere
tests_sandbox_parser_la_LIBADD = $(DL_LIBS)

# cppcheck, gcc -fanalyzer and clang-tidy over the source; for the main build, not its variants.
if VARIANTS
TESTS += tests/static/analysis.tap
endif
check_DATA = tests/static/flags
tests/static/flags: Makefile
	$(AM_V_GEN)$(MKDIR_P) tests/static && \
		printf '%s\n' '$(DEFS) $(DEFAULT_INCLUDES) $(AM_CPPFLAGS) $(CPPFLAGS) $(AM_CFLAGS)' | \
		sed -e 's| -I\. | -I$(abs_builddir) |g' -e 's|-I$(srcdir)|-I$(abs_srcdir)|g' -e 's| -I\./src| -I$(abs_builddir)/src|g' > $@
EXTRA_DIST += .clang-tidy tests/static/analysis.py tests/static/analysis.tap tests/static/known.txt
CLEANFILES += tests/static/flags

# Nasty pages in every format, read back by parsers of others, and pages that try to break out.
TESTS += tests/formats/formats.tap tests/formats/breakout.tap tests/formats/outputs.tap
SLOW_TESTS += tests/formats/breakout-all.tap tests/formats/outputs-all.tap
check_PROGRAMS += tests/formats/render
slow_needs += tests/formats/render$(EXEEXT)
tests_formats_render_SOURCES = tests/formats/render.c
tests_formats_render_LDADD = libcleanpage.la
EXTRA_DIST += \
	tests/formats/breakout-all.tap \
	tests/formats/breakout.py \
	tests/formats/breakout.tap \
	tests/formats/check.py \
	tests/formats/formats.tap \
	tests/formats/nasty.py \
	tests/formats/outputs-all.tap \
	tests/formats/outputs.py \
	tests/formats/outputs.tap \
	tests/formats/payloads.py \
	tests/formats/readback.py \
	tests/formats/strict.py \
	tests/formats/tei.rng

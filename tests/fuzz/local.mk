# Fuzz targets: with --enable-fuzzing libFuzzer drives them ("tests/fuzz/fuzz_decode CORPUS"),
# in other builds make check replays the inputs that are kept. One block for each.
EXTRA_DIST += tests/fuzz/corpus tests/fuzz/crashes
fuzz_targets =
fuzz_ldadd = libinner.la libground.la libbase.la
if FUZZING
fuzz_main =
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
noinst_PROGRAMS += $(fuzz_targets)
else
fuzz_main = tests/fuzz/replay.c
fuzz_ldflags = $(AM_LDFLAGS)
check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)
endif

if HAVE_ARCHIVE
fuzz_targets += tests/fuzz/fuzz_crawl
tests_fuzz_fuzz_crawl_SOURCES = tests/fuzz/fuzz_crawl.c $(fuzz_main)
tests_fuzz_fuzz_crawl_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"crawl"'
tests_fuzz_fuzz_crawl_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_crawl_LDADD = libfeeds.la $(fuzz_ldadd)
endif

fuzz_targets += tests/fuzz/fuzz_decode
tests_fuzz_fuzz_decode_SOURCES = tests/fuzz/fuzz_decode.c $(fuzz_main)
tests_fuzz_fuzz_decode_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"decode"'
tests_fuzz_fuzz_decode_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_decode_LDADD = $(fuzz_ldadd)

if HAVE_ARCHIVE
fuzz_targets += tests/fuzz/fuzz_feed
endif
tests_fuzz_fuzz_feed_SOURCES = tests/fuzz/fuzz_feed.c $(fuzz_main)
tests_fuzz_fuzz_feed_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"feed"'
tests_fuzz_fuzz_feed_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_feed_LDADD = libfeeds.la libground.la libbase.la

fuzz_targets += tests/fuzz/fuzz_json
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c $(fuzz_main)
tests_fuzz_fuzz_json_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"json"'
tests_fuzz_fuzz_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_json_LDADD = $(fuzz_ldadd)

fuzz_targets += tests/fuzz/fuzz_page
tests_fuzz_fuzz_page_SOURCES = tests/fuzz/fuzz_page.c $(fuzz_main)
tests_fuzz_fuzz_page_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"page"'
tests_fuzz_fuzz_page_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_page_LDADD = $(fuzz_ldadd)

fuzz_targets += tests/fuzz/fuzz_rules
tests_fuzz_fuzz_rules_SOURCES = tests/fuzz/fuzz_rules.c $(fuzz_main)
tests_fuzz_fuzz_rules_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"rules"'
tests_fuzz_fuzz_rules_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_rules_LDADD = $(fuzz_ldadd)

fuzz_targets += tests/fuzz/fuzz_pipeline
tests_fuzz_fuzz_pipeline_SOURCES = tests/fuzz/fuzz_pipeline.c $(fuzz_main)
tests_fuzz_fuzz_pipeline_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"pipeline"'
tests_fuzz_fuzz_pipeline_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_pipeline_LDADD = libcleanpage.la

if HAVE_ARCHIVE
fuzz_targets += tests/fuzz/fuzz_source
endif
tests_fuzz_fuzz_source_SOURCES = tests/fuzz/fuzz_source.c $(fuzz_main)
tests_fuzz_fuzz_source_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"source"'
tests_fuzz_fuzz_source_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_source_LDADD = libfeeds.la libground.la libbase.la

if HAVE_ARCHIVE
fuzz_targets += tests/fuzz/fuzz_warc
endif
tests_fuzz_fuzz_warc_SOURCES = tests/fuzz/fuzz_warc.c $(fuzz_main)
tests_fuzz_fuzz_warc_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"warc"'
tests_fuzz_fuzz_warc_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_warc_LDADD = libfeeds.la libground.la libbase.la

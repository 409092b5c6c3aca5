# Fuzz targets: with --enable-fuzzing libFuzzer drives them ("tests/fuzz/fuzz_decode CORPUS"),
# in other builds make check replays the inputs that are kept. docs/fuzzing.md has the rest.
EXTRA_DIST += \
	docs/fuzzing.md \
	tests/fuzz/corpus \
	tests/fuzz/crashes \
	tests/fuzz/dict.py \
	tests/fuzz/run.py \
	tests/fuzz/seeds.py
fuzz_targets =
fuzz_ldadd = libinner.la libground.la libbase.la
fuzz_feeds_ldadd = libfeeds.la libsandbox.la $(fuzz_ldadd)
if FUZZING
fuzz_main = tests/fuzz/fuzz.h
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
noinst_PROGRAMS += $(fuzz_targets)
else
fuzz_main = tests/fuzz/fuzz.h tests/fuzz/replay.c
fuzz_ldflags = $(AM_LDFLAGS)
check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)
endif

# CPU seconds that each target gets in all, and which targets: all of them if none is named.
SECONDS = 60
TARGETS =
fuzz_run = $(PYTHON3) $(top_srcdir)/tests/fuzz/run.py --seconds $(SECONDS)

.PHONY: fuzz fuzz-afl fuzz-work
fuzz-work:
	$(PYTHON3) $(top_srcdir)/tests/fuzz/seeds.py $(top_srcdir) fuzz-work
	$(PYTHON3) $(top_srcdir)/tests/fuzz/dict.py $(top_srcdir) fuzz-work
fuzz: $(fuzz_targets) fuzz-work
	$(fuzz_run) --bin tests/fuzz --work fuzz-work $(TARGETS)
fuzz-afl: $(fuzz_targets) fuzz-work
	$(fuzz_run) --afl --bin tests/fuzz --work fuzz-work $(TARGETS)

# ---------------------------------------------------------------- one block for each

# Of the engine.
fuzz_targets += \
	tests/fuzz/fuzz_decode \
	tests/fuzz/fuzz_formats \
	tests/fuzz/fuzz_head \
	tests/fuzz/fuzz_json \
	tests/fuzz/fuzz_page \
	tests/fuzz/fuzz_phrase \
	tests/fuzz/fuzz_pipeline \
	tests/fuzz/fuzz_rules \
	tests/fuzz/fuzz_select \
	tests/fuzz/fuzz_text \
	tests/fuzz/fuzz_tree \
	tests/fuzz/fuzz_url

tests_fuzz_fuzz_decode_SOURCES = tests/fuzz/fuzz_decode.c $(fuzz_main)
tests_fuzz_fuzz_decode_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"decode"'
tests_fuzz_fuzz_decode_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_decode_LDADD = $(fuzz_ldadd)

tests_fuzz_fuzz_formats_SOURCES = tests/fuzz/fuzz_formats.c $(fuzz_main)
tests_fuzz_fuzz_formats_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"formats"' $(fuzz_oracle_flags)
tests_fuzz_fuzz_formats_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_formats_LDADD = $(fuzz_ldadd) $(fuzz_oracles)

tests_fuzz_fuzz_head_SOURCES = tests/fuzz/fuzz_head.c $(fuzz_main)
tests_fuzz_fuzz_head_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"head"'
tests_fuzz_fuzz_head_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_head_LDADD = $(fuzz_ldadd)

tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c $(fuzz_main)
tests_fuzz_fuzz_json_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"json"'
tests_fuzz_fuzz_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_json_LDADD = $(fuzz_ldadd)

tests_fuzz_fuzz_page_SOURCES = tests/fuzz/fuzz_page.c $(fuzz_main)
tests_fuzz_fuzz_page_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"page"'
tests_fuzz_fuzz_page_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_page_LDADD = $(fuzz_ldadd)

tests_fuzz_fuzz_phrase_SOURCES = tests/fuzz/fuzz_phrase.c $(fuzz_main)
tests_fuzz_fuzz_phrase_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"phrase"'
tests_fuzz_fuzz_phrase_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_phrase_LDADD = $(fuzz_ldadd)

tests_fuzz_fuzz_pipeline_SOURCES = tests/fuzz/fuzz_pipeline.c $(fuzz_main)
tests_fuzz_fuzz_pipeline_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"pipeline"'
tests_fuzz_fuzz_pipeline_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_pipeline_LDADD = libcleanpage.la

tests_fuzz_fuzz_rules_SOURCES = tests/fuzz/fuzz_rules.c $(fuzz_main)
tests_fuzz_fuzz_rules_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"rules"'
tests_fuzz_fuzz_rules_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_rules_LDADD = $(fuzz_ldadd)

tests_fuzz_fuzz_select_SOURCES = tests/fuzz/fuzz_select.c $(fuzz_main)
tests_fuzz_fuzz_select_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"select"'
tests_fuzz_fuzz_select_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_select_LDADD = $(fuzz_ldadd)

tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c $(fuzz_main)
tests_fuzz_fuzz_text_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"text"'
tests_fuzz_fuzz_text_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_text_LDADD = $(fuzz_ldadd)

tests_fuzz_fuzz_tree_SOURCES = tests/fuzz/fuzz_tree.c tests/unit/reference.c tests/unit/reference.h $(fuzz_main)
tests_fuzz_fuzz_tree_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"tree"'
tests_fuzz_fuzz_tree_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_tree_LDADD = $(fuzz_ldadd)

tests_fuzz_fuzz_url_SOURCES = tests/fuzz/fuzz_url.c $(fuzz_main)
tests_fuzz_fuzz_url_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"url"'
tests_fuzz_fuzz_url_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_url_LDADD = $(fuzz_ldadd) $(TEST_CURL_LIBS)

# What formats are read back with.
fuzz_oracles =
fuzz_oracle_flags =
if HAVE_JANSSON
fuzz_oracles += $(JANSSON_LIBS)
fuzz_oracle_flags += -DCP_FUZZ_JSON
endif
if HAVE_ARCHIVE
fuzz_oracles += $(TEST_LIBXML2_LIBS)
fuzz_oracle_flags += -DCP_FUZZ_XML
endif

# Of feeds, archives and batches.
if HAVE_ARCHIVE
fuzz_targets += \
	tests/fuzz/fuzz_corpus \
	tests/fuzz/fuzz_crawl \
	tests/fuzz/fuzz_feed \
	tests/fuzz/fuzz_frames \
	tests/fuzz/fuzz_matter \
	tests/fuzz/fuzz_resume \
	tests/fuzz/fuzz_robots \
	tests/fuzz/fuzz_sitebook \
	tests/fuzz/fuzz_source \
	tests/fuzz/fuzz_sql \
	tests/fuzz/fuzz_warc
endif

tests_fuzz_fuzz_corpus_SOURCES = tests/fuzz/fuzz_corpus.c $(fuzz_main)
tests_fuzz_fuzz_corpus_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"corpus"'
tests_fuzz_fuzz_corpus_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_corpus_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_crawl_SOURCES = tests/fuzz/fuzz_crawl.c $(fuzz_main)
tests_fuzz_fuzz_crawl_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"crawl"'
tests_fuzz_fuzz_crawl_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_crawl_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_feed_SOURCES = tests/fuzz/fuzz_feed.c $(fuzz_main)
tests_fuzz_fuzz_feed_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"feed"'
tests_fuzz_fuzz_feed_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_feed_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_frames_SOURCES = tests/fuzz/fuzz_frames.c $(fuzz_main)
tests_fuzz_fuzz_frames_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"frames"'
tests_fuzz_fuzz_frames_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_frames_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_matter_SOURCES = tests/fuzz/fuzz_matter.c $(fuzz_main)
tests_fuzz_fuzz_matter_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"matter"'
tests_fuzz_fuzz_matter_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_matter_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_resume_SOURCES = tests/fuzz/fuzz_resume.c $(fuzz_main)
tests_fuzz_fuzz_resume_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"resume"'
tests_fuzz_fuzz_resume_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_resume_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_robots_SOURCES = tests/fuzz/fuzz_robots.c $(fuzz_main)
tests_fuzz_fuzz_robots_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"robots"'
tests_fuzz_fuzz_robots_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_robots_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_sitebook_SOURCES = tests/fuzz/fuzz_sitebook.c tests/fuzz/fuzz_rows.h $(fuzz_main)
tests_fuzz_fuzz_sitebook_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"sitebook"'
tests_fuzz_fuzz_sitebook_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_sitebook_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_source_SOURCES = tests/fuzz/fuzz_source.c $(fuzz_main)
tests_fuzz_fuzz_source_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"source"'
tests_fuzz_fuzz_source_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_source_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_sql_SOURCES = tests/fuzz/fuzz_sql.c tests/fuzz/fuzz_rows.h $(fuzz_main)
tests_fuzz_fuzz_sql_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"sql"'
tests_fuzz_fuzz_sql_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_sql_LDADD = $(fuzz_feeds_ldadd)

tests_fuzz_fuzz_warc_SOURCES = tests/fuzz/fuzz_warc.c $(fuzz_main)
tests_fuzz_fuzz_warc_CPPFLAGS = $(AM_CPPFLAGS) -DCP_FUZZ_NAME='"warc"'
tests_fuzz_fuzz_warc_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_warc_LDADD = $(fuzz_feeds_ldadd)

# Memory that is read before it is written: the tests of the engine in a build with
# --enable-sanitizers=memory, which tests/builds.sh makes; and the commands under Valgrind, which
# looks into libraries, too, and so takes what the sanitizer cannot.
SLOW_TESTS += tests/memory/memcheck.tap
EXTRA_DIST += tests/memory/memcheck.supp tests/memory/memcheck.tap

# What runs libcurl, libxml2, libseccomp, SQLite or zlib, whose memory is theirs, or more processes than
# there is memory for.
memory_left_out = api crawl_turns feed_links feed_read feed_write filter pool schema search seen warc xhtml \
	feed sitebook sql url

check-memory:
	@tests=; for t in $(unit_tests) $(fuzz_targets); do \
		case " $(memory_left_out) " in \
		*" $${t##*/test_} "* | *" $${t##*/fuzz_} "*) ;; \
		*) tests="$$tests $$t" ;; \
		esac; \
	done; \
	$(MAKE) check check_PROGRAMS="tests/golden/clean $$tests" check_LTLIBRARIES= \
		TESTS="tests/golden/run.tap $$tests"
.PHONY: check-memory

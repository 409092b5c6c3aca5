# Pages made to crash, hang or bloat a cleaner.
check_PROGRAMS += tests/hostile/hostile
TESTS += tests/hostile/hostile
tests_hostile_hostile_SOURCES = tests/hostile/hostile.c tests/hostile/kinds.c tests/hostile/kinds.h
tests_hostile_hostile_LDADD = libcleanpage.la

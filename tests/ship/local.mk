# What is released: the tarball, and Debian's packages made from it. Each builds the whole anew.
SLOW_TESTS += tests/ship/tarball.sh tests/ship/debian.sh
EXTRA_DIST += tests/ship/tarball.sh tests/ship/debian.sh
CLEANFILES += tests/ship/tarball.out tests/ship/debian.out

"""A stand-in for datatrove, for tests alone: see README.md beside it."""

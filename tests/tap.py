"""TAP of the tests in Python: a line for each test, and at the end how many there were."""

_count = 0


def ok(good, name, *details):
    """One test; the details are shown if it fails."""
    global _count
    _count += 1
    print(f"{'ok' if good else 'not ok'} {_count} - {name}", flush=True)
    for detail in () if good else details:
        print("# " + repr(detail)[:600], flush=True)


def plan():
    print(f"1..{_count}", flush=True)

"""Results of a run over the development pages: one row per page, and the file that keeps them.

The file names pages by their ids alone, holds none of their text and no URL, and is sorted, so
that the difference of two committed results is short.
"""
import csv
import io
import re

COLUMNS = ("set", "id", "type", "p", "r", "f1", "words", "gold_words", "with_hit", "with_n",
           "without_hit", "without_n", "confidence")
SHARES = ("p", "r", "f1", "confidence")     # the other numbers are counts
CONFIDENCE = re.compile(r"^\* kept: .* confidence (\d+) %$", re.MULTILINE)


def confidence_of(stderr):
    """What "cleanpage -v" says of its own result, 0 to 1; None if it says nothing."""
    found = CONFIDENCE.search(stderr)
    return int(found.group(1)) / 100 if found else None


def row_of(set_name, scored, confidence=None):
    """The row of a page from what score.py's score_page gives."""
    row = {name: scored.get(name) for name in COLUMNS}
    row.update(set=set_name, confidence=confidence)
    if "tp" in scored:                      # a page of which only snippets are known
        row.update(with_hit=scored["tp"], with_n=scored["tp"] + scored["fn"],
                   without_hit=scored["fp"], without_n=scored["fp"] + scored["tn"])
    # As they stand in the file: equal results are equal, fresh or read again.
    row.update((name, round(row[name], 3)) for name in SHARES if row[name] is not None)
    return row


def to_text(rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda r: (r["set"], r["id"])):
        writer.writerow(["%.3f" % row[name] if name in SHARES and row[name] is not None
                         else row[name] for name in COLUMNS])
    return out.getvalue()


def from_text(text):
    """Rows of the file; ValueError if it is none."""
    reader = csv.DictReader(io.StringIO(text))
    missing = set(COLUMNS) - set(reader.fieldnames or ())
    if missing:
        raise ValueError("no column " + ", ".join(sorted(missing)))
    rows = []
    for line in reader:
        row = {name: line[name] for name in ("set", "id", "type")}
        for name in COLUMNS[3:]:
            number = float if name in SHARES else int
            row[name] = number(line[name]) if line[name] else None
        rows.append(row)
    return rows

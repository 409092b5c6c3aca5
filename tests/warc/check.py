"""WARC files as Python's gzip and hashlib see them, and files that Python made: prints TAP.

    check.py RECORDS DIR

RECORDS is the program of tests/warc/records.c, DIR a directory for files.
"""
import gzip
import hashlib
import os
import re
import subprocess
import sys
import zlib

records_program, work = sys.argv[1:]
count = 0


def ok(good, what, *details):
    global count
    count += 1
    print("%sok %d - %s" % ("" if good else "not ", count, what))
    if not good:
        for detail in details:
            print("# %r" % (detail,))


def run(*args, stdin=None):
    done = subprocess.run([records_program, *args], stdin=stdin, stdout=subprocess.PIPE)
    return done.stdout.decode().splitlines()


def members(data):
    """(offset, bytes, unpacked) of each member; raises on what is not whole."""
    at = 0
    while at < len(data):
        d = zlib.decompressobj(16 + zlib.MAX_WBITS)
        text = d.decompress(data[at:])
        assert d.eof, "not whole"
        n = len(data) - at - len(d.unused_data)
        yield at, n, text
        at += n


def parse(text):
    head, _, rest = text.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines[1:])
    n = int(fields["Content-Length"])
    return lines[0], fields, rest[:n], rest[n:]


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def check_written():
    path = os.path.join(work, "written.warc.gz")
    if os.path.exists(path):
        os.unlink(path)
    told = [line.split() for line in run("write", path)]
    data = open(path, "rb").read()
    found = list(members(data))
    ok(gzip.open(path).read() == b"".join(text for _, _, text in found), "gzip reads it all")
    ok(len(found) == 5, "warcinfo and four records", len(found))
    ok([(int(o), int(n)) for _, o, n in told] == [(o, n) for o, n, _ in found[1:]],
       "offset and length are those of the members", told)
    ids = set()
    for number, (_, _, text) in enumerate(found):
        version, fields, block, rest = parse(text)
        ids.add(fields["WARC-Record-ID"])
        ok(version == "WARC/1.1" and rest == b"\r\n\r\n", "record %d is whole" % number, rest)
        ok(sha(block) == fields["WARC-Block-Digest"], "the block's digest is right", fields)
        ok(re.fullmatch(r"<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                        r"[0-9a-f]{12}>", fields["WARC-Record-ID"]), "the id is a UUID", fields)
        ok(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fields["WARC-Date"]), "the date")
        payload = block
        if fields["WARC-Type"] == "response":
            head, _, payload = block.partition(b"\r\n\r\n")
            ok(b"\r\nX-Archive-Orig-Content-Encoding: gzip\r\n" in head
               and b"\r\nContent-Length: %d" % len(payload) in head, "the head tells it", head)
        if fields["WARC-Type"] in ("response", "resource"):
            ok(sha(payload) == fields["WARC-Payload-Digest"], "the payload's digest is right")
    ok(len(ids) == 5, "ids differ")
    ok(told[0][0] == parse(found[1][2])[1]["WARC-Record-ID"][1:-1], "the id told is the record's")
    return path


def record(kind, block, gz, *fields):
    lines = ["WARC/1.0", "WARC-Type: " + kind, "WARC-Target-URI: http://a.example/" + kind,
             "WARC-Record-ID: <urn:uuid:1>", *fields, "Content-Length: %d" % len(block)]
    text = "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    return gzip.compress(text) if gz else text


def foreign(gz):
    """A file as a crawler makes it: (bytes, payloads)."""
    page = ("<p>%s</p>" % ("Regen über Lagos. " * 5000)).encode()
    packed = gzip.compress(page)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(packed[i:i + 1000]), packed[i:i + 1000])
                      for i in range(0, len(packed), 1000)) + b"0\r\n\r\n"
    http = "Content-Type: application/http; msgtype=response"
    made = [
        record("warcinfo", b"software: other\r\n", gz),
        record("response", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed, gz, http),
        record("response", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n"
               b"content-encoding: gzip\r\n\r\n" + chunks, gz, http),
        record("response", b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n"
               + zlib.compress(page), gz, http),
        record("revisit", b"HTTP/1.1 304 Not Modified\r\n\r\n", gz, http),
    ]
    return made, [b"software: other\r\n", page, page, page, b""]


def check_foreign(gz):
    name = "packed" if gz else "plain"
    made, payloads = foreign(gz)
    path = os.path.join(work, "foreign.warc")
    with open(path, "wb") as f:
        f.write(b"".join(made))
    want = [(str(len(p)), sha(p)) for p in payloads]
    got = run("list", path)
    ok([tuple(line.split()[2:]) for line in got] == want, "a %s file of another's" % name, got)
    with open(path, "rb") as f:
        ok(run("list", "-", stdin=f) == got, "the same from stdin")
    cat = subprocess.Popen(["cat", path], stdout=subprocess.PIPE)
    ok(run("list", "-", stdin=cat.stdout) == got, "the same through a pipe")
    cat.wait()
    # A piece is missing in the third: the others are there, from a file and through a pipe.
    made[2] = made[2][:len(made[2]) // 2] + made[2][len(made[2]) // 2 + 7:]
    with open(path, "wb") as f:
        f.write(b"".join(made))
    want[2:3] = []
    got = run("list", path)
    good = [tuple(line.split()[2:]) for line in got if not line.startswith("status ")]
    ok(good[:2] + good[-2:] == want and len(got) > len(want), "and with damage in it", got)


def check_whole_file_packed():
    made, payloads = foreign(False)
    path = os.path.join(work, "whole.warc.gz")
    with gzip.open(path, "wb") as f:
        f.write(b"".join(made))
    got = run("list", path)
    ok([line.split()[3] for line in got] == [sha(p) for p in payloads],
       "a file packed as a whole", got)


def main():
    path = check_written()
    listed = run("list", path)
    ok(len(listed) == 5 and not [line for line in listed if "status" in line or "wrong" in line],
       "what was written is read", listed)
    check_foreign(True)
    check_foreign(False)
    check_whole_file_packed()
    print("1..%d" % count)


main()

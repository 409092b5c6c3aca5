"""What inputs of a batch are made of: records of WARC files, answers of HTTP, mutations."""
import gzip
import hashlib
import os
import zlib


def write(path, data):
    if os.path.dirname(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


def warc_record(kind, block, packed=True, length=None, **fields):
    head = {"WARC-Type": kind,
            "WARC-Record-ID": "<urn:uuid:%s>" % hashlib.sha256(block).hexdigest()[:36],
            "WARC-Date": "2026-11-28T00:00:00Z",
            "Content-Type": "application/http;msgtype=response"}
    head.update({name.replace("_", "-"): value for name, value in fields.items()})
    head["Content-Length"] = str(len(block) if length is None else length)
    lines = "WARC/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in head.items() if v is not None)
    data = lines.encode() + b"\r\n" + block + b"\r\n\r\n"
    return gzip.compress(data, mtime=0) if packed else data


def response(body, status="200 OK", **headers):
    headers = {"Content_Type": "text/html", **headers}
    lines = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items() if v)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def chunked(body, step=20):
    out = b""
    for at in range(0, len(body), step):
        piece = body[at:at + step]
        out += b"%x\r\n%s\r\n" % (len(piece), piece)
    return out + b"0\r\n\r\n"


def bare_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def mutated(chance, data):
    data = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data))
        what = chance.randrange(4)
        if what == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            del data[at:at + chance.randrange(1, 200)]
        elif what == 2:
            data[at:at] = data[chance.randrange(len(data)):][:chance.randrange(1, 200)]
        else:
            del data[at:]
        data = data or bytearray(b"x")
    return bytes(data)

"""Stand-in: readers of a directory of files."""
import gzip
import json
import pathlib
import re

from datatrove.data import Document


def open_packed(path):
    return gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb")


class JsonlReader:
    """Its adapter: text and id have their keys, "metadata" is a dict, and all else goes into it.
    An object without text is passed over."""

    def __init__(self, data_folder, glob_pattern="*", text_key="text", id_key="id"):
        self.folder, self.glob = pathlib.Path(data_folder), glob_pattern
        self.text_key, self.id_key = text_key, id_key

    def document(self, data, path, number):
        text = data.pop(self.text_key, "")
        name = data.pop(self.id_key, f"{path.name}/{number}")
        media, metadata = data.pop("media", []), data.pop("metadata", {})
        return Document(text, name, media, {**metadata, **data}) if text else None

    def run(self, data=None, rank=0, world_size=1):
        for path in sorted(self.folder.glob(self.glob)):
            with open_packed(path) as file:
                for number, line in enumerate(file):
                    document = self.document(json.loads(line), path, number)
                    if document:
                        yield document


class WarcReader:
    """Responses of HTML, decoded."""

    def __init__(self, data_folder):
        self.folder = pathlib.Path(data_folder)

    def run(self, data=None, rank=0, world_size=1):
        for path in sorted(self.folder.iterdir()):
            with open_packed(path) as file:
                while line := file.readline():
                    head = {}
                    while (line := line.strip()):
                        name, _, value = line.partition(b":")
                        head[name.lower().decode()] = value.strip().decode()
                        line = file.readline()
                    block = file.read(int(head.get("content-length", 0)))
                    if head and re.match(rb"HTTP/1.1 200.*Content-Type: text/html", block, re.S):
                        html = block.partition(b"\r\n\r\n")[2].decode()
                        yield Document(html, head["warc-record-id"],
                                       metadata={"url": head["warc-target-uri"]})

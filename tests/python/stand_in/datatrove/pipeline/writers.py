"""Stand-in: documents into a file of JSON Lines."""
import dataclasses
import gzip
import json
import pathlib


class JsonlWriter:
    def __init__(self, output_folder):
        self.folder = pathlib.Path(output_folder)

    def run(self, data, rank=0, world_size=1):
        self.folder.mkdir(parents=True, exist_ok=True)
        with gzip.open(self.folder / f"{rank:05}.jsonl.gz", "wt") as file:
            for document in data:
                file.write(json.dumps(dataclasses.asdict(document)) + "\n")
                yield document

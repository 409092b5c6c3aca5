"""Stand-in: the documents that go through a pipeline."""
import dataclasses


@dataclasses.dataclass
class Document:
    text: str
    id: str
    media: list = dataclasses.field(default_factory=list)
    metadata: dict = dataclasses.field(default_factory=dict)

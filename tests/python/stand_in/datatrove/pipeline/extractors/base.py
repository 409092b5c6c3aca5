"""Stand-in: the base class of extractors. `timeout` is kept, and nobody watches it."""
import abc


class BaseExtractor(abc.ABC):
    type = "extractor"

    @abc.abstractmethod
    def __init__(self, timeout: float = 1):
        self.timeout = timeout

    @abc.abstractmethod
    def extract(self, text: str) -> str:
        """The text of one page."""

    def run(self, data, rank=0, world_size=1):
        """A document that is left without text goes no further."""
        for document in data:
            document.text = self.extract(document.text)
            if document.text:
                yield document

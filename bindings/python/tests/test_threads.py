"""Threads: at once, the same results, and without the GIL."""

import concurrent.futures
import threading
import time
import unittest

import cleanpage

from . import PAGES, RAIN, URL


def outputs(pages):
    return [
        cleanpage.extract(page, url=URL, format=format, times=False)
        for page in pages
        for format in ("jsonl", "html")
    ]


class Threads(unittest.TestCase):
    def test_each_its_own_cleaner(self):
        pages = [path.read_bytes() for path in PAGES[:60]]
        alone = outputs(pages)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for together in pool.map(outputs, [pages] * 8):
                self.assertEqual(together, alone)

    def test_one_cleaner_for_all(self):
        cleaner = cleanpage.Cleaner()
        pages = [path.read_bytes() for path in PAGES[:40]]

        def clean(page):
            return cleaner.clean(page, url=URL).render("markdown")

        alone = [clean(page) for page in pages]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            self.assertEqual(list(pool.map(clean, pages * 8)), alone * 8)

    def test_one_document_for_all(self):
        document = cleanpage.clean(RAIN)
        alone = document.render("xml")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for text in pool.map(lambda _: document.render("xml"), range(64)):
                self.assertEqual(text, alone)

    def test_others_run_meanwhile(self):
        """Held, the GIL would let a thread tick once or twice around a call, not in it."""
        page = b"<p>It rained all night, and the river stood in the <b>lower</b> town.</p>\n"
        page = b"<title>Rain</title>" + page * (5_000_000 // len(page))
        ticks = 0
        done = threading.Event()

        def tick():
            nonlocal ticks
            while not done.wait(0.001):
                ticks += 1

        thread = threading.Thread(target=tick)
        thread.start()
        try:
            while ticks == 0:
                time.sleep(0.001)
            cleaner = cleanpage.Cleaner()
            before = ticks
            document = cleaner.clean(page)
            during = ticks - before
        finally:
            done.set()
            thread.join()
        self.assertTrue(document)
        self.assertGreater(during, 10)


if __name__ == "__main__":
    unittest.main()

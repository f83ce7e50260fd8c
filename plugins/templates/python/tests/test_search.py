import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from search import Found


class Search(unittest.TestCase):
    def test_lines_that_contain_the_word_are_found(self):
        found = Found()
        lines = [line for line in (b"a word\n", b"wor\n", b"words, at the end") if found.take(line, b"word")]
        self.assertEqual(lines, [b"a word\n", b"words, at the end"])
        self.assertEqual(found, Found(offset=28, lines=3, matches=2))

    def test_offsets_are_bytes_not_characters(self):
        found = Found()
        found.take("Łódź\n".encode(), "ź".encode())
        self.assertEqual(found.offset, 8)


if __name__ == "__main__":
    unittest.main()

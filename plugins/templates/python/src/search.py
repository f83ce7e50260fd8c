"""The work itself. It knows nothing of the host, so that the tests can test it."""

from dataclasses import dataclass


@dataclass
class Found:
    """What was found so far. A checkpoint keeps it."""

    offset: int = 0
    lines: int = 0
    matches: int = 0

    def take(self, line: bytes, word: bytes) -> bool:
        """Counts a line, and says whether it contains the word."""
        matches = word in line
        self.offset += len(line)
        self.lines += 1
        self.matches += matches
        return matches

"""The leaves of MATLAB values, as the reference files of these tests have them: one a line."""

from typing import NamedTuple

import numpy as np


class Leaf(NamedTuple):
    """A value that holds no others, or what a cell or struct array says of itself."""

    path: str
    class_name: str
    size: tuple
    attributes: str | None
    """`complex`, `sparse`, `sparse+complex`, or nothing."""
    parts: list
    """Arrays in MATLAB's order: real and imaginary parts; of a sparse matrix rows and columns first."""

    def data(self):
        """The little-endian bytes of the parts."""
        return b"".join(part.astype(part.dtype.newbyteorder("<")).tobytes() for part in self.parts)

    def __str__(self):
        """`path class size attributes hash`, the hash being FNV-1a (64 bits) of the data."""
        size = "x".join(map(str, self.size))
        texts = [self.path, self.class_name, size, self.attributes, fnv(self.data())]
        return " ".join(filter(None, texts))


class Unread(NamedTuple):
    """A function handle or an object, of which only the presence is told."""

    path: str
    kind: str

    def __str__(self):
        return f"{self.path} {self.kind}"


def names_leaf(path, class_name, size, names=()):
    """What a struct array, an object or a cell array says of itself: its size and fields."""
    return Leaf(path, class_name, size, None, [np.frombuffer(",".join(names).encode(), np.uint8)])


def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{h:016x}"

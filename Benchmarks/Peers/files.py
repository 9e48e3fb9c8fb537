"""Reading and writing .mat files with SciPy, libmatio, mat73 and hdf5storage.

SciPy writes the v5 files that all sides read, h5py the v7.3 file, by MATLAB's conventions.
"""

import os
import time
from importlib.metadata import version

import h5py
import hdf5storage
import libmatio
import mat73
import numpy as np
import scipy
from scipy.io import loadmat, savemat

SIDE = 4000
CELLS = 100_000


def random_square():
    """The same numbers as ours: one stream, column after column."""
    return np.random.RandomState(0).random_sample(SIDE * SIDE).reshape(SIDE, SIDE, order="F")


def one_random():
    return {"x": random_square()}


def one_compressible():
    """Whole numbers below 100."""
    return {"x": np.random.RandomState(0).randint(100, size=(SIDE, SIDE)).astype(float)}


def eight():
    """As many numbers as the one square has."""
    columns = np.split(random_square(), 8, axis=1)
    return {f"x{k + 1}": columns[k] for k in range(8)}


def many_small():
    random = np.random.RandomState(0)
    return {f"x{k}": random.random_sample((3, 3)) for k in range(20_000)}


class Case:
    peer = f"SciPy {scipy.__version__}"

    def __call__(self, repeats):
        seconds = check = 0
        for _ in range(repeats):
            begin = time.perf_counter()
            check = self.operate()
            seconds += time.perf_counter() - begin
        return seconds / repeats, check


class Load(Case):
    """Reads all of a file, written first; the check is the sum of the last elements."""

    def __init__(self, path, contents, compress):
        if not os.path.exists(path):
            savemat(path, contents(), do_compression=compress)
        self.path = path

    def operate(self):
        variables = loadmat(self.path)
        return sum(v[-1, -1] for name, v in variables.items() if not name.startswith("__"))


class LoadByLibmatio(Load):
    """The same through libmatio, which lists and decodes in one pass."""

    peer = f"libmatio {libmatio.VERSION}"

    def operate(self):
        return libmatio.load(self.path)


class Save(Case):
    """Writes a file over the one before; the check is the last element of what was written.

    What the disk still has to write is not left to whoever comes next, nor is it timed.
    """

    def __init__(self, path, compress):
        self.path = path
        self.compress = compress
        self.contents = one_random()
        self.operate()
        self.check = loadmat(path)["x"][-1, -1]
        os.remove(path)

    def __call__(self, repeats):
        seconds = 0
        for _ in range(repeats):
            begin = time.perf_counter()
            self.operate()
            seconds += time.perf_counter() - begin
            os.sync()
        return seconds / repeats, self.check

    def operate(self):
        savemat(self.path, self.contents, do_compression=self.compress)


class SaveByLibmatio(Save):
    peer = f"libmatio {libmatio.VERSION}"

    def operate(self):
        libmatio.save(self.path, "x", self.contents["x"], self.compress)


class SaveByLibmatioSynchronized(SaveByLibmatio):
    """With an fsync, which ours has and the others have not: theirs may be gone when the power fails."""

    peer = f"libmatio {libmatio.VERSION} + fsync"

    def operate(self):
        libmatio.save(self.path, "x", self.contents["x"], self.compress, synchronize=True)


class LoadCells(Case):
    """Reads a cell of many small matrices; the check is the sum of their last elements."""

    def __init__(self, path, peer, read):
        if not os.path.exists(path):
            write_cells(path)
        self.path, self.peer, self.read = path, peer, read

    def operate(self):
        cells = self.read(self.path)["c"]
        return sum(cell[-1, -1] for cell in (cells.flat if hasattr(cells, "flat") else cells))


def write_cells(path):
    """A 1×100,000 cell array of 3×3 doubles, as MATLAB lays it out."""
    numbers = np.random.RandomState(0).random_sample((CELLS, 3, 3))
    with h5py.File(path, "w", userblock_size=512) as file:
        group = file.create_group("#refs#")
        cells = file.create_dataset("c", (CELLS, 1), dtype=h5py.ref_dtype)
        cells.attrs["MATLAB_class"] = np.bytes_("cell")
        references = np.empty((CELLS, 1), dtype=h5py.ref_dtype)
        for k in range(CELLS):
            member = group.create_dataset(str(k), data=numbers[k])
            member.attrs["MATLAB_class"] = np.bytes_("double")
            references[k, 0] = member.ref
        cells[...] = references
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")


LOADS = {
    "load-raw-4000": (one_random, False),
    "load-compressed-4000": (one_random, True),
    "load-compressible-4000": (one_compressible, True),
    "load-compressed-8": (eight, True),
    "load-20000-small": (many_small, False),
}
SAVES = {"save-raw-4000": False, "save-compressed-4000": True}
CELL_READERS = {
    "mat73": (f"mat73 {version('mat73')}", mat73.loadmat),
    "hdf5storage": (f"hdf5storage {version('hdf5storage')}", hdf5storage.loadmat),
}


def load(name, kind):
    return lambda folder: kind(os.path.join(folder, f"{name}.mat"), *LOADS[name])


def save(name, kind):
    return lambda folder: kind(os.path.join(folder, f"{name}-theirs.mat"), SAVES[name])


def load_cells(reader):
    return lambda folder: LoadCells(os.path.join(folder, "load-v73-cells.mat"), *reader)


CASES = (
    {(name, "SciPy"): load(name, Load) for name in LOADS}
    | {(name, "libmatio"): load(name, LoadByLibmatio) for name in LOADS}
    | {(name, "SciPy"): save(name, Save) for name in SAVES}
    | {(name, "libmatio"): save(name, SaveByLibmatio) for name in SAVES}
    | {(name, "libmatio + fsync"): save(name, SaveByLibmatioSynchronized) for name in SAVES}
    | {("load-v73-cells", name): load_cells(reader) for name, reader in CELL_READERS.items()}
)

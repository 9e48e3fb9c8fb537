"""Reading and writing .mat files with SciPy. SciPy also writes the files that both sides read."""

import os
import time

import numpy as np
import scipy
from scipy.io import loadmat, savemat

SIDE = 4000


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
        savemat(path, contents(), do_compression=compress)
        self.path = path

    def operate(self):
        variables = loadmat(self.path)
        return sum(v[-1, -1] for name, v in variables.items() if not name.startswith("__"))


class Save(Case):
    """Writes a file over the one before; the check is the last element of what was written."""

    def __init__(self, path, compress):
        self.path = path
        self.compress = compress
        self.contents = one_random()
        self.operate()
        self.check = loadmat(path)["x"][-1, -1]
        os.remove(path)

    def operate(self):
        savemat(self.path, self.contents, do_compression=self.compress)
        return getattr(self, "check", None)


def load(name, contents, compress):
    return lambda folder: Load(os.path.join(folder, f"{name}.mat"), contents, compress)


def save(name, compress):
    return lambda folder: Save(os.path.join(folder, f"{name}-theirs.mat"), compress)


CASES = {
    ("load-raw-4000", "SciPy"): load("load-raw-4000", one_random, False),
    ("load-compressed-4000", "SciPy"): load("load-compressed-4000", one_random, True),
    ("load-compressible-4000", "SciPy"): load("load-compressible-4000", one_compressible, True),
    ("load-compressed-8", "SciPy"): load("load-compressed-8", eight, True),
    ("load-20000-small", "SciPy"): load("load-20000-small", many_small, False),
    ("save-raw-4000", "SciPy"): save("save-raw-4000", False),
    ("save-compressed-4000", "SciPy"): save("save-compressed-4000", True),
}

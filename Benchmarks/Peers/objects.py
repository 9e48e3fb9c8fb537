"""Reading and writing MATLAB's own objects with mat-io: strings, a table, a map."""

import os
import time
from importlib.metadata import version

import matio
import numpy as np
import pandas
from matio.utils.matclass import MatlabContainerMap

COUNT, COLUMNS = 100_000, 20


def strings():
    texts = np.array([f"text {k}" for k in range(COUNT)], dtype=np.dtypes.StringDType())
    return texts.reshape(COUNT, 1)


def table():
    return pandas.DataFrame({f"x{k + 1}": np.arange(float(COUNT)) + k for k in range(COLUMNS)})


def mapping():
    return MatlabContainerMap({f"k{k:06}": float(k) for k in range(COUNT)})


MAKERS = {"strings": strings, "table": table, "map": mapping}
CHECKS = {
    "strings": lambda texts: sum(len(text) for text in texts.ravel()),
    "table": lambda table: sum(table[name].iloc[-1] for name in table.columns),
    "map": lambda entries: sum(float(np.ravel(value)[0]) for value in entries.values()),
}


class Objects:
    """The time is that of the file and the objects; the check is made of them afterwards."""

    peer = f"mat-io {version('mat-io')}"

    def __init__(self, path, kind):
        self.path, self.kind, self.value = path, kind, MAKERS[kind]()
        self.save()

    def save(self):
        matio.save_to_mat(self.path, {"x": self.value}, version="v7", do_compression=False)

    def load(self):
        return matio.load_from_mat(self.path)["x"]

    def __call__(self, repeats):
        seconds, loaded = 0, None
        for _ in range(repeats):
            begin = time.perf_counter()
            loaded = self.operate()
            seconds += time.perf_counter() - begin
            if isinstance(self, Save):
                # What the disk still has to write is not left to whoever comes next.
                os.sync()
        return seconds / repeats, CHECKS[self.kind](self.load() if loaded is None else loaded)


class Load(Objects):
    def operate(self):
        return self.load()


class Save(Objects):
    def operate(self):
        self.save()


class SaveSynchronized(Save):
    """With an fsync, which ours has and mat-io has not: its file may be gone when the power fails."""

    peer = f"{Objects.peer} + fsync"

    def operate(self):
        self.save()
        with open(self.path, "rb") as file:
            os.fsync(file.fileno())


def case(name, kind, operation):
    return lambda folder: operation(os.path.join(folder, f"{name}.mat"), kind)


OPERATIONS = (
    ("load", "mat-io", Load),
    ("save", "mat-io", Save),
    ("save", "mat-io + fsync", SaveSynchronized),
)
CASES = {
    (f"{verb}-{kind}-100000", peer): case(f"{verb}-{kind}", kind, operation)
    for kind in MAKERS
    for verb, peer, operation in OPERATIONS
}

"""Checks files in NumPy's formats and tables of text against what NumPy and the csv module read.

check_exchange.py make FOLDER writes theirs.npz, theirs.npy and theirs.csv there;
check_exchange.py check FOLDER compares ours.npz, which holds the same as theirs.npz, and ours.csv.
"""

import csv
import pathlib
import sys

import numpy as np


def arrays():
    random = np.random.RandomState(3)
    numbers = random.standard_normal((3, 4))
    result = {}
    for name in ["f8", "f4", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
        result[name] = (numbers * 50).astype("f8").clip(0, 100).astype(name)
    result["c16"], result["c8"] = numbers + 1j, (numbers - 2j).astype("c8")
    result["b1"] = numbers > 0
    result["big"] = numbers.astype(">f8")
    result["fortran"] = np.asfortranarray(numbers)
    result["deep"] = np.arange(24.0).reshape(2, 3, 4)
    result["text"] = np.array("Grüße 😀")
    result["texts"] = np.array([["a", "längst"], ["", "日本"]])
    return result


TABLE = [["id", "name", "ok"], ["1", 'a, "b"', "true"], ["2.5", "line\nend", "false"], ["NaN", "", "true"]]

command, folder = sys.argv[1], pathlib.Path(sys.argv[2])
if command == "make":
    np.savez_compressed(folder / "theirs.npz", **arrays())
    np.save(folder / "theirs.npy", arrays()["deep"])
    with open(folder / "theirs.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(TABLE)
else:
    ours = np.load(folder / "ours.npz", allow_pickle=False)
    expected = arrays()
    assert sorted(ours.files) == sorted(expected), ours.files
    for name, array in expected.items():
        found = ours[name]
        assert found.shape == array.shape, (name, found.shape, array.shape)
        assert found.dtype == array.dtype.newbyteorder("="), (name, found.dtype)
        assert found.tobytes("C") == array.astype(found.dtype).tobytes("C"), name
    assert np.load(folder / "ours.npy").tolist() == expected["deep"].tolist()
    with open(folder / "ours.csv", newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == TABLE
    print("agree")

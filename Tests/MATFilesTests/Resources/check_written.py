"""Compares .mat files with the canonical JSON beside them, element by element.

    python3 check_written.py FOLDER

For each NAME.mat there is NAME.json. Files of level 4 and 5 are read by SciPy, those of v7.3 by h5py. Every
difference is a line; the last line says how many files are the same. Exits with 1 where one is not.
"""

import json
import pathlib
import sys
import warnings

import h5py
import numpy as np
import scipy.io
import scipy.sparse

DTYPES = {"double": "f8", "single": "f4"} | {
    f"{sign}int{bits}": f"{kind}{bits // 8}"
    for sign, kind in (("", "i"), ("u", "u"))
    for bits in (8, 16, 32, 64)
}
# SciPy says each time that it drops the imaginary parts which Level5 reads otherwise.
warnings.simplefilter("ignore", np.exceptions.ComplexWarning)
SPECIAL = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}


class Difference(Exception):
    pass


def expect(condition, *what):
    if not condition:
        raise Difference(" ".join(map(str, what)))


def numbers(value, key="data"):
    """The elements under a key in their own type, as a column-major vector."""
    dtype = bool if value["class"] == "logical" else DTYPES[value["class"]]
    return np.array([SPECIAL.get(x, x) if isinstance(x, str) else x for x in value[key]], dtype)


def expect_same(found, wanted):
    """The same bits, but that any NaN is as good as another."""
    found = found.flatten(order="F")
    expect(found.dtype == wanted.dtype, "type", found.dtype, "for", wanted.dtype)
    expect(found.shape == wanted.shape, found.size, "elements for", wanted.size)
    if wanted.dtype.kind == "f":
        nan = np.isnan(wanted)
        expect(np.array_equal(nan, np.isnan(found)), "other NaNs")
        found, wanted = found[~nan], wanted[~nan]
        expect(np.array_equal(np.signbit(found), np.signbit(wanted)), "other signs")
    expect(np.array_equal(found, wanted), found, "for", wanted)


def rows_of_text(codes, size):
    """The rows of each page in turn of a char array given as column-major UTF-16 code units.

    None where there are no columns: a file of a few bytes may claim any number of rows of nothing.
    """
    if size[1] == 0:
        return []
    pages = np.array(codes, dtype=np.uint16).reshape(*size[:2], np.prod(size[2:], dtype=int), order="F")
    return [
        pages[row, :, page].tobytes().decode("utf-16-le", "surrogatepass")
        for page in range(pages.shape[2])
        for row in range(size[0])
    ]


class Level5:
    """What SciPy reads, twice: with MATLAB's types it drops imaginary parts, without it drops logical."""

    def __init__(self, path):
        self.contents = scipy.io.loadmat(path, chars_as_strings=False)
        self.typed = scipy.io.loadmat(path, chars_as_strings=False, mat_dtype=True)
        self.globals = self.contents.get("__globals__", [])

    def variables(self):
        names = [name for name in self.contents if not name.startswith("__")]
        return {name: (self.contents[name], self.typed[name]) for name in names}

    def compare(self, value, found):
        found, typed = found
        kind = value["class"]
        if value.get("sparse"):
            self.compare_sparse(value, found)
            return
        expect(isinstance(found, np.ndarray), "a", type(found))
        expect(list(found.shape) == value["size"], "size", found.shape, "for", value["size"])
        if kind == "logical":
            expect_same(typed, numbers(value))
        elif kind in DTYPES and "imag" in value:
            # SciPy makes complex128 of integers.
            expect_same(np.real(found).astype(DTYPES[kind]), numbers(value))
            expect_same(np.imag(found).astype(DTYPES[kind]), numbers(value, "imag"))
        elif kind in DTYPES:
            expect_same(found, numbers(value))
        elif kind == "char":
            expect(found.dtype.kind == "U", "type", found.dtype)
            # NumPy takes a NUL at the end of a string, here of one character, for padding.
            codes = [ord(c) if c else 0 for c in found.flatten(order="F")]
            expect(rows_of_text(codes, value["size"]) == value["data"], codes, "for", value["data"])
        elif kind == "cell":
            expect(found.dtype == object, "type", found.dtype)
            pairs = zip(found.flatten(order="F"), typed.flatten(order="F"), strict=True)
            for index, (wanted, pair) in enumerate(zip(value["data"], pairs, strict=True)):
                yield f"{{{index + 1}}}", wanted, pair
        elif kind == "struct":
            fields = list(found.dtype.names or [])
            expect(fields == value["fields"], "fields", fields, "for", value["fields"])
            elements, typed = found.flatten(order="F"), typed.flatten(order="F")
            for field in fields:
                for index, wanted in enumerate(value["data"][field]):
                    yield f"({index + 1}).{field}", wanted, (elements[index][field], typed[index][field])
        else:
            raise Difference(f"class {kind}")

    def compare_sparse(self, value, found):
        expect(scipy.sparse.issparse(found), "a", type(found))
        expect(list(found.shape) == value["size"], "size", found.shape, "for", value["size"])
        entries = scipy.sparse.csc_array(found).tocoo()
        expect(list(entries.row) == value["rows"], "rows", entries.row)
        expect(list(entries.col) == value["columns"], "columns", entries.col)
        if value["class"] == "logical":
            # SciPy has no sparse logical: it gives the bytes.
            expect_same(entries.data.astype(bool), numbers(value))
        elif "imag" in value:
            expect_same(entries.data.real, numbers(value))
            expect_same(entries.data.imag, numbers(value, "imag"))
        else:
            expect_same(entries.data, numbers(value))


class Version73:
    """What h5py finds, read by MATLAB's conventions: dimensions reversed, cells and fields by reference."""

    def __init__(self, path):
        self.file = h5py.File(path)
        self.globals = [n for n in self.file if self.file[n].attrs.get("MATLAB_global", 0) == 1]

    def variables(self):
        return {name: self.file[name] for name in self.file if name != "#refs#"}

    def compare(self, value, found):
        kind = value["class"]
        expect(found.attrs["MATLAB_class"].decode() == kind, "class", found.attrs["MATLAB_class"])
        if value.get("sparse"):
            self.compare_sparse(value, found)
            return
        if kind == "struct":
            yield from self.compare_struct(value, found)
            return
        if "MATLAB_empty" in found.attrs:
            expect(list(found[()]) == value["size"] and 0 in value["size"], "empty", found[()])
            return
        expect(list(found.shape[::-1]) == value["size"], "size", found.shape[::-1])
        data = found[()].T
        if kind == "cell":
            for index, reference in enumerate(data.flatten(order="F")):
                yield f"{{{index + 1}}}", value["data"][index], self.file[reference]
        elif kind == "char":
            codes = data.flatten(order="F")
            expect(rows_of_text(codes, value["size"]) == value["data"], codes, "for", value["data"])
        elif kind == "logical":
            expect_same(data.astype(bool), numbers(value))
        else:
            self.compare_numbers(value, data)

    def compare_numbers(self, value, data):
        if "imag" in value:
            expect_same(data["real"], numbers(value))
            expect_same(data["imag"], numbers(value, "imag"))
        else:
            expect_same(data, numbers(value))

    def compare_struct(self, value, found):
        names = found.attrs.get("MATLAB_fields", [])
        if isinstance(names, h5py.Reference):
            names = self.file[names][()].flatten()
        fields = [b"".join(name).decode() for name in names]
        if not fields and isinstance(found, h5py.Group):
            fields = list(found)  # the only member needs no name beside its own
        expect(fields == value["fields"], "fields", fields, "for", value["fields"])
        if "MATLAB_empty" in found.attrs:
            expect(list(found[()]) == value["size"], "size", found[()])
            return
        for field in fields:
            member, wanted = found[field], value["data"][field]
            if "MATLAB_class" in member.attrs:
                yield f".{field}", wanted[0], member
                continue
            expect(list(member.shape[::-1]) == value["size"], "size", member.shape[::-1])
            for index, reference in enumerate(member[()].T.flatten(order="F")):
                yield f"({index + 1}).{field}", wanted[index], self.file[reference]

    def compare_sparse(self, value, found):
        expect(found.attrs["MATLAB_sparse"] == value["size"][0], "rows", found.attrs["MATLAB_sparse"])
        starts = found["jc"][()]
        expect(len(starts) == value["size"][1] + 1, len(starts), "column starts")
        expect(list(found["ir"]) == value["rows"], "rows", found["ir"][()])
        columns = np.repeat(np.arange(len(starts) - 1), np.diff(starts.astype(int)))
        expect(list(columns) == value["columns"], "columns", columns)
        data = found["data"][()]
        self.compare_numbers(value, data.astype(bool) if value["class"] == "logical" else data)


def differences(value, found, reader, path):
    try:
        for step, inner, part in reader.compare(value, found):
            yield from differences(inner, part, reader, path + step)
    except Difference as difference:
        yield f"{path}: {difference}"


def check(path):
    wanted = json.loads(path.with_suffix(".json").read_text())
    reader = Version73(path) if wanted["format"] == "7.3" else Level5(path)
    found = reader.variables()
    names = [value["name"] for value in wanted["variables"]]
    if sorted(found) != sorted(names):
        yield f"variables {list(found)} for {names}"
        return
    if sorted(reader.globals) != sorted(v["name"] for v in wanted["variables"] if v.get("global")):
        yield f"global {reader.globals}"
    for value in wanted["variables"]:
        yield from differences(value, found[value["name"]], reader, value["name"])


same = other = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.mat")):
    lines = list(check(path))
    for line in lines:
        print(f"{path.name}: {line}")
    same, other = (same, other + 1) if lines else (same + 1, other)
print(f"{same} files are the same")
sys.exit(other > 0 or same == 0)

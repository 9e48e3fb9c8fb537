"""Writes corpora_scipy.json: what SciPy reads from every sound v4 to v7 file of the corpora.

    python3 make_corpora_reference.py ../../../../shared/corpora > corpora_scipy.json

Each leaf is one line, "path class size attributes hash", the hash being FNV-1a (64 bits) of the elements'
little-endian bytes in column-major order: real parts, then imaginary parts; for sparse matrices rows and
columns as int64 first. SciPy is told to keep MATLAB's classes (mat_dtype); since that drops imaginary
parts, those are taken from a second reading without it. MATLAB 4 knows no class but double, so the classes
SciPy gives to numbers of v4 files are not used.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import scipy.io
import scipy.sparse
from scipy.io.matlab import MatlabFunction, MatlabObject, MatlabOpaque

CLASSES = {"f8": "double", "f4": "single", "b1": "logical"}
CLASSES |= {f"{k}{n}": f"{'u' * (k == 'u')}int{8 * n}" for k in "iu" for n in (1, 2, 4, 8)}


def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{h:016x}"


def raw(array, kind=None):
    array = np.asarray(array)
    kind = kind or array.dtype.str[1:]
    return np.asarray(array, dtype="<" + kind).tobytes(order="F")


def kind_of(exact, is_v4):
    return "f8" if is_v4 else exact.dtype.str[1:].replace("c16", "f8").replace("c8", "f4")


def line(path, class_name, size, attributes, data):
    size = "x".join(map(str, size))
    return " ".join(filter(None, [path, class_name, size, attributes, fnv(data)]))


def sparse(path, exact, plain):
    plain = plain.tocsc()
    plain.sort_indices()
    columns = np.repeat(np.arange(plain.shape[1]), np.diff(plain.indptr))
    is_logical, is_complex = exact.dtype == bool, plain.dtype.kind == "c"
    data = raw(plain.indices, "i8") + raw(columns, "i8")
    if is_logical:
        data += raw(plain.data, "b1")
    else:
        data += raw(plain.data.real, "f8") + (raw(plain.data.imag, "f8") if is_complex else b"")
    attributes = "sparse" + ("+complex" if is_complex else "")
    yield line(path, "logical" if is_logical else "double", plain.shape, attributes, data)


def leaves(path, exact, plain, is_v4):
    """The leaves of a value; `exact` was read with mat_dtype, `plain` without."""
    if scipy.sparse.issparse(plain):
        yield from sparse(path, exact, plain)
    elif isinstance(plain, MatlabFunction):
        yield f"{path} function_handle 1x1"
    elif isinstance(plain, MatlabOpaque):
        yield f"{path} opaque"
    elif plain.dtype.names:
        is_object = isinstance(plain, MatlabObject)
        class_name = plain.classname if is_object else "struct"
        names = ",".join(plain.dtype.names)
        yield line(path, class_name, plain.shape, None, names.encode())
        for i, (a, b) in enumerate(zip(exact.ravel(order="F"), plain.ravel(order="F"))):
            for name in plain.dtype.names:
                yield from leaves(f"{path}({i + 1}).{name}", a[name], b[name], is_v4)
    elif plain.dtype == object and plain.size and all(v is None for v in plain.ravel()):
        yield line(path, "struct", plain.shape, None, b"")
    elif plain.dtype == object:
        yield line(path, "cell", plain.shape, None, b"")
        for i, (a, b) in enumerate(zip(exact.ravel(order="F"), plain.ravel(order="F"))):
            yield from leaves(f"{path}{{{i + 1}}}", a, b, is_v4)
    elif plain.dtype.kind == "U":
        units = [ord(c) if c else 0 for c in plain.ravel(order="F")]
        yield line(path, "char", plain.shape, None, np.asarray(units, "<u2").tobytes())
    else:
        kind = kind_of(exact, is_v4)
        is_complex = plain.dtype.kind == "c"
        data = raw(plain.real, kind) + (raw(plain.imag, kind) if is_complex else b"")
        attributes = "complex" if is_complex else None
        yield line(path, CLASSES[kind], plain.shape, attributes, data)


def main(folder):
    files = {}
    for file in sorted(pathlib.Path(folder).rglob("*.mat")):
        options = dict(squeeze_me=False, chars_as_strings=False)
        try:
            exact = scipy.io.loadmat(file, mat_dtype=True, **options)
            plain = scipy.io.loadmat(file, mat_dtype=False, **options)
        except Exception:  # SciPy raises errors of many kinds for damaged and v7.3 files
            continue
        is_v4 = "__version__" not in plain or plain["__version__"] == "4.0"
        lines = []
        for name in plain:
            if name.startswith("__") or name == "None":
                continue
            lines += leaves(name, exact[name], plain[name], is_v4)
        if lines:
            files[str(file.relative_to(folder))] = lines
    json.dump(files, sys.stdout, indent=0, ensure_ascii=False)
    print()


warnings.simplefilter("ignore")
main(sys.argv[1])

"""Writes corpora_scipy.json: what SciPy reads from every sound v4 to v7 file of the corpora.

    python3 make_corpora_reference.py "$MATKIT_CORPORA" > corpora_scipy.json

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

from leaves import Leaf, Unread, names_leaf

CLASSES = {"f8": "double", "f4": "single", "b1": "logical"}
CLASSES |= {f"{k}{n}": f"{'u' * (k == 'u')}int{8 * n}" for k in "iu" for n in (1, 2, 4, 8)}


def column(array, kind=None):
    """The elements in column-major order, of a NumPy type."""
    array = np.asarray(array)
    return array.ravel(order="F").astype(kind or array.dtype)


def kind_of(exact, is_v4):
    return "f8" if is_v4 else exact.dtype.str[1:].replace("c16", "f8").replace("c8", "f4")


def sparse(path, exact, plain):
    plain = plain.tocsc()
    plain.sort_indices()
    columns = np.repeat(np.arange(plain.shape[1]), np.diff(plain.indptr))
    is_logical, is_complex = exact.dtype == bool, plain.dtype.kind == "c"
    parts = [column(plain.indices, "i8"), column(columns, "i8")]
    if is_logical:
        parts.append(column(plain.data, "b1"))
    else:
        parts += [column(plain.data.real, "f8")] + is_complex * [column(plain.data.imag, "f8")]
    attributes = "sparse" + ("+complex" if is_complex else "")
    yield Leaf(path, "logical" if is_logical else "double", plain.shape, attributes, parts)


def leaves(path, exact, plain, is_v4):
    """The leaves of a value; `exact` was read with mat_dtype, `plain` without."""
    if scipy.sparse.issparse(plain):
        yield from sparse(path, exact, plain)
    elif isinstance(plain, MatlabFunction):
        yield Unread(path, "function_handle 1x1")
    elif isinstance(plain, MatlabOpaque):
        yield Unread(path, "opaque")
    elif plain.dtype.names:
        is_object = isinstance(plain, MatlabObject)
        class_name = plain.classname if is_object else "struct"
        yield names_leaf(path, class_name, plain.shape, plain.dtype.names)
        for i, (a, b) in enumerate(zip(exact.ravel(order="F"), plain.ravel(order="F"))):
            for name in plain.dtype.names:
                yield from leaves(f"{path}({i + 1}).{name}", a[name], b[name], is_v4)
    elif plain.dtype == object and plain.size and all(v is None for v in plain.ravel()):
        yield names_leaf(path, "struct", plain.shape)
    elif plain.dtype == object:
        yield names_leaf(path, "cell", plain.shape)
        for i, (a, b) in enumerate(zip(exact.ravel(order="F"), plain.ravel(order="F"))):
            yield from leaves(f"{path}{{{i + 1}}}", a, b, is_v4)
    elif plain.dtype.kind == "U":
        units = [ord(c) if c else 0 for c in plain.ravel(order="F")]
        yield Leaf(path, "char", plain.shape, None, [np.asarray(units, "u2")])
    else:
        kind = kind_of(exact, is_v4)
        is_complex = plain.dtype.kind == "c"
        parts = [column(plain.real, kind)] + is_complex * [column(plain.imag, kind)]
        yield Leaf(path, CLASSES[kind], plain.shape, "complex" if is_complex else None, parts)


def variables(file, names=None):
    """The leaves of the variables of a file by name; raises what SciPy raises."""
    options = dict(squeeze_me=False, chars_as_strings=False, variable_names=names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exact = scipy.io.loadmat(file, mat_dtype=True, **options)
        plain = scipy.io.loadmat(file, mat_dtype=False, **options)
    is_v4 = "__version__" not in plain or plain["__version__"] == "4.0"
    return {
        # SciPy calls a MATLAB object None.
        name: list(leaves(name, exact[name], plain[name], is_v4))
        for name in plain
        if not name.startswith("__") and name != "None"
    }


def main(folder):
    files = {}
    for file in sorted(pathlib.Path(folder).rglob("*.mat")):
        try:
            found = variables(file)
        except Exception:  # SciPy raises errors of many kinds for damaged and v7.3 files
            continue
        lines = [str(leaf) for leaves in found.values() for leaf in leaves]
        if lines:
            files[str(file.relative_to(folder))] = lines
    json.dump(files, sys.stdout, indent=0, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main(sys.argv[1])

"""Compares the canonical JSON of .mat files with what SciPy reads from them.

    python compare_json.py FILE.mat JSON [FILE.mat JSON]...

JSON is a file with what `matkit json FILE.mat` printed. Says how many variables agree in each; exits with
1 where one does not.
"""

import json
import math
import sys
import warnings

import numpy as np
from scipy.io import loadmat
from scipy.sparse import issparse

CLASSES = {"float64": "double", "float32": "single", "bool": "logical"}


def number(x):
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
    return x


def numbers(values):
    if values.dtype == np.float32:  # the shortest text that tells a single, not that of the double
        return [number(float(str(x))) for x in values]
    return [number(x) for x in values.tolist()]


def parts(values):
    """The real and, where there are any, the imaginary parts as JSON has them."""
    fields = {"data": numbers(values.real)}
    if np.iscomplexobj(values):
        fields["imag"] = numbers(values.imag)
    return fields


def numeric_class(stored, typed):
    """MATLAB's class: SciPy's `mat_dtype` knows it, though it drops some imaginary parts."""
    name = typed.real.dtype.name
    return CLASSES.get(name, name)


def canonical(stored, typed):
    """The canonical JSON of a value that SciPy has read twice, without and with `mat_dtype`.

    SciPy does not tell sparse logicals from sparse doubles, so there are to be none.
    """
    if issparse(stored):
        entries = stored.tocoo()
        order = np.lexsort((entries.row, entries.col))
        return {
            "class": "double", "size": list(stored.shape), "sparse": True,
            "rows": entries.row[order].tolist(), "columns": entries.col[order].tolist(),
            **parts(entries.data[order] + 0.0),
        }  # fmt: skip
    if stored.dtype.names:
        return {
            "class": "struct", "size": list(stored.shape), "fields": list(stored.dtype.names),
            "data": {
                name: [canonical(s, t) for s, t in zip(elements(stored[name]), elements(typed[name]))]
                for name in stored.dtype.names
            },
        }  # fmt: skip
    if stored.dtype == object:
        values = [canonical(s, t) for s, t in zip(elements(stored), elements(typed))]
        return {"class": "cell", "size": list(stored.shape), "data": values}
    if stored.dtype.kind == "U":
        rows = stored.reshape(-1).tolist()
        width = stored.dtype.itemsize // 4 if rows else 0
        size = [len(rows), width] if rows else [0, 0]
        return {"class": "char", "size": size, "data": [row.ljust(width) for row in rows]}
    name = numeric_class(stored, typed)
    values = stored.ravel(order="F")
    kinds = {"double": np.float64, "single": np.float32, "logical": bool}
    if not np.iscomplexobj(values):
        values = values.astype(kinds.get(name, values.dtype))
    return {"class": name, "size": list(stored.shape), **parts(values)}


def elements(array):
    return array.ravel(order="F")


def differences(path, json_path):
    with open(json_path, encoding="utf-8") as file:
        ours = {variable.pop("name"): variable for variable in json.load(file)["variables"]}
    stored = loadmat(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", np.exceptions.ComplexWarning)  # it is read for the classes
        typed = loadmat(path, mat_dtype=True)
    theirs = {
        name: canonical(stored[name], typed[name])
        for name in stored
        if not name.startswith("__")
    }
    print(f"{path}: {len(theirs)} variables")
    for name in sorted(ours.keys() | theirs.keys()):
        if text(ours.get(name)) != text(theirs.get(name)):
            yield f"{path}: {name} is {text(ours.get(name))}, by SciPy {text(theirs.get(name))}"


def text(value):
    """As text, -0.0 and 0.0 are told apart, and 1 and 1.0 made the same by JSON's reader of floats."""
    return json.dumps(value, sort_keys=True).replace(".0,", ",").replace(".0]", "]")


def main(arguments):
    failed = not arguments
    for path, json_path in zip(arguments[::2], arguments[1::2]):
        for difference in differences(path, json_path):
            print("FAILED:", difference)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

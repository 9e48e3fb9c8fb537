"""Compares what mat-io reads of two files, every property of every object as it is stored.

    python compare_matio.py A.mat B.mat

One line for each difference, `place: this | that`; the last line says how many variables and leaves were compared.
Which type of system an object of v7.3 is of the format does not say, so that is not compared.
"""

import sys
import warnings

import matio
import numpy as np
from matio.utils.matclass import MatlabOpaque, MatlabOpaqueArray
from scipy.sparse import issparse

warnings.simplefilter("ignore")
leaves = 0


def differences(a, b, place, seen=()):
    global leaves
    leaves += 1
    if isinstance(a, (MatlabOpaque, MatlabOpaqueArray)) and id(a) in seen:
        return  # a handle to an object that it is in
    seen = (*seen, id(a))
    if type(a) is not type(b):
        yield f"{place}: {type(a).__name__} | {type(b).__name__}"
    elif isinstance(a, MatlabOpaque):
        if a.classname != b.classname:
            yield f"{place}: {a.classname} | {b.classname}"
        yield from differences(a.properties, b.properties, place, seen)
    elif isinstance(a, dict):
        if list(a) != list(b):
            yield f"{place}: {list(a)} | {list(b)}"
        for key in a.keys() & b.keys():
            yield from differences(a[key], b[key], f"{place}.{key}", seen)
    elif issparse(a):
        if a.shape != b.shape or (a != b).nnz:
            yield f"{place}: another sparse matrix"
    elif isinstance(a, np.ndarray):
        if a.shape != b.shape or a.dtype != b.dtype:
            yield f"{place}: {a.dtype} {a.shape} | {b.dtype} {b.shape}"
        elif a.dtype.names:
            for name in a.dtype.names:
                yield from differences(a[name], b[name], f"{place}.{name}", seen)
        elif a.dtype == object:
            for index, (one, other) in enumerate(zip(a.flat, b.flat)):
                yield from differences(one, other, f"{place}{{{index + 1}}}", seen)
        elif a.tobytes() != b.tobytes():
            yield f"{place}: {a} | {b}"
    elif a != b and not (a != a and b != b):
        yield f"{place}: {a!r} | {b!r}"


first, second = (matio.load_from_mat(path, raw_data=True) for path in sys.argv[1:3])
names = [name for name in first if not name.startswith("__")]
if sorted(names) != sorted(name for name in second if not name.startswith("__")):
    print(f"variables: {sorted(names)} | {sorted(second)}")
for name in names:
    if name in second:
        for line in differences(first[name], second[name], name):
            print(line)
print(f"{len(names)} variables, {leaves} leaves")

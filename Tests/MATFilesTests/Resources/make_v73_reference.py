"""Writes corpora_h5py.json: what h5py finds in every v7.3 file of the corpora.

    python3 make_v73_reference.py "$MATKIT_CORPORA" > corpora_h5py.json

Each leaf is one line, "path class size attributes hash", as in make_corpora_reference.py. A variable of
more than 40 leaves is one line, "name leaves count hash", the hash being that of its lines joined by line
feeds. What such lines do not tell of objects and function handles, class and size or text, stands in lines
of its own behind those of the variable: "path is class size", "path is text".

This follows MATLAB's layout as its files show it, with nothing but h5py's view of them: MATLAB_class,
MATLAB_empty, MATLAB_sparse, MATLAB_fields, MATLAB_object_decode, and extents in reverse.
"""

import json
import pathlib
import sys

import h5py
import numpy as np

from leaves import Leaf, Unread, fnv, names_leaf

HIDDEN = {"#refs#", "#subsystem#"}


def attribute(item, name):
    value = item.attrs.get(name)
    return value.decode() if isinstance(value, bytes) else value


def size_of(shape):
    size = list(shape[::-1])
    while len(size) > 2 and size[-1] == 1:
        size.pop()
    return size + [1] * (2 - len(size))


def field_names(group):
    names = group.attrs.get("MATLAB_fields")
    if names is None:
        return list(group) if isinstance(group, h5py.Group) else []
    if isinstance(names, h5py.Reference):
        names = group.file[names][()]
    return [b"".join(name).decode() for name in names]


def object_size(dataset):
    words = np.ravel(dataset[()])
    if words.dtype == np.uint32 and words.size > 3 and words[0] == 0xDD000000:
        return size_of(words[2 : 2 + words[1]][::-1])
    return [1, 1]


def sparse(path, group, class_name):
    starts = group["jc"][()].astype(np.int64)
    size = [int(group.attrs["MATLAB_sparse"]), len(starts) - 1]
    columns = np.repeat(np.arange(size[1]), np.diff(starts)).astype(np.int64)
    rows = group["ir"][()].astype(np.int64) if "ir" in group else np.zeros(0, np.int64)
    data = group["data"][()] if "data" in group else np.zeros(0)
    is_complex = data.dtype.names is not None
    parts = [data["real"], data["imag"]] if is_complex else [data]
    attributes = "sparse" + ("+complex" if is_complex else "")
    yield Leaf(path, class_name, size, attributes, [rows, columns, *parts])


def is_reference_array(item):
    is_dataset = isinstance(item, h5py.Dataset)
    return is_dataset and item.dtype == h5py.ref_dtype and not attribute(item, "MATLAB_class")


def struct(path, group, class_name, notes):
    fields = field_names(group)
    items = [group[name] for name in fields]
    if items and all(is_reference_array(item) for item in items):
        yield names_leaf(path, class_name, size_of(items[0].shape), fields)
        columns = [np.ravel(item[()]) for item in items]
        for index in range(len(columns[0])):
            for name, column in zip(fields, columns):
                yield from leaves(f"{path}({index + 1}).{name}", group.file[column[index]], notes)
    else:
        yield names_leaf(path, class_name, [1, 1], fields)
        for name, item in zip(fields, items):
            yield from leaves(f"{path}(1).{name}", item, notes)


def function_text(group):
    name = "".join(map(chr, np.ravel(group["function_handle/function"][()])))
    return name[name.index("@"):] if "@" in name else "@" + name


def opaque(path, class_name, size, notes):
    notes.append(f"{path} is {class_name} {'x'.join(map(str, size))}")
    return Unread(path, "opaque")


def leaves(path, item, notes):
    class_name = attribute(item, "MATLAB_class")
    decode = attribute(item, "MATLAB_object_decode")
    if isinstance(item, h5py.Group):
        if "MATLAB_sparse" in item.attrs:
            yield from sparse(path, item, class_name)
        elif decode == 1:
            yield Unread(path, "function_handle 1x1")
            notes.append(f"{path} is {function_text(item)}")
        elif decode == 3:
            yield opaque(path, class_name, size_of(item["ValueIndices"].shape), notes)
        else:
            yield from struct(path, item, class_name, notes)
    elif decode == 3:
        yield opaque(path, class_name, object_size(item), notes)
    elif attribute(item, "MATLAB_empty"):
        class_name = "double" if class_name == "canonical empty" else class_name
        fields = field_names(item) if class_name == "struct" else []
        yield names_leaf(path, class_name, size_of(item[()][::-1]), fields)
    elif class_name == "cell":
        yield names_leaf(path, class_name, size_of(item.shape))
        for index, reference in enumerate(np.ravel(item[()])):
            yield from leaves(f"{path}{{{index + 1}}}", item.file[reference], notes)
    else:
        data = np.ravel(item[()])  # HDF5's rows are MATLAB's columns: the order is MATLAB's already
        is_complex = data.dtype.names is not None
        parts = [data["real"], data["imag"]] if is_complex else [data]
        yield Leaf(path, class_name, size_of(item.shape), "complex" if is_complex else None, parts)


def variables(path):
    """For each variable of a file, by name: its leaves, and what else is known of its objects."""
    found = {}
    with h5py.File(path) as file:
        for name in file:
            if name not in HIDDEN:
                notes = []
                found[name] = (list(leaves(name, file[name], notes)), notes)
    return found


def main(folder):
    files = {}
    for path in sorted(pathlib.Path(folder).rglob("*.mat")):
        if not h5py.is_hdf5(path):
            continue
        lines = files[str(path.relative_to(folder))] = []
        for name, (found, notes) in variables(path).items():
            texts = [str(leaf) for leaf in found]
            if len(texts) > 40:
                texts = [f"{name} leaves {len(texts)} " + fnv("\n".join(texts).encode())]
            lines += texts + notes
    json.dump(files, sys.stdout, indent=0, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main(sys.argv[1])

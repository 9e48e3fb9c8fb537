"""Writes values with h5py as MATLAB lays them out in v7.3 files, and tells their leaves.

A file knows what is expected of each of its variables: the lines "path class size attributes hash" of its
leaves, made from the values that were written, as make_corpora_reference.py has them.
"""

import pathlib

import h5py
import numpy as np
import scipy.sparse

from leaves import Leaf, names_leaf

FOLDER = pathlib.Path(__file__).parent / "v73"
HEADER = b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Thu Jan  1 00:00:00 1970 HDF5 schema 1.00 ."
EXPECTED = {}


class File:
    """A file being written, with what is expected of each variable."""

    def __init__(self, name, **options):
        self.path = FOLDER / name
        self.file = h5py.File(self.path, "w", userblock_size=512, **options)
        self.expected = EXPECTED[name] = {}
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        with open(self.path, "r+b") as file:
            file.write(HEADER.ljust(124) + b"\x00\x02IM")

    def expect(self, name, lines):
        self.expected[name] = lines if isinstance(lines, (list, dict)) else list(lines)

    def dataset(self, name, data, matlab_class=None, value=None, **options):
        """A dataset as it is given; expected is the leaf of `value`, in MATLAB's orientation."""
        item = self.file.create_dataset(name, data=data, **options)
        if matlab_class:
            item.attrs["MATLAB_class"] = np.bytes_(matlab_class)
        if value is not None:
            self.expect(name, leaves(name, value))
        return item

    def matlab(self, name, value, group=None):
        """A value as MATLAB lays it out."""
        parent = self.file if group is None else group
        item = self.lay_out(parent, name, value)
        if group is None:
            self.expect(name, leaves(name, value))
        return item

    def reference(self, value):
        self.count += 1
        refs = self.file.require_group("#refs#")
        return self.lay_out(refs, f"r{self.count}", value).ref

    def lay_out(self, parent, name, value):
        match value:
            case dict() if value:
                item = parent.create_group(name)
                for field, inner in value.items():
                    self.lay_out(item, field, inner)
                write_fields(item, list(value))
                item.attrs["MATLAB_class"] = np.bytes_("struct")
            case StructArray():
                item = self.struct_array(parent, name, value)
            case scipy.sparse.spmatrix() | scipy.sparse.sparray():
                item = sparse_group(parent, name, value)
            case _:
                item = self.array(parent, name, np.asarray(value) if not isinstance(value, str) else value)
        return item

    def array(self, parent, name, value):
        class_name = class_of(value)
        if isinstance(value, str):
            value = units(value)
        if value.size == 0:
            item = parent.create_dataset(name, data=np.array(value.shape, "u8"))
            item.attrs["MATLAB_empty"] = np.uint8(1)
        elif value.dtype == object:
            refs = np.empty(value.shape, h5py.ref_dtype)
            for index in np.ndindex(value.shape):
                refs[index] = self.reference(value[index])
            item = parent.create_dataset(name, data=refs.T, dtype=h5py.ref_dtype)
        else:
            item = parent.create_dataset(name, data=stored(value))
        if class_name in ("char", "logical"):
            item.attrs["MATLAB_int_decode"] = np.int32(2 if class_name == "char" else 1)
        item.attrs["MATLAB_class"] = np.bytes_(class_name)
        return item

    def struct_array(self, parent, name, value):
        if not value.size or not value.fields:
            item = parent.create_dataset(name, data=np.array(value.shape, "u8"))
            item.attrs["MATLAB_empty"] = np.uint8(1)
        else:
            item = parent.create_group(name)
            for field in value.fields:
                refs = np.empty(value.shape, h5py.ref_dtype)
                for index, element in zip(np.ndindex(value.shape[::-1]), value.elements):
                    refs[index[::-1]] = self.reference(element[field])
                item.create_dataset(field, data=refs.T, dtype=h5py.ref_dtype)
        write_fields(item, value.fields)
        item.attrs["MATLAB_class"] = np.bytes_("struct")
        return item


class StructArray:
    """Elements, dicts, in MATLAB's order."""

    def __init__(self, shape, fields, elements=()):
        self.shape, self.fields, self.elements = shape, fields, list(elements)
        self.size = int(np.prod(shape))


def cell(shape, *values):
    array = np.empty(len(values), object)
    array[:] = list(values)
    return array.reshape(shape, order="F")


def units(text):
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")[None, :]


def class_of(value):
    if isinstance(value, str) or value.dtype.kind == "U":
        return "char"
    if value.dtype == object:
        return "cell"
    names = {"b": "logical", "f4": "single", "f8": "double", "c8": "single", "c16": "double"}
    names |= {f"{k}{n}": f"{'u' * (k == 'u')}int{8 * n}" for k in "iu" for n in (1, 2, 4, 8)}
    return names.get(value.dtype.kind) or names[value.dtype.str[1:]]


def stored(value):
    """The elements as MATLAB stores them: columns as rows, pairs for complex numbers."""
    if value.dtype.kind == "U":
        return np.vectorize(ord, otypes=["u2"])(value).T
    if value.dtype.kind == "b":
        return value.T.astype("u1")
    if value.dtype.kind == "c":
        part = f"f{value.dtype.itemsize // 2}"
        pairs = np.empty(value.shape, [("real", part), ("imag", part)])
        pairs["real"], pairs["imag"] = value.real, value.imag
        return pairs.T
    return value.T


def write_fields(item, fields, by_reference=None):
    if len(fields) < 2 and isinstance(item, h5py.Group):
        return
    names = np.empty(len(fields), object)
    names[:] = [np.frombuffer(f.encode(), "S1") for f in fields]
    dtype = h5py.vlen_dtype(np.dtype("S1"))
    if by_reference is None:
        item.attrs.create("MATLAB_fields", names, dtype=dtype)
    else:
        target = item.file.require_group("#refs#").create_dataset(by_reference, data=names, dtype=dtype)
        item.attrs.create("MATLAB_fields", target.ref, dtype=h5py.ref_dtype)


def sparse_group(parent, name, matrix):
    matrix = matrix.tocsc()
    group = parent.create_group(name)
    group.attrs["MATLAB_sparse"] = np.uint64(matrix.shape[0])
    group.attrs["MATLAB_class"] = np.bytes_(class_of(matrix.data))
    group["jc"] = matrix.indptr.astype("u8")
    if matrix.nnz:
        group["ir"] = matrix.indices.astype("u8")
        group["data"] = stored(matrix.data)
    return group


def parts(array):
    """The elements in column-major order, the real parts and then the imaginary ones."""
    array = np.asarray(array).ravel(order="F")
    return [array.real, array.imag] if array.dtype.kind == "c" else [array]


def leaves(path, value):
    """The lines of a value."""
    if isinstance(value, dict):
        value = StructArray((1, 1), list(value), [value])
    if isinstance(value, StructArray):
        yield str(names_leaf(path, "struct", value.shape, value.fields))
        for index, element in enumerate(value.elements):
            for field in value.fields:
                yield from leaves(f"{path}({index + 1}).{field}", element[field])
    elif scipy.sparse.issparse(value):
        matrix = value.tocsc()
        columns = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr)).astype("i8")
        attributes = "sparse" + "+complex" * (matrix.dtype.kind == "c")
        content = [matrix.indices.astype("i8"), columns, *parts(matrix.data)]
        yield str(Leaf(path, class_of(matrix.data), matrix.shape, attributes, content))
    elif isinstance(value, str):
        text = units(value) if value else np.zeros((0, 0), "u2")
        yield str(Leaf(path, "char", text.shape, None, parts(text)))
    else:
        value = np.asarray(value)
        if value.dtype == object:
            yield str(names_leaf(path, "cell", value.shape))
            for index, element in enumerate(value.ravel(order="F")):
                yield from leaves(f"{path}{{{index + 1}}}", element)
        elif value.dtype.kind == "U":
            text = np.vectorize(ord, otypes=["u2"])(value) if value.size else np.zeros(value.shape, "u2")
            yield str(Leaf(path, "char", value.shape, None, parts(text)))
        else:
            attributes = "complex" if value.dtype.kind == "c" else None
            yield str(Leaf(path, class_of(value), value.shape, attributes, parts(value)))

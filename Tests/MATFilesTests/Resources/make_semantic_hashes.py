"""Writes semantic_hashes.json: the semantic hashes of some values, from the bytes that SemanticHash.md sets down.

    python3 make_semantic_hashes.py > semantic_hashes.json

It uses nothing of MatKit: the bytes are put together here as the page says.
"""

import hashlib
import json
import struct

import numpy as np


def count(n):
    return struct.pack("<Q", n)


def name(text):
    data = text.encode()
    return count(len(data)) + data


def head(kind, *size):
    return bytes([kind]) + count(len(size)) + b"".join(map(count, size))


def numeric(class_name, array):
    array = np.asarray(array)
    parts = [array.real, array.imag] if array.dtype.kind == "c" else [array]
    data = b"".join(part.tobytes(order="F") for part in parts)
    return head(len(parts), *array.shape) + name(class_name) + data


def text(string):
    units = string.encode("utf-16-le")
    return head(4, *((1, len(units) // 2) if units else (0, 0))) + units


def struct_(size, **fields):
    data = b"".join(name(key) + b"".join(values) for key, values in fields.items())
    return head(6, *size) + count(len(fields)) + data


def sparse(kind, size, starts, rows, entries):
    return head(kind, *size) + b"".join(map(count, starts)) + b"".join(map(count, rows)) + entries


def value_hash(form):
    return hashlib.sha256(b"MatKit value 1\n" + form)


def file_hash(**variables):
    form = b"MatKit file 1\n" + count(len(variables))
    for key in sorted(variables, key=str.encode):
        form += name(key) + value_hash(variables[key]).digest()
    return hashlib.sha256(form).hexdigest()


matrix = np.array([[1.5, -0.0, np.inf], [2, 2.0**-1030, 3]])
one = numeric("double", np.ones((1, 1)))
VALUES = {
    "scalar": one,
    "matrix": numeric("double", matrix),
    "empty": numeric("double", np.zeros((0, 3))),
    "large": numeric("double", np.arange(20000.0).reshape(1, -1)),
    "single": numeric("single", np.arange(6, dtype="f4").reshape(1, 2, 3, order="F")),
    "int64": numeric("int64", np.array([[-(2**63), 2**63 - 1]])),
    "uint8": numeric("uint8", np.array([[0, 255]], dtype="u1")),
    "complex": numeric("double", np.array([[1 + 2j, 3 + 0j]])),
    "logical": head(3, 2, 1) + b"\1\0",
    "text": text("aß😀"),
    "no text": text(""),
    "cell": head(5, 1, 2) + one + text("b"),
    "struct": struct_((1, 2), x=[one, text("b")], y=[head(5, 0, 0), one]),
    "no fields": struct_((2, 1)),
    "sparse": sparse(7, (3, 2), [0, 2, 3], [0, 2, 1], struct.pack("<3d", 1, 2, 3)),
    "complex sparse": sparse(8, (1, 1), [0, 1], [0], struct.pack("<2d", 1, -2)),
    "logical sparse": sparse(9, (1, 2), [0, 0, 1], [0], b"\1"),
    "function handle": head(10, 1, 1) + name("@(x) x.^2"),
    "object": head(11, 1, 1) + name("point") + count(1) + name("x") + one,
}
HASHES = {key: value_hash(form).hexdigest() for key, form in VALUES.items()}
HASHES["file"] = file_hash(b=one, a=text("b"), B=one)
HASHES["no variables"] = file_hash()
print(json.dumps(HASHES, indent=1, ensure_ascii=False))

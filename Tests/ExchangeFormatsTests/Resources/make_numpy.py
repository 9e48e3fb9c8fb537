"""Writes numpy.json: files that NumPy made, base64, and what they hold as canonical JSON.

Run with NumPy 2: python make_numpy.py. "values" has the value of each array, a 1×n row for one dimension; "refused" are
types that MATLAB has no class for; "archives" are whole .npz files.
"""

import base64
import io
import json
import pathlib

import numpy as np

random = np.random.RandomState(5)


def file(array, **options):
    stream = io.BytesIO()
    np.save(stream, array, **options)
    return stream.getvalue()


def archive(save, **arrays):
    stream = io.BytesIO()
    save(stream, **arrays)
    return stream.getvalue()


CLASSES = {"f8": "double", "f4": "single", "c16": "double", "c8": "single", "b1": "logical"}


def number(x):
    if isinstance(x, (bool, np.bool_)):
        return bool(x)
    if isinstance(x, (int, np.integer)):
        return int(x)
    x = float(x)
    if np.isnan(x):
        return "NaN"
    return ("Infinity" if x > 0 else "-Infinity") if np.isinf(x) else x


def value(array):
    kind = array.dtype.kind
    size = list(np.atleast_2d(array).shape)
    while len(size) > 2 and size[-1] == 1:
        size.pop()
    flat = array.reshape(-1, order="F")
    if kind in "US":
        texts = [x.decode() if kind == "S" else str(x) for x in flat]
        if array.ndim == 0:
            length = len(texts[0].encode("utf-16-le")) // 2
            return {"class": "char", "size": [min(length, 1), length], "data": texts if length else []}
        return {"class": "string", "size": size, "data": texts}
    name = CLASSES.get(array.dtype.str[1:]) or array.dtype.newbyteorder("=").name
    result = {"class": name, "size": size, "data": [number(x) for x in flat.real]}
    if kind == "c":
        result["imag"] = [number(x) for x in flat.imag]
    return result


arrays = {}
for type in ["f8", "f4", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "c16", "c8"]:
    for order in "<>":
        for layout in "CF":
            numbers = random.randint(0, 120, (2, 3, 2)).astype(order + type)
            if type[0] in "fc":
                numbers.flat[:4] = [np.nan, np.inf, -np.inf, 0.1]
            if type[0] == "c":
                numbers = (numbers + 1j * random.randint(-9, 9, (2, 3, 2))).astype(order + type)
            if type in ["i8", "u8"]:
                numbers.flat[0] = np.iinfo(type).max
            arrays[f"{type}{'b' if order == '>' else 'l'}{layout}"] = np.asarray(numbers, order=layout)
arrays["truth"] = np.array([[True, False, True]])
arrays["single_value"] = np.array(2.5)
arrays["row"] = np.arange(4)
arrays["column"] = np.arange(3.0)[:, None]
arrays["empty"] = np.zeros((0, 3))
arrays["none"] = np.zeros(0, "i2")
arrays["ones"] = np.zeros((2, 1, 1))
arrays["deep"] = np.arange(24.0).reshape(1, 2, 3, 4)
arrays["text"] = np.array("Grüße 😀")
arrays["no_text"] = np.array("")
arrays["texts"] = np.array([["a", "längst", ""], ["😀", "日本", "b c"]])
arrays["texts_big"] = arrays["texts"].astype(">U7")
arrays["texts_f"] = np.asfortranarray(arrays["texts"])
arrays["bytes"] = np.array([b"ab", b"", b"x"])

refused = {
    "half": np.zeros(2, "f2"), "long": np.zeros(2, np.longdouble), "dates": np.array(["2020-01-01"], "M8[D]"),
    "lengths": np.zeros(1, "m8[s]"), "raw": np.zeros(1, "V3"),
    "structured": np.zeros(2, [("a", "f8"), ("b", "i4", (2,))]),
}  # fmt: skip

few = {"a": arrays["f8lC"], "b": arrays["texts"], "c": arrays["truth"]}
encode = lambda data: base64.b64encode(data).decode()
result = {
    "files": {name: encode(file(array)) for name, array in arrays.items()},
    "values": {name: value(array) for name, array in arrays.items()},
    "refused": {name: encode(file(array)) for name, array in refused.items()}
    | {"objects": encode(file(np.array([{}, []], object), allow_pickle=True))},
    "archives": {
        "stored": encode(archive(np.savez, **few)),
        "deflated": encode(archive(np.savez_compressed, **few)),
        "empty": encode(archive(np.savez)),
    },
}
path = pathlib.Path(__file__).with_name("numpy.json")
path.write_text(json.dumps(result, ensure_ascii=False, separators=(",", ":")).replace('},"', '},\n"') + "\n")

"""Writes objects/handles_v73.mat with h5py: function handles as MATLAB stores them in v7.3.

    python make_handles.py

parabola = @(x)a*x.^2+b captured a = 1.3 and b = [1 2]; bare = @(x)x captured nothing; sine = @sin.
"""

import pathlib
import struct

import h5py
import numpy as np

PATH = pathlib.Path(__file__).parent / "objects" / "handles_v73.mat"
MARK = 0xDD000000


def tables(value_count):
    """Cell 1 of the FileWrapper__: one class, an object for each value, kept through saveobj."""
    names = b"any\0function_handle_workspace\0"
    names += bytes(-len(names) % 8)
    classes = [0, 0, 0, 0, 0, 2, 0, 0]
    saved = [0, 0]
    objects = [0] * 6
    for number in range(1, value_count + 1):
        saved += [1, 1, 1, number - 1]
        objects += [1, 0, 0, number, 0, number]
    parts = [classes, saved, objects, [0, 0], [0, 0] * (value_count + 1), [], [0, 0]]
    offsets = [40 + len(names)]
    for part in parts:
        offsets.append(offsets[-1] + 4 * len(part))
    head = struct.pack("<2I8I", 4, 2, *offsets)
    return head + names + b"".join(struct.pack(f"<{len(part)}I", *part) for part in parts)


class Writer:
    def __init__(self, file):
        self.file = file
        self.references = file.create_group("#refs#")
        self.count = 0

    def label(self, item, class_name, **attributes):
        item.attrs["MATLAB_class"] = np.bytes_(class_name)
        for name, value in attributes.items():
            item.attrs["MATLAB_" + name] = np.int32(value)
        return item

    def numbers(self, group, name, array, class_name, **attributes):
        array = np.atleast_2d(array)
        return self.label(group.create_dataset(name, data=array.T), class_name, **attributes)

    def empty(self, group, name, size, class_name):
        item = group.create_dataset(name, data=np.array(size, dtype="u8"))
        return self.label(item, class_name, empty=1)

    def text(self, group, name, text):
        if not text:
            return self.empty(group, name, [0, 0], "char")
        units = np.array([[ord(letter) for letter in text]], dtype="u2")
        return self.numbers(group, name, units, "char", int_decode=2)

    def reference(self, group, name, number, class_name, plain):
        words = np.array([[MARK, 2, 1, 1, number, 1]], dtype="u4").T
        if plain:
            return self.numbers(group, name, words, "uint32")
        return self.numbers(group, name, words, class_name, object_decode=3)

    def structure(self, group, name, fields):
        item = self.label(group.create_group(name), "struct")
        for field, fill in fields.items():
            fill(item, field)
        return item

    def cell(self, group, name, fills, class_name="cell", **attributes):
        made = []
        for fill in fills:
            self.count += 1
            made.append(fill(self.references, f"r{self.count}").ref)
        data = np.array([made], dtype=h5py.ref_dtype)
        return self.label(group.create_dataset(name, data=data), class_name, **attributes)

    def handle(self, name, function, kind, workspace=None):
        item = self.label(self.file.create_group(name), "function_handle", object_decode=1)
        for field, text in [("matlabroot", "/opt/matlab"), ("separator", "/"), ("sentinel", "@")]:
            self.text(item, field, text)
        parts = self.label(item.create_group("function_handle"), "struct")
        for field, text in [("function", function), ("type", kind), ("file", "")]:
            self.text(parts, field, text)
        if workspace:
            self.reference(
                parts, "workspace", workspace, "function_handle_workspace", plain=False)


def main():
    with h5py.File(PATH, "w", userblock_size=512, libver="earliest") as file:
        writer = Writer(file)

        def double(array):
            return lambda group, name: writer.numbers(
                group, name, np.array(array, dtype="f8"), "double")

        def workspace(fill):
            nothing = lambda group, name: writer.reference(group, name, 0, "", plain=True)
            return lambda group, name: writer.cell(group, name, [nothing, fill])

        def variables(group, name):
            return writer.structure(group, name, {"a": double([[1.3]]), "b": double([[1, 2]])})

        def no_fields(size):
            return lambda group, name: writer.empty(group, name, size, "struct")

        def column(fill):
            def make(group, name):
                return writer.cell(group, name, [fill, fill])
            return make

        metadata = np.frombuffer(tables(2), dtype="u1").reshape(-1, 1)
        cells = [
            lambda group, name: writer.numbers(group, name, metadata, "uint8"),
            lambda group, name: writer.empty(group, name, [0, 0], "canonical empty"),
            workspace(variables),
            workspace(no_fields([1, 1])),
            column(no_fields([1, 0])),
            lambda group, name: writer.numbers(
                group, name, np.zeros((2, 1), dtype="i4"), "int32"),
            column(no_fields([1, 0])),
        ]
        group = file.create_group("#subsystem#")
        writer.cell(group, "MCOS", cells, "FileWrapper__", object_decode=3)
        writer.handle("parabola", "sf%0@(x)a*x.^2+b", "anonymous", 1)
        writer.handle("bare", "sf%0@(x)x", "anonymous", 2)
        writer.handle("sine", "sin", "simple")
    text = b"MATLAB 7.3 MAT-file, written by make_handles.py".ljust(116)
    with open(PATH, "r+b") as file:
        file.write(text + bytes(8) + b"\x00\x02IM")


main()

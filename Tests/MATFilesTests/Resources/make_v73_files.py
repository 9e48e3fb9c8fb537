"""Writes the v7.3 files in v73/ and v73_files.json, which says what is in them.

    python3 make_v73_files.py      (needs h5py, hdf5storage, SciPy and octave-cli)

For each file and each variable the JSON has the lines of its leaves, "path class size attributes hash" as
in make_corpora_reference.py, or the code of the error that reading it must give. The expected lines are
made from the values that were written, never by reading a file back. v73_headers.json says where the
headers of some objects of arrays.mat lie, for tests that damage them.
"""

import json
import subprocess

import h5py
import hdf5storage
import numpy as np
import scipy.sparse

from leaves import Leaf, names_leaf
from matlab_layout import EXPECTED, FOLDER, File, StructArray, cell, class_of, leaves, stored, write_fields


def numbers(dtype, shape=(2, 3)):
    """Distinct numbers of a type, its extremes among them."""
    values = np.arange(int(np.prod(shape)), dtype=dtype)
    if np.dtype(dtype).kind in "iu":
        values[:2] = np.iinfo(dtype).min, np.iinfo(dtype).max
    else:
        values[:2] = np.finfo(dtype).max, np.finfo(dtype).tiny
        values[2:4] = np.nan, -np.inf
    return values.reshape(shape)


def arrays():
    """Every class as MATLAB lays it out, in a file without structs and so without a heap of names."""
    with File("arrays.mat") as f:
        for kind in ["f8", "f4", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
            f.matlab(f"{class_of(np.zeros(1, kind))}_2x3", numbers(kind))
        f.matlab("double_2x3x4", np.arange(24.0).reshape(2, 3, 4))
        f.matlab("complex_double", np.array([[1 + 2j, -0.0 - 3j]]))
        f.matlab("complex_single", np.array([[1 + 2j], [np.nan + 1j]], "c8"))
        f.matlab("logical_2x2", np.array([[True, False], [True, True]]))
        f.matlab("text", "grüße 😀")
        f.matlab("surrogate", "a\ud800b")
        f.matlab("char_2x3", np.array([list("abc"), list("def")]))
        f.matlab("cells", cell((2, 2), np.eye(2), "two", cell((1, 1), np.array([[True]])), np.zeros((0, 0))))
        f.matlab("shared", 1.0 * np.eye(1)).attrs["MATLAB_global"] = np.int32(1)


def headers():
    """Where the object headers of some variables lie: first byte and number of bytes."""
    with h5py.File(FOLDER / "arrays.mat") as file:
        infos = {name: h5py.h5o.get_info(file[name].id) for name in ["double_2x3", "logical_2x2", "cells"]}
    return {name: [512 + info.addr, info.hdr.space.total] for name, info in infos.items()}


def structs():
    with File("structs.mat") as f:
        f.matlab("scalar_struct", {"z": np.float64([[1]]), "a": "x", "m": {"only": np.int8([[1]])}})
        elements = [{"b": np.float64([[i]]), "a": "s" * (i + 1)} for i in range(6)]
        f.matlab("struct_2x3", StructArray((2, 3), ["b", "a"], elements))
        f.matlab("struct_of_cells", {"c": cell((1, 2), "p", "q"), "d": cell((1, 1), "r")})
        deep = np.float64([[7]])
        for level in range(40):
            deep = cell((1, 1), deep) if level % 2 else {"inner": deep, "level": np.int16([[level]])}
        f.matlab("deep", deep)


def empties():
    """Arrays without elements keep class and size."""
    with File("empties.mat") as f:
        for kind in ["f8", "f4", "i1", "i8", "u1", "u8", "?"]:
            f.matlab(f"{class_of(np.zeros(1, kind))}_0x3", np.zeros((0, 3), kind))
        f.matlab("double_0x0", np.zeros((0, 0)))
        f.matlab("double_1x0", np.zeros((1, 0)))
        f.matlab("double_2x0x3", np.zeros((2, 0, 3)))
        f.matlab("cell_0x0", np.zeros((0, 0), object))
        f.matlab("cell_0x2", np.zeros((0, 2), object))
        f.matlab("char_0x0", np.zeros((0, 0), "U1"))
        f.matlab("char_1x0", np.zeros((1, 0), "U1"))
        f.matlab("struct_0x0", StructArray((0, 0), []))
        f.matlab("struct_0x1_a_b", StructArray((0, 1), ["a", "b"]))
        f.matlab("struct_1x1_no_fields", StructArray((1, 1), [], [{}]))
        f.matlab("struct_2x3_no_fields", StructArray((2, 3), [], [{}] * 6))
        f.matlab("sparse_3x2", scipy.sparse.csc_array((3, 2)))
        f.matlab("sparse_0x0", scipy.sparse.csc_array((0, 0)))
        f.matlab("sparse_logical_2x2", scipy.sparse.csc_array((2, 2), dtype=bool))
        f.matlab("in_struct", {"a": np.zeros((0, 0)), "b": np.zeros((0, 3), bool), "c": np.zeros((0, 0), object)})
        canonical = f.file.require_group("#refs#").create_dataset("a", data=np.zeros(2, "u8"))
        canonical.attrs["MATLAB_empty"] = np.uint8(1)
        canonical.attrs["MATLAB_class"] = np.bytes_("canonical empty")
        refs = np.array([[canonical.ref] * 3], h5py.ref_dtype)
        f.dataset("canonical", refs, "cell", cell((3, 1), *[np.zeros((0, 0))] * 3), dtype=h5py.ref_dtype)


def sparse():
    with File("sparse.mat") as f:
        matrix = scipy.sparse.csc_array(np.array([[0, 1.5, 0], [2.5, 0, -0.0], [0, 3.5, 4.5]]))
        f.matlab("real", matrix)
        f.matlab("complex", matrix * (1 + 2j))
        f.matlab("logical", matrix.astype(bool))
        f.matlab("in_cell", cell((1, 1), matrix))
        wide = f.file.create_group("room_to_spare")
        wide.attrs["MATLAB_sparse"], wide.attrs["MATLAB_class"] = np.uint64(2), np.bytes_("double")
        wide["jc"], wide["ir"], wide["data"] = np.uint64([0, 1]), np.uint64([1, 9]), np.float64([5, 6])
        f.expect("room_to_spare", leaves("room_to_spare", scipy.sparse.csc_array([[0], [5.0]])))
        for name, ir in [("row_outside", [2, 0]), ("rows_out_of_order", [1, 0])]:
            bad = f.file.create_group(name)
            bad.attrs["MATLAB_sparse"], bad.attrs["MATLAB_class"] = np.uint64(2), np.bytes_("double")
            bad["jc"], bad["ir"], bad["data"] = np.uint64([0, 2]), np.uint64(ir), np.float64([5, 6])
            f.expect(name, {"error": "damaged"})


def fields():
    """MATLAB_fields inline and by reference, and what others make of it."""
    with File("fields.mat", libver=("v108", "v110")) as f:
        names = [f"field_{i:03}_of_a_struct_whose_names_do_not_fit_an_attribute_at_all" for i in range(66)][::-1]
        group = f.file.create_group("by_reference")
        for i, name in enumerate(names):
            f.matlab(name, np.uint8([[i]]), group)
        write_fields(group, names, by_reference="names")
        group.attrs["MATLAB_class"] = np.bytes_("struct")
        f.expect("by_reference", leaves("by_reference", {n: np.uint8([[i]]) for i, n in enumerate(names)}))
        assert sum(map(len, names)) >= 4096
        group = f.file.create_group("strings")
        for name in ["b", "a"]:
            f.matlab(name, name, group)
        group.attrs["MATLAB_fields"] = ["b", "a"]
        group.attrs["MATLAB_class"] = "struct"
        f.expect("strings", leaves("strings", {"b": "b", "a": "a"}))
        group = f.file.create_group("some_named")
        for name in ["c", "b", "a"]:
            f.matlab(name, name, group)
        write_fields(group, ["c", "a"])
        group.attrs["MATLAB_class"] = np.bytes_("struct")
        f.expect("some_named", leaves("some_named", {"c": "c", "a": "a", "b": "b"}))
        for name, listed in [("without_value", ["a", "x"]), ("twice", ["a", "a"])]:
            group = f.file.create_group(name)
            f.matlab("a", "a", group)
            f.matlab("b", "b", group)
            write_fields(group, listed)
            group.attrs["MATLAB_class"] = np.bytes_("struct")
            f.expect(name, {"error": "damaged"})


def objects():
    """Function handles and objects hide nothing that comes after them."""
    with File("objects.mat") as f:
        for name, text in [("a_handle", "sf%0@(x)x.^2"), ("b_handle", "sin")]:
            group = f.file.create_group(name)
            group.attrs["MATLAB_class"] = np.bytes_("function_handle")
            group.attrs["MATLAB_object_decode"] = np.int32(1)
            f.matlab("function_handle", {"function": text, "type": "anonymous"}, group)
            text = text[text.index("@") :] if "@" in text else "@" + text
            f.expect(name, [f"{name} function_handle 1x1", f"{name} is {text}"])
        group = f.matlab("c_object", {"n": np.float64([[3]]), "m": "x"})
        group.attrs["MATLAB_class"] = np.bytes_("myclass")
        group.attrs["MATLAB_object_decode"] = np.int32(2)
        f.expected["c_object"][0] = str(names_leaf("c_object", "myclass", (1, 1), ["n", "m"]))
        words = np.uint32([[0xDD000000, 3, 2, 3, 4, 9, 1]])
        item = f.dataset("d_mcos", words, "a.class.with.a.very.long.name." * 4)
        item.attrs["MATLAB_object_decode"] = np.int32(3)
        f.expect("d_mcos", ["d_mcos opaque", f"d_mcos is {'a.class.with.a.very.long.name.' * 4} 2x3x4"])
        f.matlab("e_after", np.float64([[1]]))
        f.dataset("f_unknown_class", np.float64([[1]]), "dovble")
        f.expect("f_unknown_class", {"error": "damaged"})
        f.matlab("g_no_class", True * np.ones((1, 1), bool)).attrs.__delitem__("MATLAB_class")
        f.expect("g_no_class", {"error": "damaged"})


def conversions():
    """Classes stored as other types of number, exactly or not at all."""
    with File("conversions.mat") as f:
        f.dataset("double_as_i4", np.int32([[1, -2]]), "double", np.float64([[1], [-2]]))
        f.dataset("double_as_u8", np.uint64([[2**53, 2**60]]), "double", np.float64([[2**53], [2**60]]))
        f.dataset("double_as_f4", np.float32([[0.5, np.nan]]), "double", np.float64([[0.5], [np.nan]]))
        f.dataset("int8_as_f8", np.float64([[-128, 127]]), "int8", np.int8([[-128], [127]]))
        f.dataset("int64_as_u2", np.uint16([[65535]]), "int64", np.int64([[65535]]))
        f.dataset("double_big_endian", np.arange(6.0).reshape(2, 3).astype(">f8"), "double",
                  np.arange(6.0).reshape(2, 3).T)
        f.dataset("int64_big_endian", np.array([[2**53 + 1, -2]], ">i8"), "int64", np.int64([[2**53 + 1], [-2]]))
        f.dataset("char_as_u1", np.uint8([[104], [233]]), "char", "hé")
        f.dataset("char_as_u4", np.uint32([[0x1F600], [97]]), "char", "😀a")
        f.dataset("char_column_as_u4", np.uint32([[0x1F600, 97]]), "char")
        units = np.uint16([[0xD83D], [0xDE00], [97]])
        f.expect("char_column_as_u4", [line("char_column_as_u4", "char", (3, 1), None, raw(units))])
        f.dataset("char_as_text", "text", "char", "text")
        f.dataset("logical_as_i4", np.int32([[-1, 0]]), "logical", np.array([[True], [False]]))
        f.dataset("logical_as_f8", np.float64([[0.5, 0]]), "logical", np.array([[True], [False]]))
        f.dataset("logical_as_enum", np.array([[True, False]]), "logical", np.array([[True], [False]]))
        pairs = np.array([[(1, -1)]], [("real", ">i2"), ("imag", ">i2")])
        f.dataset("int16_complex", pairs, "int16")
        parts = [np.int16([1]), np.int16([-1])]
        f.expect("int16_complex", [str(Leaf("int16_complex", "int16", (1, 1), "complex", parts))])
        for name, data, matlab_class, code in [
            ("double_as_big_i8", np.int64([[2**53 + 1]]), "double", "outOfRange"),
            ("int8_as_large", np.int32([[300]]), "int8", "outOfRange"),
            ("int8_as_fraction", np.float64([[0.5]]), "int8", "outOfRange"),
            ("uint8_as_negative", np.int8([[-1]]), "uint8", "outOfRange"),
            ("single_as_long", np.float64([[0.1]]), "single", "outOfRange"),
            ("char_as_negative", np.int16([[-1]]), "char", "outOfRange"),
            ("cell_of_numbers", np.float64([[1]]), "cell", "damaged"),
            ("double_of_text", "text", "double", "damaged"),
            ("struct_dataset", np.float64([[1]]), "struct", "damaged"),
        ]:
            f.dataset(name, data, matlab_class)
            f.expect(name, {"error": code})


def plain():
    """What h5py writes by itself: no attributes, HDF5's type tells the class."""
    with File("plain.mat", libver=("v108", "v110")) as f:
        for kind in ["f8", "f4", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
            for order, word in [("<", "little"), (">", "big")]:
                f.dataset(f"{kind}_{word}", numbers(kind).astype(order + kind), None, numbers(kind).T)
        half = np.float16([1.5, -np.inf, 6e-8, -65504])
        f.dataset("half", half, None, half.astype("f4")[:, None])
        f.dataset("scalar", 2.5, None, np.float64([[2.5]]))
        f.dataset("vector", np.arange(3.0), None, np.arange(3.0)[:, None])
        f.dataset("cube", np.arange(24).reshape(2, 3, 4), None, np.arange(24).reshape(2, 3, 4).T)
        f.dataset("trailing_one", np.zeros((1, 2, 3)), None, np.zeros((3, 2)))
        f.dataset("complex", np.array([1 + 2j, 3 - 4j]), None, np.array([[1 + 2j], [3 - 4j]]))
        f.dataset("bool", np.array([True, False]), None, np.array([[True], [False]]))
        colours = h5py.enum_dtype({"red": 0, "green": 7}, basetype="i2")
        f.dataset("enum", np.int16([7, 0]), None, np.int16([[7], [0]]), dtype=colours)
        f.dataset("text", "naïve ✓", None, "naïve ✓")
        f.dataset("no_text", "", None, "")
        f.dataset("fixed", np.bytes_("ascii"), None, "ascii")
        f.dataset("texts", ["one", "zwölf"], None, cell((2, 1), "one", "zwölf"), dtype=h5py.string_dtype())
        f.dataset("fixed_texts", np.array([b"ab", b"cde"]), None, cell((2, 1), "ab", "cde"))
        spaces = h5py.h5t.C_S1.copy()
        spaces.set_size(5), spaces.set_strpad(h5py.h5t.STR_SPACEPAD)
        item = h5py.h5d.create(f.file.id, b"padded", spaces, h5py.h5s.create(h5py.h5s.SCALAR))
        item.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array(b"ab   "))
        f.expect("padded", leaves("padded", "ab"))
        f.dataset("none", h5py.Empty("f4"), None, np.zeros((0, 0), "f4"))
        f.dataset("no_rows", np.zeros((3, 0), "i2"), None, np.zeros((0, 3), "i2"))
        group = f.file.create_group("group", track_order=True)
        group["z"], group["a"] = 1.0, "inner"
        group.create_group("empty")
        f.expect("group", leaves("group", {"z": np.float64([[1]]), "a": "inner", "empty": {}}))
        refs = np.array([f.file["scalar"].ref, h5py.Reference()], h5py.ref_dtype)
        f.dataset("refs", refs, None, cell((2, 1), np.float64([[2.5]]), np.zeros((0, 0))), dtype=h5py.ref_dtype)
        f.file["attributes"] = np.float64([1])
        f.file["attributes"].attrs["unit"] = "m"
        f.expect("attributes", leaves("attributes", np.float64([[1]])))
        bits = h5py.h5d.create(f.file.id, b"bits", h5py.h5t.STD_B8LE, h5py.h5s.create_simple((2,)))
        bits.write(h5py.h5s.ALL, h5py.h5s.ALL, np.uint8([1, 254]), h5py.h5t.STD_B8LE)
        f.expect("bits", leaves("bits", np.uint8([[1], [254]])))
        narrow = h5py.h5t.STD_I32LE.copy()
        narrow.set_precision(20)
        item = h5py.h5d.create(f.file.id, b"narrow", narrow, h5py.h5s.create_simple((2,)))
        item.write(h5py.h5s.ALL, h5py.h5s.ALL, np.int32([-5, 9]))
        f.expect("narrow", leaves("narrow", np.int32([[-5], [9]])))
        f.dataset("table", np.zeros(2, [("x", "f8"), ("n", "i4")]))
        f.expect("table", ["table opaque", "table is compound 2x1"])
        f.dataset("long_double", np.zeros(2, "longdouble"))
        f.expect("long_double", ["long_double opaque", "long_double is floating-point number of 16 bytes 2x1"])
        f.dataset("sequences", np.array([np.arange(2), np.arange(3)], object), dtype=h5py.vlen_dtype("i4"))
        f.expect("sequences", ["sequences opaque", "sequences is sequence 2x1"])


def creation_order():
    with File("order.mat", track_order=True) as f:
        for name in ["zeta", "alpha", "mu"]:
            f.matlab(name, name)


def storage():
    """Chunks, filters, and data that are not in the file."""
    with File("storage.mat") as f:
        table = np.arange(600.0).reshape(20, 30)
        filters = {
            "chunked": {},
            "deflate": dict(compression="gzip"),
            "shuffle": dict(compression="gzip", shuffle=True),
            "fletcher": dict(fletcher32=True),
            "all": dict(compression="gzip", shuffle=True, fletcher32=True),
            "scaleoffset": dict(scaleoffset=0),
        }
        for name, options in filters.items():
            data = table.astype("i4") if name == "scaleoffset" else table
            f.dataset(name, data, None, data.T, chunks=(7, 11), **options)
        pairs = stored(np.arange(50) * (1 + 1j))
        f.dataset("complex", pairs, "double", np.arange(50)[:, None] * (1 + 1j), chunks=(7,), compression="gzip")
        f.file.create_dataset("growable", data=table[:2], maxshape=(None, 30), chunks=(1, 30))
        f.expect("growable", leaves("growable", table[:2].T))
        f.file.create_dataset("never_written", (3, 2), "f8", chunks=(1, 2), fillvalue=1.5)
        f.expect("never_written", leaves("never_written", np.full((2, 3), 1.5)))
        f.file.create_dataset("too_large", (2**40,), "f8", chunks=(2**20,))
        f.expect("too_large", {"error": "limitExceeded"})
        f.file.create_dataset("lzf", data=table, compression="lzf")
        f.expect("lzf", {"error": "unsupported"})
        f.file.create_dataset("external", (4,), "f8", external=[("secret.bin", 0, 32)])
        f.expect("external", {"error": "unsupported"})
        layout = h5py.VirtualLayout((20, 30), "f8")
        layout[:] = h5py.VirtualSource(f.file["chunked"])
        f.file.create_virtual_dataset("virtual", layout)
        f.expect("virtual", {"error": "unsupported"})
        f.matlab("sound", np.float64([[1]]))


def links():
    """Links are errors of their variables; references in circles are errors where the circle closes."""
    with File("links.mat", libver=("v108", "v110")) as f:
        f.matlab("a", np.float64([[1]]))
        f.file["dangling"] = h5py.SoftLink("/nowhere")
        f.file["soft"] = h5py.SoftLink("/a")
        f.file["external"] = h5py.ExternalLink("other.mat", "/a")
        f.file["hard"] = f.file["a"]
        f.expect("hard", leaves("hard", np.float64([[1]])))
        for name in ["dangling", "soft", "external"]:
            f.expect(name, {"error": "unsupported"})
        group = f.matlab("struct_with_link", {"x": np.float64([[1]]), "y": "s"})
        del group["y"]
        group["y"] = h5py.SoftLink("/a")
        f.expect("struct_with_link", {"error": "unsupported", "path": ".y"})
        item = f.dataset("cell_of_itself", np.empty((1, 2), h5py.ref_dtype), "cell", dtype=h5py.ref_dtype)
        item[0, 0], item[0, 1] = f.file["a"].ref, item.ref
        f.expect("cell_of_itself", {"error": "damaged", "path": "{2}"})
        group = f.matlab("struct_of_itself", {"x": cell((1, 1), "s"), "y": "s"})
        group["x"][0, 0] = group.ref
        f.expect("struct_of_itself", {"error": "damaged", "path": ".x{1}"})
        group = f.file.create_group("group_of_itself")
        group["inner"] = group
        f.expect("group_of_itself", {"error": "damaged", "path": ".inner"})
        item = f.dataset("wild_reference", np.empty((1, 1), h5py.ref_dtype), "cell", dtype=h5py.ref_dtype)
        gone = f.file.create_dataset("gone", data=np.zeros(3))
        item[0, 0] = gone.ref
        del f.file["gone"]
        f.expect("wild_reference", {"error": "damaged", "path": "{1}"})
        ref = f.reference(np.float64([[1]]))
        for _ in range(30):
            doubling = f.file["#refs#"].create_dataset(f"d{_}", data=np.array([[ref, ref]], h5py.ref_dtype))
            doubling.attrs["MATLAB_class"] = np.bytes_("cell")
            ref = doubling.ref
        f.dataset("doubling", np.array([[ref]], h5py.ref_dtype), "cell", dtype=h5py.ref_dtype)
        f.expect("doubling", {"error": "limitExceeded"})
        ref = f.reference(np.float64([[1]]))
        for _ in range(210):
            nested = f.file["#refs#"].create_dataset(f"n{_}", data=np.array([[ref]], h5py.ref_dtype))
            nested.attrs["MATLAB_class"] = np.bytes_("cell")
            ref = nested.ref
        f.dataset("too_deep", np.array([[ref]], h5py.ref_dtype), "cell", dtype=h5py.ref_dtype)
        f.expect("too_deep", {"error": "limitExceeded"})
        f.matlab("z", np.float64([[2]]))


def from_hdf5storage():
    """A file of hdf5storage's, in the layout that it makes for MATLAB."""
    path = FOLDER / "hdf5storage.mat"
    path.unlink(missing_ok=True)
    values = {
        "array": np.arange(6.0).reshape(2, 3),
        "integers": np.int64([[2**53 + 1, -1]]),
        "complex": np.array([[1 + 2j, 3j]]),
        "flags": np.array([[True, False]]),
        "text": "grüße",
        "empty": np.zeros((0, 3)),
        "nested": {"a": np.float64([[1]]), "b": "x"},
    }
    options = hdf5storage.Options(matlab_compatible=True, oned_as="row", store_python_metadata=False)
    hdf5storage.writes(mdict={f"/{n}": v for n, v in values.items()}, filename=str(path), options=options)
    hdf5storage.write(data=[1.5, "two"], path="/list", filename=str(path), options=options)
    values["list"] = cell((1, 2), np.float64([[1.5]]), "two")
    EXPECTED[path.name] = {name: list(leaves(name, value)) for name, value in values.items()}


def from_octave():
    """A file of Octave's `save -hdf5`, which has a layout of its own."""
    path = FOLDER / "octave.mat"
    script = """
      global shared; shared = 7; scalar = 3.5; row = [1 NaN -Inf]; cube = reshape(1:8, 2, 2, 2);
      z = [1+2i; 3]; flag = true; flags = [true false]; text = 'grüße'; rows = ['ab'; 'cd']; none = '';
      i64 = [int64(1) int64(9007199254740992) + 1]; half = single(0.5); range = 0:0.1:1; down = 3:-1:1;
      e03 = zeros(0, 3); ecell = {}; cells = {1, 'two'; [1 2 3], {4}}; many = num2cell(1:12);
      st.b = 1; st.a = 'x'; sa = struct('p', {1, 2, 3}, 'q', 'z'); none_st = struct('a', {}); bare = struct();
      sp = sparse([1 0; 0 2.5]); spz = sparse([1i 0; 0 2]); spb = sparse([true false; false true]);
      spe = sparse(3, 2); anonymous = @(x) x .^ 2; named = @sin;
    """
    subprocess.run(["octave-cli", "-q", "--eval", f"{script} clear ans; save('-hdf5', '{path}');"], check=True)
    one = lambda x: np.float64([[x]])
    range_ = 0 + np.arange(11) * 0.1
    range_[-1] = 1
    values = {
        "shared": one(7), "scalar": one(3.5), "row": np.array([[1, np.nan, -np.inf]]),
        "cube": np.arange(1.0, 9).reshape((2, 2, 2), order="F"), "z": np.array([[1 + 2j], [3]]),
        "flag": np.array([[True]]), "flags": np.array([[True, False]]), "text": "grüße",
        "rows": np.array([list("ab"), list("cd")]), "none": "", "i64": np.int64([[1, 2**53 + 1]]),
        "half": np.float32([[0.5]]), "range": range_[None, :], "down": np.float64([[3, 2, 1]]),
        "e03": np.zeros((0, 3)), "ecell": np.zeros((0, 0), object),
        "cells": cell((2, 2), one(1), np.float64([[1, 2, 3]]), "two", cell((1, 1), one(4))),
        "many": cell((1, 12), *[one(i) for i in range(1, 13)]), "st": {"a": "x", "b": one(1)},
        "sa": StructArray((1, 3), ["p", "q"], [{"p": one(i), "q": "z"} for i in (1, 2, 3)]),
        "none_st": StructArray((0, 0), ["a"]), "bare": StructArray((1, 1), [], [{}]),
        "sp": scipy.sparse.csc_array([[1, 0], [0, 2.5]]), "spz": scipy.sparse.csc_array([[1j, 0], [0, 2]]),
        "spb": scipy.sparse.csc_array([[True, False], [False, True]]), "spe": scipy.sparse.csc_array((3, 2)),
    }
    expected = EXPECTED[path.name] = {name: list(leaves(name, value)) for name, value in values.items()}
    expected["anonymous"] = ["anonymous function_handle 1x1", "anonymous is @(x) x .^ 2"]
    expected["named"] = ["named function_handle 1x1", "named is @sin"]


def main():
    FOLDER.mkdir(exist_ok=True)
    for make in [arrays, structs, empties, sparse, fields, objects, conversions, plain, creation_order, storage,
                 links, from_hdf5storage, from_octave]:
        make()
    text = json.dumps(EXPECTED, indent=0, ensure_ascii=False)
    (FOLDER.parent / "v73_files.json").write_text(text + "\n")
    (FOLDER.parent / "v73_headers.json").write_text(json.dumps(headers()) + "\n")


if __name__ == "__main__":
    main()

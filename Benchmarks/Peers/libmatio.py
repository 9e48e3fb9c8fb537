"""libmatio by ctypes: the library does the work, Python only calls it a few times a file or variable."""

import ctypes
import os
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_uint, c_void_p

import numpy as np

LIBRARY = ctypes.CDLL("libmatio.so.11")
MAT_ACC_RDONLY, MAT_FT_MAT5, MAT_C_DOUBLE, MAT_T_DOUBLE = 0, 0x0100, 6, 9
MAT_COMPRESSION_NONE, MAT_COMPRESSION_ZLIB, MAT_F_DONT_COPY_DATA = 0, 1, 1


class Variable(ctypes.Structure):
    """The head of `matvar_t`, as far as it is needed."""

    _fields_ = [
        ("nbytes", c_size_t), ("rank", c_int), ("data_type", c_int), ("data_size", c_int),
        ("class_type", c_int), ("isComplex", c_int), ("isGlobal", c_int), ("isLogical", c_int),
        ("dims", POINTER(c_size_t)), ("name", c_char_p), ("data", c_void_p),
    ]


def function(name, result, *arguments):
    function = getattr(LIBRARY, name)
    function.restype, function.argtypes = result, arguments
    return function


Open = function("Mat_Open", c_void_p, c_char_p, c_int)
Create = function("Mat_CreateVer", c_void_p, c_char_p, c_char_p, c_int)
Close = function("Mat_Close", c_int, c_void_p)
ReadNext = function("Mat_VarReadNext", POINTER(Variable), c_void_p)
Free = function("Mat_VarFree", None, POINTER(Variable))
Make = function(
    "Mat_VarCreate", POINTER(Variable), c_char_p, c_int, c_int, c_int, POINTER(c_size_t), c_void_p,
    c_int)
Write = function("Mat_VarWrite", c_int, c_void_p, POINTER(Variable), c_int)
GetVersion = function(
    "Mat_GetLibraryVersion", None, POINTER(c_int), POINTER(c_int), POINTER(c_int))


def version():
    numbers = [c_int(), c_int(), c_int()]
    GetVersion(*map(byref, numbers))
    return ".".join(str(number.value) for number in numbers)


VERSION = version()


def load(path):
    """Reads all variables, which are double, keeps them all, and returns the sum of their last elements."""
    file = Open(path.encode(), MAT_ACC_RDONLY)
    if not file:
        raise OSError(f"libmatio cannot open {path}")
    variables, total = [], 0.0
    while variable := ReadNext(file):
        variables.append(variable)
        last = variable.contents.data + variable.contents.nbytes - 8
        total += ctypes.c_double.from_address(last).value
    Close(file)
    for variable in variables:
        Free(variable)
    return total


def save(path, name, matrix, compress, synchronize=False):
    """Writes a matrix of double that lies column after column, on request waiting for the disk to have it."""
    assert matrix.dtype == np.float64 and matrix.flags.f_contiguous
    file = Create(path.encode(), None, MAT_FT_MAT5)
    variable = Make(
        name.encode(), MAT_C_DOUBLE, MAT_T_DOUBLE, 2, (c_size_t * 2)(*matrix.shape),
        matrix.ctypes.data, MAT_F_DONT_COPY_DATA)
    compression = MAT_COMPRESSION_ZLIB if compress else MAT_COMPRESSION_NONE
    if not file or Write(file, variable, compression) != 0:
        raise OSError(f"libmatio cannot write {path}")
    Free(variable)
    Close(file)
    if synchronize:
        with open(path, "rb") as written:
            os.fsync(written.fileno())

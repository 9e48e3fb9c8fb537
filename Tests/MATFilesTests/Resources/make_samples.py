"""Writes sample_v6.mat and sample_v7.mat, the files that the tests of damage cut and flip.

    python3 make_samples.py

SciPy writes the same variables uncompressed and compressed: one of every kind it knows.
"""

import numpy as np
import scipy.io
import scipy.sparse

cell = np.empty((1, 3), dtype=object)
cell[0, 0] = np.arange(6, dtype=np.int16).reshape(2, 3)
cell[0, 1] = "text in a cell"
cell[0, 2] = np.zeros((0, 2))
variables = {
    "doubles": np.linspace(-1, 1, 35).reshape(5, 7),
    "complexes": np.arange(4).reshape(2, 2) * (1 + 2j),
    "cube": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "big": np.array([[2**63 - 1, -(2**63)]], dtype=np.int64),
    "flags": np.array([[True, False, True]]),
    "text": "naïve Ω",
    "cell": cell,
    "net": {"W": np.eye(3), "name": "net", "inner": {"b": np.arange(3, dtype=np.uint8)}},
    "sparse": scipy.sparse.csc_matrix(np.diag([1.0, 2, 0, 4])),
}
for name, compress in [("sample_v6.mat", False), ("sample_v7.mat", True)]:
    scipy.io.savemat(name, variables, do_compression=compress, oned_as="row")

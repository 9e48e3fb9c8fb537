"""Writes products.json: matrix products and norms of random matrices, computed by NumPy.

Matrices are lists of rows. Run: python3 make_products.py (NumPy 1.24 or later).
"""

import json
import pathlib

import numpy as np

random = np.random.default_rng(2)


def normal(*shape):
    """Normal numbers with three decimals, which keep the file short."""
    return np.round(random.normal(size=shape), 3)


cases = []
for m, k, n in [(1, 1, 1), (1, 5, 1), (5, 1, 4), (3, 4, 2), (7, 7, 7), (17, 33, 9), (30, 10, 20)]:
    a, b, x = normal(m, k), normal(k, n), normal(k)
    c, d, y = normal(m, n), normal(n, k), normal(m)
    cases.append(
        {
            "a": a.tolist(),
            "b": b.tolist(),
            "c": c.tolist(),
            "d": d.tolist(),
            "x": x.tolist(),
            "y": y.tolist(),
            "ab": (a @ b).tolist(),
            "aTc": (a.T @ c).tolist(),
            "adT": (a @ d.T).tolist(),
            "ax": (a @ x).tolist(),
            "aTy": (a.T @ y).tolist(),
            "frobenius": np.linalg.norm(a),
            "one": np.linalg.norm(a, 1),
            "infinity": np.linalg.norm(a, np.inf),
        }
    )
path = pathlib.Path(__file__).with_name("products.json")
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")

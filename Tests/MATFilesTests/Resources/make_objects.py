"""Writes objects/labels_v7.mat and objects/labels_v73.mat with mat-io: objects that MATLAB can load too.

    python make_objects.py

Six points of two classes, X, and their labels as a string array, with one missing, and as categories.
"""

import pathlib

import numpy as np
import pandas as pd
from matio import save_to_mat

FOLDER = pathlib.Path(__file__).parent / "objects"
TEXT = np.dtypes.StringDType(na_object=np.nan)


def column(texts):
    return np.array(texts, dtype=TEXT).reshape(-1, 1)


labels = ["cat", "dog", "cat", "dog", "dog", "Größe"]
variables = {
    "X": np.array([[0, 0], [1, 1], [0, 1], [1, 0], [2, 2], [3, 3]], dtype="f8"),
    "y": column(labels),
    "gaps": column(labels[:2] + [np.nan] + labels[3:]),
    "kinds": pd.Categorical(labels),
}
FOLDER.mkdir(exist_ok=True)
for version in ("v7", "v7.3"):
    save_to_mat(str(FOLDER / f"labels_{version.replace('.', '')}.mat"), variables, version=version)

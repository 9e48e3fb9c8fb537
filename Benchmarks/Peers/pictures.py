"""Decision regions drawn with Matplotlib, from a .mat file that SciPy wrote."""

import os
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from scipy.io import loadmat, savemat

SIDE = 500


def regions():
    """A wavy border between two classes, and points that lie about as it says."""
    xx, yy = np.meshgrid(np.linspace(-3, 3, SIDE), np.linspace(-2, 2, SIDE))
    Z = 1 / (1 + np.exp(-6 * (yy - np.sin(2 * xx))))
    random = np.random.RandomState(0)
    X = np.column_stack([random.uniform(-3, 3, 300), random.uniform(-2, 2, 300)])
    y = (X[:, 1] > np.sin(2 * X[:, 0]) + 0.2 * random.standard_normal(300)).astype(float)
    return {"grid": {"xx": xx, "yy": yy, "Z": Z}, "X": X, "y": y.reshape(-1, 1)}


class Regions:
    """Reads the file and draws shades, the 0.5 line, the points and rings around the wrong ones."""

    peer = f"Matplotlib {matplotlib.__version__}"

    def __init__(self, folder, ending):
        self.path = os.path.join(folder, f"plot-regions-500{ending}.mat")
        self.picture = os.path.join(folder, f"theirs{ending}")
        savemat(self.path, regions(), do_compression=True)

    def __call__(self, repeats):
        begin = time.perf_counter()
        for _ in range(repeats):
            check = self.draw()
        return (time.perf_counter() - begin) / repeats, check

    def draw(self):
        contents = loadmat(self.path, squeeze_me=True)
        grid = contents["grid"][()]
        xx, yy, Z, X, y = grid["xx"], grid["yy"], grid["Z"], contents["X"], contents["y"]
        figure, axes = plt.subplots(figsize=(6.4, 4.8), dpi=200)
        shades = axes.contourf(xx, yy, Z, levels=np.linspace(0, 1, 11), cmap="RdBu")
        axes.contour(xx, yy, Z, levels=[0.5], colors="k")
        for label, marker in ((0, "o"), (1, "^")):
            rows = y == label
            axes.scatter(X[rows, 0], X[rows, 1], marker=marker, edgecolors="w", label=f"class {label}")
        columns = np.clip(np.searchsorted(xx[0], X[:, 0]), 0, SIDE - 1)
        rows = np.clip(np.searchsorted(yy[:, 0], X[:, 1]), 0, SIDE - 1)
        wrong = (Z[rows, columns] >= 0.5) != (y == 1)
        axes.scatter(X[wrong, 0], X[wrong, 1], s=120, facecolors="none", edgecolors="k")
        axes.legend()
        figure.colorbar(shades)
        figure.savefig(self.picture)
        plt.close(figure)
        return Z.sum()


CASES = {
    ("plot-regions-500", "Matplotlib"): lambda folder: Regions(folder, ".png"),
    ("plot-regions-500-svg", "Matplotlib"): lambda folder: Regions(folder, ".svg"),
}

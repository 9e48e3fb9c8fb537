"""Writes small networks, laid out as `matkit train` does it, by SciPy alone.

    python make_networks.py FOLDER

makes for two and for three classes a sound file, `2-sound.mat`, and one a fault, `2-grid_moved.mat`: the
tests see to it that the checks of this folder find each.
"""

import copy
import sys

import numpy as np
from scipy.io import savemat
from scipy.special import expit, softmax

HIDDEN = 8


def clusters(class_count, random):
    """Clusters far enough apart that a network of random features tells them apart."""
    angle = 2 * np.pi * np.arange(class_count) / class_count
    centres = 2 * np.column_stack([np.cos(angle), np.sin(angle)])
    points = [centre + 0.15 * random.standard_normal((50, 2)) for centre in centres]
    return np.vstack(points), np.repeat(np.arange(float(class_count)), 50)


def forward(x, net):
    hidden = np.tanh(x @ net["W"][0].T + net["b"][0].T)
    a = hidden @ net["W"][1].T + net["b"][1].T
    return hidden, expit(a) if a.shape[1] == 1 else softmax(a, axis=1)


def fitted(points, labels, random):
    """A 2-8-1 or 2-8-3 network: random hidden weights, outputs by gradient descent; and its losses."""
    class_count = int(labels.max()) + 1
    outputs = 1 if class_count == 2 else class_count
    targets = labels[:, None] if outputs == 1 else np.eye(class_count)[labels.astype(int)]
    net = {
        "W": [random.standard_normal((HIDDEN, 2)), np.zeros((outputs, HIDDEN))],
        "b": [random.standard_normal((HIDDEN, 1)), np.zeros((outputs, 1))],
    }
    losses = []
    for _ in range(200):
        hidden, p = forward(points, net)
        likelihood = np.where(targets == 1, p, 1 - p if outputs == 1 else 1)
        penalty = net_lambda() * sum(np.sum(w**2) for w in net["W"])
        losses.append(-np.log(likelihood).sum() / len(points) + penalty)
        if len(losses) < 200:
            delta = (p - targets) / len(points)
            net["W"][1] -= 0.5 * (delta.T @ hidden)
            net["b"][1] -= 0.5 * delta.sum(axis=0)[:, None]
    return net, np.array(losses)


def net_lambda():
    return 1e-6


def row_of_cells(values):
    cell = np.empty((1, len(values)), dtype=object)
    cell[0] = values
    return cell


def legacy(net):
    iw, lw, b = (np.empty(size, dtype=object) for size in [(2, 1), (2, 2), (2, 1)])
    none = np.zeros((0, 0))
    iw[:, 0] = [net["W"][0], none]
    lw[0, :] = [none, none]
    lw[1, :] = [net["W"][1], none]
    b[:, 0] = net["b"]
    return {"IW": iw, "LW": lw, "b": b}


def grid(points, net):
    axes = [np.arange(points[:, k].min() - 0.5, points[:, k].max() + 0.55, 0.05) for k in range(2)]
    xx, yy = np.meshgrid(*axes)
    p = forward(np.column_stack([xx.ravel(), yy.ravel()]), net)[1].reshape(*xx.shape, -1)
    if p.shape[2] == 1:
        return {"xx": xx, "yy": yy, "Z": p[:, :, 0]}
    return {"xx": xx, "yy": yy, "Z": p.max(axis=2), "P": p, "label": p.argmax(axis=2).astype(float)}


def contents(class_count):
    random = np.random.RandomState(7)
    points, labels = clusters(class_count, random)
    net, losses = fitted(points, labels, random)
    outputs = net["W"][1].shape[0]
    return {
        "net": {
            "format": "matkit-network", "version": 1.0, "sizes": [[2.0, HIDDEN, outputs]],
            "W": row_of_cells(net["W"]), "b": row_of_cells(net["b"]),
            "activations": row_of_cells(["tanh", "sigmoid" if outputs == 1 else "softmax"]),
            "mu": np.zeros((1, 2)), "sigma": np.ones((1, 2)),
            "classes": np.arange(float(class_count))[None], "lambda": net_lambda(), "seed": 7.0,
            "loss_history": losses[:, None],
        },
        "Theta1": np.hstack([net["b"][0], net["W"][0]]),
        "Theta2": np.hstack([net["b"][1], net["W"][1]]),
        "legacy": legacy(net),
        "training": {
            "method": "gradient-descent", "reason": "iterations", "iterations": 199.0,
            "evaluations": 200.0, "loss": losses[-1], "gradient_norm": 1e-2, "seconds": 0.1,
            "start": 1.0, "init": "normal", "version": "0",
        },
        "grid": grid(points, net), "X": points, "y": labels[:, None],
    }  # fmt: skip


def moved(matrix):
    """The matrix with one element moved by a hair: a copy, as the layouts share it."""
    matrix = matrix.copy()
    matrix[0, 1] += 1e-9
    return matrix


def weight_moved(file):
    file["net"]["W"][0, 1] = moved(file["net"]["W"][0, 1])


def legacy_moved(file):
    file["legacy"]["LW"][1, 0] = moved(file["legacy"]["LW"][1, 0])


def grid_moved(file):
    file["grid"]["Z"][3, 4] += 1e-10


def bias_last(file):
    file["Theta1"] = np.roll(file["Theta1"], -1, axis=1)


def weights_transposed(file):
    file["net"]["W"][0, 0] = file["net"]["W"][0, 0].T.copy()


def grid_transposed(file):
    file["grid"] = {name: np.swapaxes(value, 0, 1) for name, value in file["grid"].items()}


def labels_shifted(file):
    file["y"] = file["y"] + 1


def points_missing(file):
    del file["X"]


def activation_renamed(file):
    file["net"]["activations"] = row_of_cells(["sigmoid", file["net"]["activations"][0, 1]])


def loss_wrong(file):
    file["training"]["loss"] *= 1 + 1e-6
    file["net"]["loss_history"][-1] *= 1 + 1e-6


def weights_single(file):
    file["net"]["W"] = row_of_cells([w.astype(np.float32) for w in file["net"]["W"][0]])


def uncompressed(file):
    """Written as v6 instead of v7, by main."""


FAULTS = [
    weight_moved, legacy_moved, grid_moved, bias_last, weights_transposed, grid_transposed,
    labels_shifted, points_missing, activation_renamed, loss_wrong, weights_single, uncompressed,
]  # fmt: skip


def main(folder):
    for class_count in [2, 3]:
        sound = contents(class_count)
        savemat(f"{folder}/{class_count}-sound.mat", sound, do_compression=True)
        for fault in FAULTS:
            file = copy.deepcopy(sound)
            fault(file)
            path = f"{folder}/{class_count}-{fault.__name__}.mat"
            savemat(path, file, do_compression=fault is not uncompressed)


if __name__ == "__main__":
    main(sys.argv[1])

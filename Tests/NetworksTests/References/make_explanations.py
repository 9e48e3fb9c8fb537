"""Writes explanations.json: cost and one sample's backpropagation by NumPy, in the layouts of exercise sheets.

Run with NumPy installed: python3 make_explanations.py

`course` stands in for Andrew Ng's exercise 4: Theta1 and Theta2 with the biases in the first column, K sigmoid outputs,
labels 1 to K, the cost with lambda/(2m) over all weights but the biases. Numbers are drawn from NumPy's legacy
generator, as the test draws them again.
"""

import json
from pathlib import Path

import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def course(m=50, features=20, hidden=5, K=10):
    random = np.random.RandomState(4)
    theta1 = random.uniform(-1, 1, (hidden, features + 1))
    theta2 = random.uniform(-1, 1, (K, hidden + 1))
    X = random.uniform(-1, 1, (m, features))
    y = random.randint(1, K + 1, m)
    a1 = np.column_stack([np.ones(m), X])
    a2 = np.column_stack([np.ones(m), sigmoid(a1 @ theta1.T)])
    h = sigmoid(a2 @ theta2.T)
    Y = np.eye(K)[y - 1]
    cost = -(Y * np.log(h) + (1 - Y) * np.log(1 - h)).sum() / m
    squares = (theta1[:, 1:] ** 2).sum() + (theta2[:, 1:] ** 2).sum()
    return {"cost": cost, "regularized": cost + 1 / (2 * m) * squares}


def sample():
    """A 2-3-1 network of tanh and sigmoid: x, a, z, delta and dE/dW by the chain rule."""
    random = np.random.RandomState(5)
    W1, b1 = random.uniform(-1, 1, (3, 2)), random.uniform(-1, 1, 3)
    W2, b2 = random.uniform(-1, 1, (1, 3)), random.uniform(-1, 1, 1)
    x, t = np.array([0.7, -1.2]), 1
    a1 = W1 @ x + b1
    z1 = np.tanh(a1)
    a2 = W2 @ z1 + b2
    z2 = sigmoid(a2)
    d2 = z2 - t
    d1 = (W2.T @ d2) * (1 - z1**2)
    return {
        "loss": float(-np.log(z2[0])),
        "a": [a1.tolist(), a2.tolist()],
        "z": [z1.tolist(), z2.tolist()],
        "delta": [d1.tolist(), d2.tolist()],
        "weightGradients": [np.outer(d1, x).tolist(), np.outer(d2, z1).tolist()],
    }


if __name__ == "__main__":
    reference = {"numpy": np.__version__, "course": course(), "sample": sample()}
    output = Path(__file__).with_name("explanations.json")
    output.write_text(json.dumps(reference, separators=(",", ":")) + "\n")

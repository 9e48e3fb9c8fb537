"""Writes numpy_gradients.json: losses and gradients of many networks, by NumPy in extended precision.

Run with NumPy installed, on a machine whose long double has 64 bits of mantissa:
python3 make_gradients.py

Data, labels and parameters are drawn from NumPy's legacy generator, as the test draws them again, so that
only results are stored. The computation is the textbook's, sample after sample down the rows and with
derivatives p - t at the output, and shares no formula with MatKit's where a choice exists.
"""

import json
from pathlib import Path

import numpy as np

EXTENDED = np.longdouble

# sizes, activations, loss, reduction, lambda, number of samples
CASES = [
    ([2, 10, 1], ["sigmoid", "sigmoid"], "mean", 1e-3, 200),
    ([2, 10, 1], ["tanh", "sigmoid"], "sum", 0, 200),
    ([2, 10, 1], ["relu", "sigmoid"], "mean", 1e-5, 150),
    ([2, 10, 1], ["identity", "sigmoid"], "mean", 0.1, 64),
    ([2, 3, 3, 1], ["tanh", "tanh", "sigmoid"], "sum", 0, 200),
    ([2, 10, 10, 10, 1], ["sigmoid"] * 4, "mean", 1e-5, 200),
    ([2, 10, 10, 10, 10, 1], ["tanh"] * 4 + ["sigmoid"], "mean", 1e-3, 333),
    ([2, 10, 3], ["sigmoid", "softmax"], "mean", 1e-3, 300),
    ([2, 10, 10, 3], ["relu", "tanh", "softmax"], "sum", 1e-2, 100),
    ([5, 7, 6, 2], ["identity", "sigmoid", "softmax"], "mean", 0, 90),
    ([1, 1], ["sigmoid"], "mean", 0.5, 20),
    ([3, 1], ["sigmoid"], "sum", 0, 1),
    ([4, 6], ["softmax"], "mean", 1e-3, 50),
    ([2, 4, 3], ["tanh", "softmax"], "mean", 1e-3, 1),
    ([2, 4, 1], ["relu", "sigmoid"], "mean", 1e-3, 7),
    ([2, 4, 1], ["sigmoid", "sigmoid"], "mean", 1e-3, 8),
    ([2, 5, 1], ["sigmoid", "sigmoid"], "mean", 1e-3, 9),
    ([3, 6, 4], ["tanh", "softmax"], "sum", 1e-3, 17),
    ([3, 7, 4], ["tanh", "softmax"], "sum", 1e-3, 255),
    ([3, 8, 1], ["tanh", "sigmoid"], "sum", 1e-3, 256),
    ([3, 9, 1], ["tanh", "sigmoid"], "mean", 1e-3, 257),
    ([2, 6, 1], ["tanh", "sigmoid"], "mean", 1e-3, 9001),
    ([2, 32, 32, 4], ["tanh", "relu", "softmax"], "mean", 1e-4, 600),
    ([33, 5, 1], ["sigmoid", "sigmoid"], "mean", 1e-4, 300),
    ([40, 64, 10], ["relu", "softmax"], "mean", 1e-4, 700),
    ([50, 48, 36, 1], ["tanh", "sigmoid", "sigmoid"], "sum", 1e-4, 520),
    ([2, 10, 1], ["leaky-relu", "sigmoid"], "mean", 1e-3, 203),
    ([2, 10, 10, 1], ["softplus", "softplus", "sigmoid"], "mean", 1e-3, 150),
    ([3, 10, 7, 4], ["elu", "elu", "softmax"], "sum", 1e-3, 300),
    ([70, 20, 1], ["softplus", "sigmoid"], "mean", 1e-3, 100),
]
WEIGHT_RANGE = 1.5
MOST_STORED = 150


def activate(name, a):
    if name == "sigmoid":
        z = 1 / (1 + np.exp(-a))
        return z, z * (1 - z)
    if name == "tanh":
        z = np.tanh(a)
        return z, 1 - z**2
    if name == "relu":
        return np.where(a > 0, a, 0), (a > 0).astype(EXTENDED)
    if name == "leaky-relu":
        slope = np.where(a > 0, EXTENDED(1), EXTENDED(0.01))
        return a * slope, slope
    if name == "softplus":
        return np.logaddexp(0, a), 1 / (1 + np.exp(-a))
    if name == "elu":
        return np.where(a > 0, a, np.expm1(a)), np.where(a > 0, 1, np.exp(a))
    if name == "identity":
        return a, np.ones_like(a)
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True), None


def unpack(sizes, parameters):
    """(W, b) of each layer, W as inputs by units in row-major order."""
    layers, start = [], 0
    for inputs, units in zip(sizes, sizes[1:]):
        weights = parameters[start : start + inputs * units].reshape(inputs, units)
        start += inputs * units
        layers.append((weights, parameters[start : start + units]))
        start += units
    return layers


def loss_and_gradient(sizes, activations, reduction, l2, x, labels, parameters):
    layers = unpack(sizes, parameters)
    z, outputs, slopes = x, [x], []
    for (weights, biases), name in zip(layers, activations):
        a = z @ weights + biases
        z, slope = activate(name, a)
        outputs.append(z)
        slopes.append(slope)
    if activations[-1] == "softmax":
        targets = np.eye(sizes[-1], dtype=EXTENDED)[labels]
        largest = a.max(axis=1)
        log_sum = largest + np.log(np.exp(a - largest[:, None]).sum(axis=1))
        losses = log_sum - a[np.arange(len(a)), labels]
    else:
        targets = labels[:, None].astype(EXTENDED)
        losses = np.logaddexp(0, a) - targets * a
    scale = EXTENDED(1) / len(x) if reduction == "mean" else EXTENDED(1)
    value = losses.sum() * scale + EXTENDED(l2) * sum((w**2).sum() for w, _ in layers)
    delta, gradient = (z - targets) * scale, []
    for index in reversed(range(len(layers))):
        weights, _ = layers[index]
        of_weights = outputs[index].T @ delta + 2 * EXTENDED(l2) * weights
        gradient = [of_weights.ravel(), delta.sum(axis=0)] + gradient
        if index > 0:
            delta = (delta @ weights.T) * slopes[index - 1]
    return value, np.concatenate(gradient)


def case(seed, sizes, activations, reduction, l2, count):
    random = np.random.RandomState(seed)
    parameter_count = sum((i + 1) * o for i, o in zip(sizes, sizes[1:]))
    parameters = random.uniform(-WEIGHT_RANGE, WEIGHT_RANGE, parameter_count)
    x = random.uniform(-2, 2, (count, sizes[0]))
    labels = random.randint(0, max(2, sizes[-1]), count)
    value, gradient = loss_and_gradient(
        sizes, activations, reduction, l2, x.astype(EXTENDED), labels, parameters.astype(EXTENDED)
    )
    step = -(-parameter_count // MOST_STORED)
    return {
        "seed": seed,
        "sizes": sizes,
        "activations": activations,
        "reduction": reduction,
        "l2": l2,
        "count": count,
        "value": float(value),
        "gradientNorm": float(np.sqrt((gradient**2).sum())),
        "step": step,
        "gradient": [float(g) for g in gradient[::step]],
    }


if __name__ == "__main__":
    assert np.finfo(EXTENDED).nmant >= 63, "this machine's long double is a double"
    reference = {
        "numpy": np.__version__,
        "weightRange": WEIGHT_RANGE,
        "cases": [case(seed, *arguments) for seed, arguments in enumerate(CASES)],
    }
    output = Path(__file__).with_name("numpy_gradients.json")
    output.write_text(json.dumps(reference, indent=None, separators=(",", ":")) + "\n")

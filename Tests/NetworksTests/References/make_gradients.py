"""Writes numpy_gradients.json: losses and gradients of many networks, by NumPy in extended precision.

Run with NumPy and mpmath installed, on a machine whose long double has 64 bits of mantissa:
python3 make_gradients.py

Data, labels and parameters are drawn from NumPy's legacy generator, as the test draws them again, so that
only results are stored. The computation is the textbook's, sample after sample down the rows and with
derivatives p - t at the output, and shares no formula with MatKit's where a choice exists.
"""

import json
from pathlib import Path

import mpmath
import numpy as np

EXTENDED = np.longdouble
mpmath.mp.dps = 30

# sizes, activations, reduction, lambda 2 (or one a layer), number of samples, and for others than
# cross-entropy the loss and lambda 1 (or one a layer)
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
    ([2, 10, 1], ["gelu", "sigmoid"], "mean", 1e-3, 210),
    ([3, 8, 8, 3], ["gelu", "gelu", "softmax"], "sum", 1e-3, 90),
    ([2, 10, 1], ["tanh", "identity"], "mean", 1e-3, 200, "squared-error"),
    ([4, 9, 7, 3], ["gelu", "relu", "identity"], "mean", [1e-3, 0, 0.1], 301, "squared-error"),
    ([3, 5, 2], ["elu", "tanh"], "sum", 1e-3, 77, "squared-error"),
    ([3, 5, 2], ["sigmoid", "gelu"], "mean", 1e-3, 33, "squared-error", 1e-3),
    ([3, 6, 2], ["softplus", "softplus"], "mean", 0, 300, "huber", [1e-2, 1e-4]),
    ([2, 7, 4], ["leaky-relu", "identity"], "sum", 1e-4, 64, "huber"),
    ([80, 12, 2], ["tanh", "identity"], "mean", 1e-4, 500, "huber"),
    ([2, 8, 1], ["tanh", "sigmoid"], "mean", [1e-3, 1e-2], 120, None, [0, 1e-3]),
    ([3, 8, 5], ["tanh", "sigmoid"], "mean", 1e-3, 130, "sigmoid-cross-entropy"),
    ([70, 9, 4], ["sigmoid", "sigmoid"], "sum", 1e-3, 300, "sigmoid-cross-entropy"),
    ([3, 8, 1], ["tanh", "sigmoid"], "mean", 1e-3, 90, "sigmoid-focal"),
    ([3, 8, 4], ["gelu", "sigmoid"], "sum", 1e-3, 270, "sigmoid-focal"),
    ([3, 8, 4], ["tanh", "softmax"], "mean", 1e-3, 270, "focal"),
    ([2, 6, 2], ["elu", "softmax"], "sum", 0, 40, "focal"),
    ([3, 7, 1], ["tanh", "identity"], "mean", 1e-3, 200, "hinge"),
    ([3, 7, 3], ["softplus", "tanh"], "sum", 1e-3, 100, "hinge"),
    ([3, 7, 2], ["tanh", "identity"], "mean", 1e-3, 333, "quantile"),
    ([3, 7, 2], ["tanh", "exponential"], "mean", 1e-3, 333, "poisson"),
    ([3, 7, 2], ["sigmoid", "softplus"], "sum", 1e-3, 60, "poisson"),
    ([3, 5, 2], ["exponential", "identity"], "mean", 1e-3, 60, "squared-error"),
]
WEIGHT_RANGE = 1.5
MOST_STORED = 150
HUBER_THRESHOLD = 0.75
FOCAL_EXPONENT = 1.5
QUANTILE_LEVEL = 0.3


PI = EXTENDED("3.14159265358979323846264338")


def normal(a):
    """The standard normal distribution function, by mpmath with 30 digits."""
    values = [extended(mpmath.ncdf(multiprecise(x))) for x in a.ravel()]
    return np.array(values, dtype=EXTENDED).reshape(a.shape)


def multiprecise(x):
    """An extended number as one of mpmath's, through the double before it and what is left."""
    head = float(x)
    return mpmath.mpf(head) + mpmath.mpf(float(x - EXTENDED(head)))


def extended(x):
    head = float(x)
    return EXTENDED(head) + EXTENDED(float(x - head))


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
    if name == "gelu":
        phi = np.exp(-(a**2) / 2) / np.sqrt(2 * PI)
        return a * normal(a), normal(a) + a * phi
    if name == "exponential":
        return np.exp(a), np.exp(a)
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


def loss_and_gradient(sizes, activations, loss, reduction, l1, l2, x, targets, parameters):
    layers = unpack(sizes, parameters)
    z, outputs, slopes = x, [x], []
    for (weights, biases), name in zip(layers, activations):
        a = z @ weights + biases
        z, slope = activate(name, a)
        outputs.append(z)
        slopes.append(slope)
    losses, delta = sample_losses(loss, activations[-1], a, z, slopes[-1], targets)
    scale = EXTENDED(1) / len(x) if reduction == "mean" else EXTENDED(1)
    value, delta, gradient = losses.sum() * scale, delta * scale, []
    for index in reversed(range(len(layers))):
        weights, _ = layers[index]
        one, two = EXTENDED(l1[index]), EXTENDED(l2[index])
        value += one * np.abs(weights).sum() + two * (weights**2).sum()
        of_weights = outputs[index].T @ delta + one * np.sign(weights) + 2 * two * weights
        gradient = [of_weights.ravel(), delta.sum(axis=0)] + gradient
        if index > 0:
            delta = (delta @ weights.T) * slopes[index - 1]
    return value, np.concatenate(gradient)


def sample_losses(loss, activation, a, z, slope, targets):
    """The loss of each sample, and the derivatives by the output's weighted sums."""
    if loss is None and activation == "softmax":
        one_hot = np.eye(a.shape[1], dtype=EXTENDED)[targets]
        largest = a.max(axis=1)
        log_sum = largest + np.log(np.exp(a - largest[:, None]).sum(axis=1))
        return log_sum - a[np.arange(len(a)), targets], z - one_hot
    if loss is None:
        t = targets[:, None].astype(EXTENDED)
        return np.logaddexp(0, a) - t * a, z - t
    gamma, level = EXTENDED(FOCAL_EXPONENT), EXTENDED(QUANTILE_LEVEL)
    if loss == "focal":
        one_hot = np.eye(a.shape[1], dtype=EXTENDED)[targets]
        p = (z * one_hot).sum(axis=1)
        by_p = gamma * (1 - p) ** (gamma - 1) * np.log(p) - (1 - p) ** gamma / p
        return -((1 - p) ** gamma) * np.log(p), by_p[:, None] * p[:, None] * (one_hot - z)
    if loss == "sigmoid-cross-entropy":
        return -(targets * np.log(z) + (1 - targets) * np.log1p(-z)), z - targets
    if loss == "sigmoid-focal":
        p = np.where(targets == 1, z, 1 - z)
        by_p = gamma * (1 - p) ** (gamma - 1) * np.log(p) - (1 - p) ** gamma / p
        return -((1 - p) ** gamma) * np.log(p), by_p * np.where(targets == 1, 1, -1) * z * (1 - z)
    if loss == "hinge":
        y = 2 * targets - 1
        return np.maximum(0, 1 - y * z), np.where(y * z < 1, -y, 0) * slope
    if loss == "quantile":
        r = targets - z
        return np.maximum(level * r, (level - 1) * r), np.where(r > 0, -level, 1 - level) * slope
    if loss == "poisson":
        known = np.where(targets > 0, targets, 1)
        return z - targets + targets * np.log(known / z), (1 - targets / z) * slope
    r = z - targets
    if loss == "squared-error":
        return r**2 / 2, r * slope
    d = EXTENDED(HUBER_THRESHOLD)
    near = np.abs(r) <= d
    return np.where(near, r**2 / 2, d * (np.abs(r) - d / 2)), np.where(near, r, d * np.sign(r)) * slope


def case(seed, sizes, activations, reduction, l2, count, loss=None, l1=0):
    random = np.random.RandomState(seed)
    parameter_count = sum((i + 1) * o for i, o in zip(sizes, sizes[1:]))
    parameters = random.uniform(-WEIGHT_RANGE, WEIGHT_RANGE, parameter_count)
    x = random.uniform(-2, 2, (count, sizes[0]))
    if loss is None or loss == "focal":
        targets = random.randint(0, max(2, sizes[-1]), count)
    else:
        targets = random.uniform(-2, 2, (count, sizes[-1])).astype(EXTENDED)
    if loss in ("sigmoid-cross-entropy", "sigmoid-focal", "hinge"):
        targets = (targets > 0).astype(EXTENDED)
    if loss == "poisson":
        targets = np.floor(targets + 2)
    l1, l2 = (v if isinstance(v, list) else [v] * (len(sizes) - 1) for v in (l1, l2))
    value, gradient = loss_and_gradient(
        sizes, activations, loss, reduction, l1, l2, x.astype(EXTENDED), targets,
        parameters.astype(EXTENDED),
    )  # fmt: skip
    step = -(-parameter_count // MOST_STORED)
    return {
        "seed": seed,
        "sizes": sizes,
        "activations": activations,
        "loss": loss,
        "reduction": reduction,
        "l1": l1,
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
        "huberThreshold": HUBER_THRESHOLD,
        "focalExponent": FOCAL_EXPONENT,
        "quantileLevel": QUANTILE_LEVEL,
        "cases": [case(seed, *arguments) for seed, arguments in enumerate(CASES)],
    }
    output = Path(__file__).with_name("numpy_gradients.json")
    output.write_text(json.dumps(reference, indent=None, separators=(",", ":")) + "\n")

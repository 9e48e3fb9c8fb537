"""Networks in NumPy, trained with SciPy, and scikit-learn's own.

The loss is written as a good NumPy programmer would: matrix products and whole-array operations into
arrays allocated once, weights and gradients as views of one flat vector.
"""

import time
import warnings

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

NUMPY = f"NumPy {np.__version__}"
SCIPY = f"SciPy {scipy.__version__}"
SCIKIT_LEARN = f"scikit-learn {sklearn.__version__}"


def sigmoid(a):
    """In place; faster here than scipy.special.expit."""
    np.negative(a, out=a)
    np.exp(a, out=a)
    a += 1
    np.reciprocal(a, out=a)


def tanh(a):
    np.tanh(a, out=a)


def sigmoid_slope(z, slope):
    np.subtract(1, z, out=slope)
    slope *= z


def tanh_slope(z, slope):
    np.multiply(z, z, out=slope)
    np.subtract(1, slope, out=slope)


ACTIVATIONS = {"sigmoid": (sigmoid, sigmoid_slope), "tanh": (tanh, tanh_slope)}


class NetworkLoss:
    """Binary cross-entropy of dense layers with one sigmoid output, plus l2 times the squared weights.

    The parameter vector x is that of MatKit: layer after layer, weights inputs by units, then biases.
    """

    def __init__(self, inputs, labels, sizes, hidden, l2=0.0, mean=True):
        self.inputs = inputs
        self.targets = labels.reshape(-1, 1).astype(float)
        self.against = 1 - self.targets
        self.count = len(inputs)
        self.scale = 1 / self.count if mean else 1.0
        size = sum((i + 1) * o for i, o in zip(sizes, sizes[1:]))
        self.x, self.gradient = np.zeros(size), np.zeros(size)
        self.penalty, self.shrinkage = np.zeros(size), np.zeros(size)
        self.l2 = l2
        self.layers = []
        start, z = 0, inputs
        for k, (i, o) in enumerate(zip(sizes, sizes[1:])):
            weights, biases = slice(start, start + i * o), slice(start + i * o, start + (i + 1) * o)
            start += (i + 1) * o
            self.penalty[weights] = 2 * l2
            next_z, delta, slope = (np.empty((self.count, o)) for _ in range(3))
            activation = ACTIVATIONS[hidden if k < len(sizes) - 2 else "sigmoid"]
            self.layers.append((
                self.x[weights].reshape(i, o), self.x[biases],
                self.gradient[weights].reshape(i, o), self.gradient[biases],
                z, next_z, delta, slope, *activation,
            ))  # fmt: skip
            z = next_z

    def evaluate(self):
        """The loss at self.x; the gradient into self.gradient."""
        for w, b, _, _, z, next_z, _, _, activation, _ in self.layers:
            np.matmul(z, w, out=next_z)
            next_z += b
            activation(next_z)
        outputs, delta, likelihood = self.layers[-1][5:8]
        np.subtract(outputs, self.against, out=likelihood)
        np.abs(likelihood, out=likelihood)
        np.log(likelihood, out=likelihood)
        value = -self.scale * likelihood.sum()
        np.subtract(outputs, self.targets, out=delta)
        if self.scale != 1:
            delta *= self.scale
        for k in range(len(self.layers) - 1, -1, -1):
            w, _, w_gradient, b_gradient, z, _, delta, _, _, _ = self.layers[k]
            np.matmul(z.T, delta, out=w_gradient)
            np.add.reduce(delta, axis=0, out=b_gradient)
            if k > 0:
                _, _, _, _, _, z, below, slope, _, add_slope = self.layers[k - 1]
                np.matmul(delta, w.T, out=below)
                add_slope(z, slope)
                below *= slope
        if self.l2:
            np.multiply(self.penalty, self.x, out=self.shrinkage)
            value += 0.5 * self.shrinkage.dot(self.x)
            self.gradient += self.shrinkage
        return value

    def __call__(self, x):
        """For a minimiser, which keeps the gradients it is given."""
        self.x[:] = x
        return self.evaluate(), self.gradient.copy()


def initial(sizes, random):
    """MatKit's xavier: uniform within ±sqrt(2 / (inputs + units)), biases zero."""
    parts = []
    for i, o in zip(sizes, sizes[1:]):
        bound = np.sqrt(2 / (i + o))
        parts += [random.uniform(-bound, bound, i * o), np.zeros(o)]
    return np.concatenate(parts)


def ring(count, random):
    """Points of the square [-1, 1]², one column after the other, and whether each is far from its centre."""
    points = np.ascontiguousarray(random.uniform(-1, 1, 2 * count).reshape(2, count).T)
    return points, (points**2).sum(axis=1) > 0.5


def moons(random):
    """scikit-learn's make_moons(200, noise=0.2), but from the stream given."""
    angle = np.linspace(0, np.pi, 100)
    x = np.concatenate([np.cos(angle), 1 - np.cos(angle)])
    y = np.concatenate([np.sin(angle), 1 - np.sin(angle) - 0.5])
    order = np.arange(200)
    random.shuffle(order)
    points = np.column_stack([x, y])[order]
    points += random.normal(scale=0.2, size=points.shape)
    return points, order >= 100


class MoonsEpoch:
    """The lab's 2000 epochs of gradient descent with step 0.01; an operation is an epoch."""

    peer = NUMPY

    def __init__(self, _):
        random = np.random.RandomState(0)
        points, labels = moons(random)
        self.loss = NetworkLoss(points, labels, [2, 3, 3, 1], "tanh", mean=False)
        self.start = random.uniform(0, 1, self.loss.x.size)

    def __call__(self, repeats):
        loss, epochs = self.loss, 2000
        begin = time.perf_counter()
        for _ in range(repeats):
            loss.x[:] = self.start
            losses = []
            for _ in range(epochs):
                losses.append(loss.evaluate())
                loss.gradient *= 0.01
                loss.x -= loss.gradient
        return (time.perf_counter() - begin) / (repeats * epochs), losses[100]


class Gradient:
    """One loss and gradient."""

    peer = NUMPY

    def __init__(self, count, sizes, hidden):
        random = np.random.RandomState(1)
        self.loss = NetworkLoss(*ring(count, random), sizes, hidden, l2=1e-3)
        self.loss.x[:] = initial(sizes, random)

    def __call__(self, repeats):
        evaluate = self.loss.evaluate
        begin = time.perf_counter()
        for _ in range(repeats):
            value = evaluate()
        seconds = time.perf_counter() - begin
        return seconds / repeats, value + np.abs(self.loss.gradient).sum()


class Training:
    """Fits from five starts to a gradient of 1e-5; an operation is a fit, the check their mean loss."""

    sizes, l2, starts = [2, 10, 1], 1e-3, 5

    def __init__(self, _):
        random = np.random.RandomState(1)
        self.points, self.labels = ring(200, random)
        self.initial = [initial(self.sizes, random) for _ in range(self.starts)]

    def __call__(self, repeats):
        begin = time.perf_counter()
        for _ in range(repeats):
            losses = [self.fit(k) for k in range(self.starts)]
        seconds = time.perf_counter() - begin
        return seconds / (repeats * self.starts), np.mean(losses)


class SciPyTraining(Training):
    peer = SCIPY

    def fit(self, start):
        loss = NetworkLoss(self.points, self.labels, self.sizes, "sigmoid", l2=self.l2)
        options = {"maxiter": 10_000, "maxfun": 100_000, "gtol": 1e-5, "ftol": 0}
        return minimize(
            loss, self.initial[start], jac=True, method="L-BFGS-B", options=options
        ).fun


class ScikitLearnTraining(Training):
    peer = SCIKIT_LEARN

    def fit(self, start):
        classifier = MLPClassifier(
            hidden_layer_sizes=(10,), activation="logistic", solver="lbfgs", tol=1e-5,
            alpha=2 * self.l2 * len(self.points), max_iter=10_000, max_fun=100_000,
            random_state=start,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            return classifier.fit(self.points, self.labels).loss_


CASES = {
    ("moons-epoch", "NumPy"): MoonsEpoch,
    ("gradient-200-2-10-1", "NumPy"): lambda _: Gradient(200, [2, 10, 1], "sigmoid"),
    **{
        (f"gradient-{count}-2-10-1", "NumPy"): lambda _, count=count: Gradient(
            count, [2, 10, 1], "sigmoid"
        )
        for count in (2000, 20_000, 200_000, 2_000_000)
    },
    ("gradient-200-2-10-10-10-1", "NumPy"): lambda _: Gradient(200, [2, 10, 10, 10, 1], "tanh"),
    ("gradient-2000-2-10-10-10-1", "NumPy"): lambda _: Gradient(2000, [2, 10, 10, 10, 1], "tanh"),
    ("train-lbfgs-200-2-10-1", "SciPy"): SciPyTraining,
    ("train-lbfgs-200-2-10-1", "scikit-learn"): ScikitLearnTraining,
}

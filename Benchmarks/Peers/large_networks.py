"""A loss and gradient of 60000 samples of 784 features through 128-64-10, on two threads on every side.

NumPy as in networks.py, the bare matrix products that any way of doing it needs, and PyTorch where it is
installed.
"""

import time

import numpy as np
from networks import NUMPY, initial
from threadpoolctl import threadpool_limits

THREADS = 2
SAMPLES, SIZES, L2 = 60_000, [784, 128, 64, 10], 1e-4


def data(dtype):
    """Features of [0, 1), one column after the other, classes in turn, and starting weights."""
    random = np.random.RandomState(1)
    inputs = np.empty((SAMPLES, SIZES[0]), dtype)
    for column in range(SIZES[0]):
        inputs[:, column] = random.uniform(0, 1, SAMPLES)
    x = initial(SIZES, random).astype(dtype)
    return inputs, np.arange(SAMPLES) % SIZES[-1], x


class Large:
    """Weights and gradients as views of one flat vector; arrays allocated once."""

    peer = NUMPY

    def __init__(self, dtype):
        self.inputs, self.classes, self.x = data(dtype)
        self.gradient = np.zeros_like(self.x)
        self.rows = np.arange(SAMPLES)
        self.layers = []
        start, z = 0, self.inputs
        for i, o in zip(SIZES, SIZES[1:]):
            weights, biases = slice(start, start + i * o), slice(start + i * o, start + (i + 1) * o)
            start += (i + 1) * o
            outputs, delta = (np.empty((SAMPLES, o), dtype) for _ in range(2))
            self.layers.append((
                self.x[weights].reshape(i, o), self.x[biases], self.gradient[weights].reshape(i, o),
                self.gradient[biases], z, outputs, delta,
            ))  # fmt: skip
            z = outputs

    def evaluate(self):
        for k, (w, b, _, _, z, outputs, _) in enumerate(self.layers):
            np.matmul(z, w, out=outputs)
            outputs += b
            if k < len(self.layers) - 1:
                np.tanh(outputs, out=outputs)
        outputs, delta = self.layers[-1][5:7]
        outputs -= outputs.max(axis=1, keepdims=True)
        np.exp(outputs, out=delta)
        sums = delta.sum(axis=1, keepdims=True)
        value = float((np.log(sums[:, 0]) - outputs[self.rows, self.classes]).sum()) / SAMPLES
        delta /= sums
        delta[self.rows, self.classes] -= 1
        delta *= 1 / SAMPLES
        for k in range(len(self.layers) - 1, -1, -1):
            w, _, w_gradient, b_gradient, z, _, delta = self.layers[k]
            np.matmul(z.T, delta, out=w_gradient)
            np.add.reduce(delta, axis=0, out=b_gradient)
            if k > 0:
                below = self.layers[k - 1][6]
                np.matmul(delta, w.T, out=below)
                np.multiply(z, z, out=z)
                np.subtract(1, z, out=z)
                below *= z
        for w, _, w_gradient, _, _, _, _ in self.layers:
            value += L2 * float(np.vdot(w, w))
            w_gradient += 2 * L2 * w
        return value

    def check(self, value):
        return value + float(np.abs(self.gradient).sum(dtype=float))

    def __call__(self, repeats):
        with threadpool_limits(THREADS):
            begin = time.perf_counter()
            for _ in range(repeats):
                value = self.evaluate()
            seconds = time.perf_counter() - begin
        return seconds / repeats, self.check(value)


class BareProducts(Large):
    """The matrix products alone, forward, for the gradient, and back."""

    def __init__(self, dtype):
        super().__init__(dtype)
        self.peer = f"bare products, {NUMPY}"
        with threadpool_limits(THREADS):
            self.known = self.check(self.evaluate())

    def __call__(self, repeats):
        with threadpool_limits(THREADS):
            begin = time.perf_counter()
            for _ in range(repeats):
                for w, _, _, _, z, outputs, _ in self.layers:
                    np.matmul(z, w, out=outputs)
                for k in range(len(self.layers) - 1, -1, -1):
                    w, _, w_gradient, _, z, _, delta = self.layers[k]
                    np.matmul(z.T, delta, out=w_gradient)
                    if k > 0:
                        np.matmul(delta, w.T, out=self.layers[k - 1][6])
            seconds = time.perf_counter() - begin
        return seconds / repeats, self.known


class Torch:
    """Autograd on linear layers, tanh and cross_entropy; the gradients' memory is kept."""

    def __init__(self, dtype):
        try:
            import torch
        except ImportError as error:
            raise ImportError("PyTorch is not installed") from error
        self.torch = torch
        self.peer = f"PyTorch {torch.__version__}"
        inputs, classes, x = data(dtype)
        self.inputs, self.classes = torch.from_numpy(inputs), torch.from_numpy(classes)
        self.weights, start = [], 0
        for i, o in zip(SIZES, SIZES[1:]):
            w = torch.from_numpy(np.ascontiguousarray(x[start : start + i * o].reshape(i, o).T))
            b = torch.from_numpy(x[start + i * o : start + (i + 1) * o].copy())
            self.weights.append((w.requires_grad_(), b.requires_grad_()))
            start += (i + 1) * o

    def evaluate(self):
        linear = self.torch.nn.functional.linear
        z = self.inputs
        for w, b in self.weights[:-1]:
            z = self.torch.tanh(linear(z, w, b))
        loss = self.torch.nn.functional.cross_entropy(linear(z, *self.weights[-1]), self.classes)
        for w, _ in self.weights:
            loss = loss + L2 * (w * w).sum()
        for pair in self.weights:
            for parameter in pair:
                if parameter.grad is not None:
                    parameter.grad.zero_()
        loss.backward()
        return loss.item()

    def __call__(self, repeats):
        self.torch.set_num_threads(THREADS)
        begin = time.perf_counter()
        for _ in range(repeats):
            value = self.evaluate()
        seconds = time.perf_counter() - begin
        self.torch.set_num_threads(1)
        sizes = (float(p.grad.double().abs().sum()) for pair in self.weights for p in pair)
        return seconds / repeats, value + sum(sizes)


CASES = {
    (f"gradient-60000-784-128-64-10-{name}", peer): lambda _, make=make, dtype=dtype: make(dtype)
    for name, dtype in (("double", np.float64), ("float", np.float32))
    for peer, make in (("NumPy", Large), ("PyTorch", Torch), ("bare products", BareProducts))
}

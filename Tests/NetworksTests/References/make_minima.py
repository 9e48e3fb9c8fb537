"""Writes scipy_minima.json: where SciPy's BFGS ends on networks of a few shapes.

Run with NumPy and SciPy installed:  python3 make_minima.py
Points, classes and starting weights are drawn from NumPy's legacy generator, as the test draws them again.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.optimize import minimize

from make_gradients import loss_and_gradient

# seed, sizes, activations, lambda, number of samples
CASES = [
    (1, [2, 1], ["sigmoid"], 1e-3, 100),
    (2, [2, 3], ["softmax"], 1e-2, 150),
    (3, [2, 10, 1], ["sigmoid", "sigmoid"], 1e-3, 200),
    (4, [2, 10, 1], ["tanh", "sigmoid"], 1e-2, 200),
    (5, [2, 6, 3], ["tanh", "softmax"], 1e-2, 150),
    (6, [2, 4, 4, 1], ["tanh", "tanh", "sigmoid"], 1e-2, 200),
    (7, [2, 5, 1], ["tanh", "sigmoid"], 3e-2, 200),
    (8, [2, 4, 1], ["sigmoid", "sigmoid"], 1e-2, 200),
    (9, [2, 3, 3], ["tanh", "softmax"], 3e-2, 200),
]


def xavier(random, sizes):
    parts = []
    for inputs, units in zip(sizes, sizes[1:]):
        bound = np.sqrt(2 / (inputs + units))
        parts += [random.uniform(-bound, bound, inputs * units), np.zeros(units)]
    return np.concatenate(parts)


def rings(random, count, class_count):
    """Points in a square, their class the ring around the origin that they lie in."""
    x = random.uniform(-2, 2, (count, 2))
    squares = x[:, 0] * x[:, 0] + x[:, 1] * x[:, 1]
    return x, np.minimum(np.floor(squares / 1.5), class_count - 1).astype(int)


def case(seed, sizes, activations, l2, count):
    random = np.random.RandomState(seed)
    x, labels = rings(random, count, max(2, sizes[-1]))
    start = xavier(random, sizes)

    def objective(parameters):
        value, gradient = loss_and_gradient(sizes, activations, "mean", l2, x, labels, parameters)
        return float(value), np.asarray(gradient, dtype=float)

    def descend(from_):
        options = {"gtol": 1e-9, "maxiter": 5000}
        return minimize(objective, from_, jac=True, method="BFGS", options=options)

    solution = descend(start)
    others = [descend(xavier(random, sizes)).fun for _ in range(8)]
    return {
        "seed": seed,
        "sizes": sizes,
        "activations": activations,
        "l2": l2,
        "count": count,
        "initialValue": objective(start)[0],
        "value": float(solution.fun),
        # Whether eight other starts end there too, so that an answer from the same start has to agree.
        "isOnly": all(abs(other / solution.fun - 1) < 1e-8 for other in others),
        "gradientNorm": float(np.abs(solution.jac).max()),
        "parameters": solution.x.tolist(),
    }


if __name__ == "__main__":
    reference = {
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "cases": [case(*arguments) for arguments in CASES],
    }
    output = Path(__file__).with_name("scipy_minima.json")
    output.write_text(json.dumps(reference, separators=(",", ":")) + "\n")

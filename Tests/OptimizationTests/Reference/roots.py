"""SciPy's root, method hybr, on the 14 systems of equations of MINPACK's tests: writes roots.json.

J. J. Moré, B. S. Garbow, K. E. Hillstrom, "Testing unconstrained optimization software", ACM Transactions on
Mathematical Software 7(1), 1981, has the systems; each is run with SciPy's defaults, without a Jacobian, from its
standard start times 1, 10 and 100. `norm` is the largest |F| at the end, for which SciPy's word is `success`.

    python3 roots.py    # SciPy 1.17
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
from scipy.optimize import root


def rosenbrock(x):
    return [10 * (x[1] - x[0] ** 2), 1 - x[0]]


def powell_singular(x):
    return [x[0] + 10 * x[1], 5**0.5 * (x[2] - x[3]), (x[1] - 2 * x[2]) ** 2, 10**0.5 * (x[0] - x[3]) ** 2]


def powell_badly_scaled(x):
    return [1e4 * x[0] * x[1] - 1, np.exp(-x[0]) + np.exp(-x[1]) - 1.0001]


def wood(x):
    a, b = x[1] - x[0] ** 2, x[3] - x[2] ** 2
    return [
        -200 * x[0] * a - (1 - x[0]),
        200 * a + 20.2 * (x[1] - 1) + 19.8 * (x[3] - 1),
        -180 * x[2] * b - (1 - x[2]),
        180 * b + 20.2 * (x[3] - 1) + 19.8 * (x[1] - 1),
    ]


def helical_valley(x):
    angle = np.arctan(x[1] / x[0]) / (2 * np.pi) + (0.5 if x[0] < 0 else 0.0) if x[0] != 0 else 0.25 * np.sign(x[1])
    return [10 * (x[2] - 10 * angle), 10 * (np.hypot(x[0], x[1]) - 1), x[2]]


def watson(x):
    n = len(x)
    t = np.arange(1, 30)[:, None] / 29
    j = np.arange(n)
    slopes = np.where(j > 0, j * t ** np.maximum(j - 1, 0), 0)
    sums = (t**j) @ x
    r = slopes @ x - sums**2 - 1
    F = r @ (slopes - 2 * sums[:, None] * t**j)
    F[0] += x[0] + (x[1] - x[0] ** 2 - 1) * -2 * x[0]
    F[1] += x[1] - x[0] ** 2 - 1
    return F


def chebyquad(x):
    n = len(x)
    u = 2 * np.asarray(x) - 1
    before, now = np.ones(n), u
    F = []
    for i in range(1, n + 1):
        F.append(np.mean(now) - (0 if i % 2 else -1 / (i * i - 1)))
        before, now = now, 2 * u * now - before
    return F


def brown_almost_linear(x):
    F = x + np.sum(x) - (len(x) + 1)
    F[-1] = np.prod(x) - 1
    return F


def discrete_boundary_value(x):
    n = len(x)
    h = 1 / (n + 1)
    t = h * np.arange(1, n + 1)
    y = np.concatenate([[0], x, [0]])
    return 2 * x - y[:-2] - y[2:] + h * h * (x + t + 1) ** 3 / 2


def discrete_integral(x):
    n = len(x)
    h = 1 / (n + 1)
    t = h * np.arange(1, n + 1)
    c = (x + t + 1) ** 3
    return [
        x[i] + h * ((1 - t[i]) * np.sum((t * c)[: i + 1]) + t[i] * np.sum(((1 - t) * c)[i + 1 :])) / 2 for i in range(n)
    ]


def trigonometric(x):
    i = np.arange(1, len(x) + 1)
    return len(x) - np.sum(np.cos(x)) + i * (1 - np.cos(x)) - np.sin(x)


def variably_dimensioned(x):
    j = np.arange(1, len(x) + 1)
    s = np.sum(j * (x - 1))
    return x - 1 + j * s * (1 + 2 * s * s)


def broyden_tridiagonal(x):
    y = np.concatenate([[0], x, [0]])
    return (3 - 2 * x) * x - y[:-2] - 2 * y[2:] + 1


def broyden_banded(x):
    n = len(x)
    return [
        x[i] * (2 + 5 * x[i] ** 2) + 1 - sum(x[j] * (1 + x[j]) for j in range(max(0, i - 5), min(n, i + 2)) if j != i)
        for i in range(n)
    ]


h = np.arange(1, 11) / 11
SYSTEMS = [
    (1, "Rosenbrock", rosenbrock, [-1.2, 1]),
    (13, "PowellSingular", powell_singular, [3, -1, 0, 1]),
    (3, "PowellBadlyScaled", powell_badly_scaled, [0, 1]),
    (14, "Wood", wood, [-3, -1, -3, -1]),
    (7, "HelicalValley", helical_valley, [-1, 0, 0]),
    (20, "Watson", watson, [0] * 6),
    (35, "Chebyquad7", chebyquad, np.arange(1, 8) / 8),
    (35, "Chebyquad8", chebyquad, np.arange(1, 9) / 9),
    (27, "BrownAlmostLinear", brown_almost_linear, [0.5] * 10),
    (28, "DiscreteBoundaryValue", discrete_boundary_value, h * (h - 1)),
    (29, "DiscreteIntegral", discrete_integral, h * (h - 1)),
    (26, "Trigonometric", trigonometric, [0.1] * 10),
    (25, "VariablyDimensioned", variably_dimensioned, 1 - np.arange(1, 11) / 10),
    (30, "BroydenTridiagonal", broyden_tridiagonal, [-1] * 10),
    (31, "BroydenBanded", broyden_banded, [-1] * 10),
]


def main():
    warnings.simplefilter("ignore")
    runs = []
    for number, name, function, start in SYSTEMS:
        for factor in (1, 10, 100):
            x0 = factor * np.asarray(start, float)
            if not np.any(x0):
                x0 = np.full(len(x0), factor - 1.0)
            r = root(lambda x: np.asarray(function(x), float), x0)
            norm = float(np.max(np.abs(r.fun)))
            runs.append(
                {
                    "number": number,
                    "name": name,
                    "start": x0.tolist(),
                    "startNorm": float(np.max(np.abs(function(x0)))),
                    "norm": norm,
                    "calls": int(r.nfev),
                    "success": bool(r.success),
                }
            )
    file = pathlib.Path(__file__).with_suffix(".json")
    file.write_text(json.dumps({"scipy": scipy.__version__, "runs": runs}, indent=1) + "\n")


main()

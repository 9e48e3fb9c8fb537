"""Writes scipy_ends.json: where SciPy ends, with its defaults, on some of the problems of Moré, Garbow and
Hillstrom, and calls it a success."""
import json

import numpy as np
import scipy
from scipy.optimize import minimize


def biggs(x):
    t = 0.1 * np.arange(1, 14)
    e = np.exp(-np.outer(t, [x[0], x[1], x[4]]))
    y = np.exp(-t) - 5 * np.exp(-10 * t) + 3 * np.exp(-4 * t)
    r = x[2] * e[:, 0] - x[3] * e[:, 1] + x[5] * e[:, 2] - y
    j = np.stack([-t * x[2] * e[:, 0], t * x[3] * e[:, 1], e[:, 0], -e[:, 1], -t * x[5] * e[:, 2], e[:, 2]], 1)
    return r, j


def powell_singular(x):
    a, b = np.sqrt(5), np.sqrt(10)
    r = np.array([x[0] + 10 * x[1], a * (x[2] - x[3]), (x[1] - 2 * x[2]) ** 2, b * (x[0] - x[3]) ** 2])
    j = np.array([
        [1, 10, 0, 0], [0, 0, a, -a], [0, 2 * (x[1] - 2 * x[2]), -4 * (x[1] - 2 * x[2]), 0],
        [2 * b * (x[0] - x[3]), 0, 0, -2 * b * (x[0] - x[3])]])
    return r, j


def brown_dennis(x):
    t = np.arange(1, 21) / 5
    a, b = x[0] + t * x[1] - np.exp(t), x[2] + x[3] * np.sin(t) - np.cos(t)
    j = np.stack([2 * a, 2 * a * t, 2 * b, 2 * b * np.sin(t)], 1)
    return a * a + b * b, j


def wood(x):
    a, b = np.sqrt(90), np.sqrt(10)
    r = np.array([10 * (x[1] - x[0] ** 2), 1 - x[0], a * (x[3] - x[2] ** 2), 1 - x[2],
                  b * (x[1] + x[3] - 2), (x[1] - x[3]) / b])
    j = np.array([[-20 * x[0], 10, 0, 0], [-1, 0, 0, 0], [0, 0, -2 * a * x[2], a], [0, 0, -1, 0],
                  [0, b, 0, b], [0, 1 / b, 0, -1 / b]])
    return r, j


PROBLEMS = {
    "BiggsEXP6": (biggs, [1, 2, 1, 1, 1, 1]),
    "PowellSingular": (powell_singular, [3, -1, 0, 1]),
    "BrownDennis": (brown_dennis, [25, 5, -5, -1]),
    "Wood": (wood, [-3, -1, -3, -1]),
}


def objective(residuals):
    def f(x):
        r, j = residuals(x)
        return r @ r, 2 * (j.T @ r)
    return f


ends = []
for name, (residuals, start) in PROBLEMS.items():
    f = objective(residuals)
    for method in ["BFGS", "L-BFGS-B", "CG", "Newton-CG"]:
        end = minimize(f, np.array(start, float), jac=True, method=method)
        ends.append({
            "problem": name, "method": method, "success": bool(end.success), "x": list(end.x),
            "value": float(end.fun), "gradientNorm": float(np.abs(f(end.x)[1]).max())})
with open("scipy_ends.json", "w") as file:
    json.dump({"scipy": scipy.__version__, "ends": ends}, file, indent=1)
    file.write("\n")

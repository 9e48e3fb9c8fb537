"""SciPy's L-BFGS-B on test problems of Moré, Garbow and Hillstrom within bounds: writes bounded.json.

f = Σ rᵢ(x)² with the gradient by complex steps, exact to rounding. Every problem is run with SciPy's defaults,
and with tolerances as tight as make sense; the minimum is the lower of the two ends.

    python3 bounded.py    # SciPy 1.17
"""

import json
import pathlib

import numpy as np
import scipy
from scipy.optimize import minimize

INF = np.inf


def rosenbrock(x):
    return np.concatenate([10 * (x[1::2] - x[::2] ** 2), 1 - x[::2]])


def freudenstein_roth(x):
    a, b = x
    return np.array([-13 + a + ((5 - b) * b - 2) * b, -29 + a + ((b + 1) * b - 14) * b])


def beale(x):
    return np.array([1.5, 2.25, 2.625]) - x[0] * (1 - x[1] ** np.arange(1, 4))


def jennrich_sampson(x):
    i = np.arange(1, 11)
    return 2 + 2 * i - (np.exp(i * x[0]) + np.exp(i * x[1]))


def bard(x):
    y = np.array([0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39])
    u = np.arange(1, 16)
    v = 16 - u
    return y - (x[0] + u / (v * x[1] + np.minimum(u, v) * x[2]))


def box3d(x):
    t = 0.1 * np.arange(1, 11)
    return np.exp(-t * x[0]) - np.exp(-t * x[1]) - x[2] * (np.exp(-t) - np.exp(-10 * t))


def powell_singular(x):
    a, b, c, d = x.reshape(-1, 4).T
    return np.concatenate(
        [a + 10 * b, np.sqrt(5) * (c - d), (b - 2 * c) ** 2, np.sqrt(10) * (a - d) ** 2]
    )


def wood(x):
    a, b, c, d = x
    return np.array([
        10 * (b - a**2), 1 - a, np.sqrt(90) * (d - c**2), 1 - c,
        np.sqrt(10) * (b + d - 2), (b - d) / np.sqrt(10),
    ])  # fmt: skip


def brown_dennis(x):
    t = np.arange(1, 21) / 5
    return (x[0] + t * x[1] - np.exp(t)) ** 2 + (x[2] + x[3] * np.sin(t) - np.cos(t)) ** 2


def biggs(x):
    t = 0.1 * np.arange(1, 14)
    y = np.exp(-t) - 5 * np.exp(-10 * t) + 3 * np.exp(-4 * t)
    return x[2] * np.exp(-t * x[0]) - x[3] * np.exp(-t * x[1]) + x[5] * np.exp(-t * x[4]) - y


def penalty1(x):
    return np.append(np.sqrt(1e-5) * (x - 1), np.sum(x**2) - 0.25)


def variably_dimensioned(x):
    s = np.sum(np.arange(1, x.size + 1) * (x - 1))
    return np.concatenate([x - 1, [s, s**2]])


def trigonometric(x):
    n = x.size
    return n - np.sum(np.cos(x)) + np.arange(1, n + 1) * (1 - np.cos(x)) - np.sin(x)


def broyden_tridiagonal(x):
    y = np.concatenate([[0], x, [0]])
    return (3 - 2 * x) * x - y[:-2] - 2 * y[2:] + 1


def linear_full_rank(x):
    s = 2 * np.sum(x) / 20
    return np.concatenate([x - s - 1, np.full(20 - x.size, -s - 1)])


def repeated(values, n):
    return np.resize(np.array(values, float), n)


# Number in the paper, name, n, m, residuals, start, lower and upper bounds. The boxes cut off the minimum that
# there would be without them, or hold it close to a side.
PROBLEMS = [
    (1, "Rosenbrock", 2, 2, rosenbrock, [-1.2, 1], [-2, -2], [0.5, 2]),
    (2, "FreudensteinRoth", 2, 2, freudenstein_roth, [0.5, -2], [0, -3], [8, 3]),
    (5, "Beale", 2, 3, beale, [1, 1], [0.5, 0], [2, 10]),
    (6, "JennrichSampson", 2, 10, jennrich_sampson, [0.3, 0.4], [0.26, 0], [5, 20]),
    (8, "Bard", 3, 15, bard, [1, 1, 1], [0.1, 0.5, 0], [50, 100, 2]),
    (12, "Box3D", 3, 10, box3d, [0, 10, 20], [0, 5, 0.5], [2, 9.5, 20]),
    (13, "PowellSingular", 4, 4, powell_singular, [3, -1, 0, 1], [0.1, -20, -1, -1], [100, 20, 1, 50]),
    (14, "Wood", 4, 6, wood, [-3, -1, -3, -1], [-100] * 4, [0, 10, 100, 100]),
    (16, "BrownDennis", 4, 20, brown_dennis, [25, 5, -5, -1], [-10, 0, -100, -20], [100, 15, 0, 0.2]),
    (18, "BiggsEXP6", 6, 13, biggs, [1, 2, 1, 1, 1, 1], [0, 0, 0, 1, 0, 0], [2, 8, 1, 7, 5, 5]),
    (21, "ExtRosenbrock", 100, 100, rosenbrock, repeated([-1.2, 1], 100), repeated([-50, 0], 100),
     repeated([0.5, 100], 100)),
    (22, "ExtPowellSingular", 12, 12, powell_singular, repeated([3, -1, 0, 1], 12),
     repeated([0.1, -20, -1, -1], 12), repeated([100, 20, 1, 50], 12)),
    (23, "PenaltyI", 10, 11, penalty1, range(1, 11), repeated([0, 0.2], 10), [100] * 10),
    (25, "VariablyDim", 10, 12, variably_dimensioned, 1 - np.arange(1, 11) / 10, [-INF] * 10,
     repeated([0.5, INF], 10)),
    (30, "BroydenTridiagonal", 100, 100, broyden_tridiagonal, [-1] * 100, [-INF] * 100,
     repeated([INF, -0.7, -0.71], 100)),
    (32, "LinearFullRank", 10, 20, linear_full_rank, [1] * 10, repeated([-0.5, 0.2], 10), [2] * 10),
]  # fmt: skip


def objective(residuals):
    def value_and_gradient(x):
        r = residuals(x)
        gradient = np.empty(x.size)
        for j in range(x.size):
            moved = x.astype(complex)
            moved[j] += 1e-100j
            gradient[j] = 2 * r @ (residuals(moved).imag / 1e-100)
        return r @ r, gradient

    return value_and_gradient


def run(f, start, bounds, options):
    result = minimize(f, start, jac=True, bounds=bounds, method="L-BFGS-B", options=options)
    return result, {"f": float(result.fun), "calls": int(result.nfev), "success": bool(result.success)}


def finite(numbers):
    return [float(number) if np.isfinite(number) else None for number in numbers]


def main():
    rows = []
    for number, name, n, m, residuals, start, lower, upper in PROBLEMS:
        start, lower, upper = (np.array(list(part), float) for part in (start, lower, upper))
        f = objective(residuals)
        bounds = list(zip(lower, upper))
        _, default = run(f, start, bounds, {"maxiter": 100_000, "maxfun": 100_000})
        tight = {"gtol": 1e-10, "ftol": 0, "maxiter": 100_000, "maxfun": 100_000}
        result, tight = run(f, start, bounds, tight)
        row = {"number": number, "name": name, "n": n, "m": m, "lower": finite(lower), "upper": finite(upper)}
        row |= {"f0": float(f(np.clip(start, lower, upper))[0]), "minimum": min(default["f"], tight["f"])}
        rows.append(row | {"default": default, "tight": tight})
        print(row["name"], row["minimum"], default, tight)
    for kind in ("default", "tight"):
        print(kind, sum(row[kind]["calls"] for row in rows))
    reference = {"scipy": scipy.__version__, "problems": rows}
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(reference, indent=1) + "\n")


if __name__ == "__main__":
    main()

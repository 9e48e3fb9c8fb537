"""Writes elementary.json: the elementary functions at chosen points, correctly rounded.

Computed by mpmath with 60 digits and rounded once to double or single precision; both precisions use
the same points, rounded to the precision first. Run: python3 make_elementary.py (mpmath 1.3, NumPy).
"""

import json
import pathlib

import mpmath
import numpy as np

mpmath.mp.dps = 60

FUNCTIONS = {
    "exp": mpmath.exp,
    "expm1": mpmath.expm1,
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)) if x >= 0 else mpmath.exp(x) / (1 + mpmath.exp(x)),
    "softplus": lambda x: x + mpmath.log1p(mpmath.exp(-x)) if x >= 0 else mpmath.log1p(mpmath.exp(x)),
    "erfc": mpmath.erfc,
}
LOWEST = {"log": 0.0, "log1p": -1.0}  # the end of the domain, excluded


def points(function, scalar):
    """Points of every magnitude, more of them where networks compute."""
    random = np.random.default_rng(1)
    limit = 85 if scalar is np.float32 else 700
    x = np.concatenate(
        [
            random.uniform(-1, 1, 60),
            random.uniform(-10, 10, 60),
            random.uniform(-limit, limit, 40),
            np.sign(random.uniform(-1, 1, 40)) * 10.0 ** random.uniform(-30, 30, 40),
        ]
    ).astype(scalar)
    x = x[np.isfinite(x)]
    if function in LOWEST:
        x = np.concatenate([x[x > LOWEST[function]], np.abs(x[x <= LOWEST[function]])])
    return x


def rows(function, scalar):
    """Pairs [x, f(x)] whose value is a normal number."""
    tiny, huge = float(np.finfo(scalar).tiny), float(np.finfo(scalar).max)
    pairs = []
    for x in points(function, scalar):
        value = FUNCTIONS[function](mpmath.mpf(float(x)))
        if tiny < abs(value) < huge:
            # through a double first would round twice in single precision
            pairs.append([float(x), float(nearest(value, scalar))])
    return pairs


def nearest(value, scalar):
    """The number of the precision that is nearest to `value`."""
    guess = scalar(float(value))
    candidates = [np.nextafter(guess, scalar(-np.inf)), guess, np.nextafter(guess, scalar(np.inf))]
    return min(candidates, key=lambda c: abs(mpmath.mpf(float(c)) - value))


reference = {
    name: {function: rows(function, scalar) for function in FUNCTIONS}
    for name, scalar in [("double", np.float64), ("single", np.float32)]
}
path = pathlib.Path(__file__).with_name("elementary.json")
path.write_text(json.dumps(reference, separators=(",", ":")) + "\n")

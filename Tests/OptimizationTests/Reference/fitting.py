"""Writes fitting.json: what FittingTests compare with. Quantiles of Student's t and the digamma function by mpmath, to
fifty digits; fits by SciPy's curve_fit and least_squares with tolerances as tight as they go; what they leave out, by
NumPy from its own formulas, with derivatives of the models written out by hand.

    python3 fitting.py    # SciPy 1.17, NumPy 2.4, mpmath 1.3
"""

import json
import pathlib

import mpmath
import numpy as np
from scipy.optimize import brentq, curve_fit, least_squares
from scipy.special import ndtri
from scipy.stats import t as student

mpmath.mp.dps = 50


def quantile(p, v):
    """t with a probability of p below it, by Newton's iteration from SciPy's own."""
    p, v = mpmath.mpf(p), mpmath.mpf(v)

    def upper(x):
        return mpmath.betainc(v / 2, mpmath.mpf(1) / 2, 0, v / (v + x * x), regularized=True) / 2

    def density(x):
        return (1 + x * x / v) ** (-(v + 1) / 2) / (mpmath.sqrt(v) * mpmath.beta(v / 2, mpmath.mpf(1) / 2))

    q = 1 - p
    x = mpmath.mpf(float(student.ppf(float(p), float(v))))
    for _ in range(12):
        # In the logarithms, because tails may be heavy.
        tail = upper(x)
        x *= mpmath.exp((mpmath.log(tail) - mpmath.log(q)) * tail / (x * density(x)))
    assert abs(upper(x) / q - 1) < 1e-25, (p, v)
    return float(x)


quantiles = []
for v in [1, 2, 3, 4.5, 7, 10, 29, 100, 1000, 12345, 99999]:
    for p in ["0.51", "0.6", "0.74", "0.76", "0.9", "0.95", "0.975", "0.995", "0.9999", "0.999999999"]:
        quantiles.append([v, float(p), quantile(float(p), v)])

x = np.array([0.0, 0.5, 1, 1.5, 2, 3, 4, 5, 6.5, 8, 10, 12])
y = np.array([9.7, 8.1, 6.4, 5.6, 4.7, 3.3, 2.9, 2.1, 1.9, 1.4, 1.3, 1.2])
sigma = np.array([0.3, 0.3, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05])
outliers = y.copy()
outliers[[3, 8]] += [4.0, -1.5]
start = [8.0, 0.4, 0.5]


def model(x, a, b, c):
    return a * np.exp(-b * x) + c


def jacobian(x, a, b, c):
    e = np.exp(-b * x)
    return np.stack([e, -a * x * e, np.ones_like(x)], axis=1)


def tight(residual, slope, start, **options):
    """The end of least_squares, driven on until it no longer moves."""
    for _ in range(20):
        end = least_squares(residual, start, slope, ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=10000, **options)
        if np.array_equal(end.x, start):
            break
        start = end.x
    return end


def plain(weights, known):
    root = np.sqrt(weights)
    end = tight(
        lambda p: root * (model(x, *p) - y), lambda p: root[:, None] * jacobian(x, *p), start, method="trf")
    p = end.x
    # The same by curve_fit, whose formulas for the covariance are these.
    popt, pcov = curve_fit(
        model, x, y, p, sigma=1 / root, absolute_sigma=known, jac=jacobian, ftol=1e-15, xtol=1e-15, gtol=1e-15)
    rss = float(np.sum((root * (model(x, *p) - y)) ** 2))
    n, k = len(x), 3
    mean = np.sum(weights * y) / np.sum(weights)
    r2 = 1 - rss / np.sum(weights * (y - mean) ** 2)
    if known:
        logl = -0.5 * (rss + n * np.log(2 * np.pi) - np.sum(np.log(weights)))
        count, factor = k, float(ndtri(0.975))
    else:
        logl = -0.5 * (n * (np.log(2 * np.pi * rss / n) + 1) - np.sum(np.log(weights)))
        count, factor = k + 1, quantile(0.975, n - k)
    new = np.array([0.25, 7.0, 20.0])
    g = jacobian(new, *popt)
    s2 = 1.0 if known else rss / (n - k)
    curve = np.sqrt(np.sum((g @ pcov) * g, axis=1))

    def profile(index):
        def distance(value):
            others = [i for i in range(3) if i != index]

            def whole(q):
                full = np.array(popt)
                full[others] = q
                full[index] = value
                return full

            end = tight(
                lambda q: root * (model(x, *whole(q)) - y),
                lambda q: root[:, None] * jacobian(x, *whole(q))[:, others], popt[others])
            return np.sqrt(max(0, 2 * end.cost - rss) / s2) - factor

        step = 3 * factor * np.sqrt(pcov[index, index])
        return [brentq(distance, popt[index] - step, popt[index], xtol=1e-13),
                brentq(distance, popt[index], popt[index] + step, xtol=1e-13)]

    return {
        "parameters": list(popt), "covariance": pcov.tolist(), "rss": rss, "r2": float(r2),
        "adjusted": float(1 - (1 - r2) * (n - 1) / (n - k)), "aic": float(2 * count - 2 * logl),
        "bic": float(count * np.log(n) - 2 * logl), "factor": factor, "new": list(new),
        "values": list(model(new, *popt)), "curve": list(curve),
        "observation": list(np.sqrt(curve**2 + s2)), "profiles": [profile(i) for i in range(3)],
    }


rho = {
    "soft-l1": (lambda z: (1 + z) ** -0.5, lambda z: -0.5 * (1 + z) ** -1.5),
    "huber": (lambda z: np.where(z <= 1, 1, z**-0.5), lambda z: np.where(z <= 1, 0, -0.5 * z**-1.5)),
    "cauchy": (lambda z: 1 / (1 + z), lambda z: -1 / (1 + z) ** 2),
    "arctan": (lambda z: 1 / (1 + z * z), lambda z: -2 * z / (1 + z * z) ** 2),
}


def robust(name):
    scale = 0.3
    end = tight(
        lambda p: model(x, *p) - outliers, lambda p: jacobian(x, *p), start,
        loss=name.replace("-", "_"), f_scale=scale)
    r = model(x, *end.x) - outliers
    z = (r / scale) ** 2
    first, second = (f(z) for f in rho[name])
    psi, slope = r * first, first + 2 * z * second
    n, k, m = len(x), 3, np.mean(slope)
    kappa = 1 + k / n * (1 - m) / m
    j = jacobian(x, *end.x)
    covariance = kappa**2 * np.sum(psi**2) / (n - k) / m**2 * np.linalg.inv(j.T @ j)
    return {"name": name, "parameters": list(end.x), "cost": end.cost, "errors": list(np.sqrt(np.diag(covariance)))}


digammas = [
    [v, float(mpmath.digamma(mpmath.mpf(v)))] for v in [0.01, 0.3, 0.5, 1, 1.5, 2.7, 9.99, 10.5, 150.0, -0.5, -2.3, -7.9]]

result = {
    "quantiles": quantiles, "digammas": digammas, "x": list(x), "y": list(y), "sigma": list(sigma),
    "outliers": list(outliers), "start": start,
    "plain": plain(np.ones_like(x), False), "weighted": plain(1 / sigma**2 / 7, False),
    "known": plain(1 / sigma**2, True), "robust": [robust(name) for name in rho],
}
path = pathlib.Path(__file__).with_name("fitting.json")
path.write_text(json.dumps(result, indent=1) + "\n")

"""SciPy's minimisers on functions that whoever started this process evaluates.

The first line on standard output is the version. Then each line on standard input is a method, `default` or
`tight`, and the numbers of the start; lines of output ask for `value x…`, answered by f and its gradient,
`hessian x…`, answered by its elements, `residuals x…` or `jacobian x…`, answered row by row, until one is
`success x…` or `failure x…`, or `error` and why. Names have underlines for spaces. Numbers are hexadecimal
fractions.
"""

import math
import sys
import warnings

import numpy as np
import scipy
from scipy.optimize import least_squares, minimize

MANY = 1_000_000
TIGHT = {
    "BFGS": {"gtol": 1e-10, "maxiter": MANY},
    "CG": {"gtol": 1e-10, "maxiter": 10_000},
    "L-BFGS-B": {"gtol": 1e-10, "ftol": 0, "maxiter": MANY, "maxfun": MANY},
    "Newton-CG": {"xtol": 1e-12, "maxiter": 10_000},
    "Nelder-Mead": {"xatol": 1e-10, "fatol": 1e-16, "adaptive": True, "maxiter": 20_000},
    "Powell": {"xtol": 1e-10, "ftol": 1e-16, "maxiter": 10_000, "maxfev": 200_000},
} | dict.fromkeys(
    ["dogleg", "trust-ncg", "trust-krylov", "trust-exact"], {"gtol": 1e-10, "maxiter": 10_000}
)
LEAST_SQUARES = {"lm", "lm, differences"}
TIGHT |= dict.fromkeys(
    LEAST_SQUARES, {"ftol": 1e-15, "xtol": 1e-15, "gtol": 1e-15, "max_nfev": MANY}
)
HESSIAN = {"Newton-CG", "dogleg", "trust-ncg", "trust-krylov", "trust-exact"}
NO_GRADIENT = {"Nelder-Mead", "Powell"}


def say(word, numbers=()):
    print(word, *(float(number).hex() for number in numbers), flush=True)


def ask(what, x):
    say(what, x)
    return np.array([float.fromhex(word) for word in sys.stdin.readline().split()])


def value(x):
    return ask("value", x)[0]


def value_and_gradient(x):
    answer = ask("value", x)
    return answer[0], answer[1:]


def hessian(x):
    return ask("hessian", x).reshape(x.size, x.size)


def residuals(x):
    return ask("residuals", x)


def jacobian(x):
    return ask("jacobian", x).reshape(-1, x.size)


def fit(method, options, start):
    jac = jacobian if method == "lm" else "2-point"
    result = least_squares(residuals, start, jac=jac, method="lm", **options)
    say("success" if result.success and math.isfinite(result.cost) else "failure", result.x)


def run(method, options, start):
    if method in LEAST_SQUARES:
        return fit(method, options, start)
    derivatives = {} if method in NO_GRADIENT else {"jac": True}
    if method in HESSIAN:
        derivatives["hess"] = hessian
    result = minimize(
        value if method in NO_GRADIENT else value_and_gradient,
        start,
        method=method,
        options=options,
        **derivatives,
    )
    say("success" if result.success and math.isfinite(result.fun) else "failure", result.x)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(f"SciPy {scipy.__version__}", flush=True)
    while line := sys.stdin.readline():
        method, tolerances, *numbers = line.split()
        method = method.replace("_", " ")
        start = np.array([float.fromhex(number) for number in numbers])
        try:
            run(method, TIGHT[method] if tolerances == "tight" else {}, start)
        except Exception as error:  # SciPy's own, as where a Hessian is not positive definite
            say(f"error {type(error).__name__}: {error}".replace("\n", " "))

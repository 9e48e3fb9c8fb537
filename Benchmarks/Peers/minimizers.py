"""What SciPy's minimisers take an iteration, beside what the objective takes."""

import time

import numpy as np
import scipy
from scipy.optimize import minimize


def chained_rosenbrock(x):
    """Σ 100 (x[i+1] - x[i]²)² + (1 - x[i])² and its gradient."""
    head = x[:-1]
    valley = x[1:] - head * head
    slope = 1 - head
    gradient = np.empty_like(x)
    gradient[:-1] = -400 * head * valley - 2 * slope
    gradient[-1] = 0
    gradient[1:] += 200 * valley
    return 100 * valley.dot(valley) + slope.dot(slope), gradient


class Overhead:
    """Runs of a fixed number of iterations, too few to converge; an operation is an iteration.

    The objective's own time, that of as many calls at the start, is taken off.
    """

    peer = f"SciPy {scipy.__version__}"

    def __init__(self, method, count, iterations):
        self.method = method
        self.start = np.where(np.arange(count) % 2 == 0, -1.2, 1.0)
        self.options = {"maxiter": iterations, "gtol": 0}
        if method == "L-BFGS-B":
            self.options |= {"maxcor": 10, "ftol": 0, "maxfun": 100 * iterations}

    def __call__(self, repeats):
        iterations = evaluations = 0
        begin = time.perf_counter()
        for _ in range(repeats):
            result = minimize(
                chained_rosenbrock, self.start, jac=True, method=self.method, options=self.options
            )
            iterations += result.nit
            evaluations += result.nfev
        middle = time.perf_counter()
        for _ in range(evaluations):
            value, _ = chained_rosenbrock(self.start)
        end = time.perf_counter()
        assert iterations == repeats * self.options["maxiter"], "the run ended before its time"
        return ((middle - begin) - (end - middle)) / iterations, value


class ConstrainedOverhead:
    """Runs of SLSQP with n/2 curved rows in a box; the functions' own time, as of calls at the start, is taken off."""

    peer = f"SciPy {scipy.__version__}"

    def __init__(self, count, iterations=25):
        self.start = np.where(np.arange(count) % 2 == 0, -0.5, 0.4)
        self.iterations = iterations
        self.rows = np.arange(count // 2)
        self.columns = (2 * self.rows, 2 * self.rows + 1, (2 * self.rows + 5) % count)
        self.counts = [0, 0, 0]

    def objective(self, x):
        self.counts[0] += 1
        return chained_rosenbrock(x)

    def values(self, x):
        self.counts[1] += 1
        first, second, third = self.columns
        return 1 - x[first] ** 2 - x[second] ** 2 + x[third] / 10

    def jacobian(self, x):
        self.counts[2] += 1
        first, second, third = self.columns
        matrix = np.zeros((len(self.rows), len(x)))
        matrix[self.rows, first] += -2 * x[first]
        matrix[self.rows, second] += -2 * x[second]
        matrix[self.rows, third] += 0.1
        return matrix

    def __call__(self, repeats):
        self.counts = [0, 0, 0]
        iterations = 0
        begin = time.perf_counter()
        for _ in range(repeats):
            result = minimize(
                self.objective,
                self.start,
                jac=True,
                method="SLSQP",
                bounds=[(-2, 2)] * len(self.start),
                constraints={"type": "ineq", "fun": self.values, "jac": self.jacobian},
                options={"maxiter": self.iterations, "ftol": 1e-300},
            )
            iterations += result.nit
        middle = time.perf_counter()
        for function, count in zip((self.objective, self.values, self.jacobian), list(self.counts)):
            for _ in range(count):
                function(self.start)
        end = time.perf_counter()
        assert iterations == repeats * self.iterations, "the run ended before its time"
        return ((middle - begin) - (end - middle)) / iterations, chained_rosenbrock(self.start)[0]


def overhead(method, count, iterations):
    return lambda _: Overhead(method, count, iterations)


CASES = {
    ("minimize-lbfgs-n9", "SciPy"): overhead("L-BFGS-B", 9, 25),
    ("minimize-lbfgs-n41", "SciPy"): overhead("L-BFGS-B", 41, 60),
    ("minimize-lbfgs-n400", "SciPy"): overhead("L-BFGS-B", 400, 100),
    ("minimize-lbfgs-n10000", "SciPy"): overhead("L-BFGS-B", 10_000, 60),
    ("minimize-bfgs-n9", "SciPy"): overhead("BFGS", 9, 25),
    ("minimize-bfgs-n41", "SciPy"): overhead("BFGS", 41, 60),
    ("minimize-bfgs-n400", "SciPy"): overhead("BFGS", 400, 60),
    ("minimize-sqp-n10", "SciPy"): lambda _: ConstrainedOverhead(10),
    ("minimize-sqp-n50", "SciPy"): lambda _: ConstrainedOverhead(50),
    ("minimize-sqp-n100", "SciPy"): lambda _: ConstrainedOverhead(100),
    ("minimize-sqp-n200", "SciPy"): lambda _: ConstrainedOverhead(200),
}

"""Writes further.json: the problems of FurtherProblems in PyTorch, written apart from the Swift ones, with f and the
gradient at their starts. With --compare, what SciPy's methods make of them with their defaults and with tight
tolerances, too: that takes a quarter of an hour.

    python further.py [--compare]            (numpy, scipy, torch)
"""

import json
import math
import pathlib
import sys
import warnings

import numpy as np
import scipy
import scipy.optimize
import torch
from torch import cos, exp, log, sin, sqrt

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
warnings.simplefilter("ignore")
INF = math.inf
problems = []


def i_(n):
    return torch.arange(1, n + 1, dtype=torch.float64)


def problem(name, sizes, start, lower=None, upper=None):
    def add(f):
        for n in sizes if isinstance(sizes, tuple) else (sizes,):
            x0 = [float(v) for v in (start(n) if callable(start) else start)]
            assert len(x0) == n, name
            box = None
            if lower is not None or upper is not None:
                spread = lambda b, d: [float(v) for v in (b if isinstance(b, list) else [d if b is None else b] * n)]
                box = (spread(lower, -INF), spread(upper, INF))
            problems.append((name, n, x0, box, f))
        return f
    return add


def const(v):
    return lambda n: [v] * n


def cycle(*v):
    return lambda n: [v[k % len(v)] for k in range(n)]


def count(f):
    return lambda n: [f(k) for k in range(1, n + 1)]


# Sums of functions of one variable each.
problem("Raydan1", (10, 100), const(1))(lambda x: (i_(len(x)) / 10 * (exp(x) - x)).sum())
problem("Raydan2", (10, 1000), const(1))(lambda x: (exp(x) - x).sum())
problem("Diagonal1", (10, 50), lambda n: [1 / n] * n)(lambda x: (exp(x) - i_(len(x)) * x).sum())
problem("Diagonal2", (10, 1000), count(lambda k: 1 / k))(lambda x: (exp(x) - x / i_(len(x))).sum())
problem("Diagonal3", (10, 100), const(1))(lambda x: (exp(x) - i_(len(x)) * sin(x)).sum())
problem("Diagonal5", (10, 1000), const(1.1))(lambda x: log(exp(x) + exp(-x)).sum())
problem("Diagonal7", (10, 1000), const(1))(lambda x: (exp(x) - 2 * x - x**2).sum())
problem("Diagonal8", (10, 1000), const(1))(lambda x: (x * exp(x) - 2 * x - x**2).sum())
problem("Diagonal9", (10, 50), const(1))(
    lambda x: (exp(x[:-1]) - i_(len(x) - 1) * x[:-1]).sum() + 10000 * x[-1] ** 2)
problem("Hager", (10, 100), const(1))(lambda x: (exp(x) - sqrt(i_(len(x))) * x).sum())
problem("QF2", (10, 100), const(0.5))(lambda x: 0.5 * (i_(len(x)) * (x**2 - 1) ** 2).sum() - x[-1])
problem("POWER", (10, 100), const(1))(lambda x: ((i_(len(x)) * x) ** 2).sum())
problem("QUARTC", (10, 100), const(2))(lambda x: ((x - i_(len(x))) ** 4).sum())


# Functions of pairs.
def pairs(name, many, start):
    def add(f):
        problem(name, (10, many), start)(lambda x: f(x[0::2], x[1::2]).sum())
    return add


pairs("ExtFreudensteinRoth", 100, cycle(0.5, -2))(
    lambda a, b: (-13 + a + ((5 - b) * b - 2) * b) ** 2 + (-29 + a + ((b + 1) * b - 14) * b) ** 2)
pairs("ExtWhiteHolst", 100, cycle(-1.2, 1))(lambda a, b: 100 * (b - a**3) ** 2 + (1 - a) ** 2)
pairs("ExtBeale", 100, cycle(1, 0.8))(
    lambda a, b: (1.5 - a * (1 - b)) ** 2 + (2.25 - a * (1 - b**2)) ** 2 + (2.625 - a * (1 - b**3)) ** 2)
pairs("ExtTridiagonal1", 100, const(2))(lambda a, b: (a + b - 3) ** 2 + (a - b + 1) ** 4)
pairs("ExtThreeExponentials", 100, const(0.1))(
    lambda a, b: exp(a + 3 * b - 0.1) + exp(a - 3 * b - 0.1) + exp(-a - 0.1))
pairs("Diagonal4", 1000, const(1))(lambda a, b: (a**2 + 100 * b**2) / 2)
pairs("ExtHimmelblau", 100, const(1))(lambda a, b: (a**2 + b - 11) ** 2 + (a + b**2 - 7) ** 2)
pairs("ExtPSC1", 100, cycle(3, 0.1))(
    lambda a, b: (a**2 + b**2 + a * b) ** 2 + sin(a) ** 2 + cos(b) ** 2)
pairs("ExtBD1", 100, const(0.1))(lambda a, b: (a**2 + b - 2) ** 2 + (exp(a - 1) - b) ** 2)
pairs("ExtMaratos", 100, cycle(1.1, 0.1))(lambda a, b: a + 100 * (a**2 + b**2 - 1) ** 2)
pairs("ExtCliff", 100, cycle(0, -1))(
    lambda a, b: ((a - 3) / 100) ** 2 - (a - b) + exp(20 * (a - b)))
pairs("ExtHiebert", 100, const(0))(lambda a, b: (a - 10) ** 2 + (a * b - 50000) ** 2)
pairs("ExtEP1", 100, const(1.5))(
    lambda a, b: (exp(a - b) - 5) ** 2 + (a - b) ** 2 * (a - b - 11) ** 2)

# Neighbours.
problem("GenTridiagonal1", (10, 100), const(2))(
    lambda x: ((x[:-1] + x[1:] - 3) ** 2 + (x[:-1] - x[1:] + 1) ** 4).sum())


@problem("GenTridiagonal2", (10, 100), const(-1))
def _(x):
    zero = torch.zeros(1)
    before, after = torch.cat([zero, x[:-1]]), torch.cat([x[1:], zero])
    return (((5 - 3 * x - x**2) * x - before - 3 * after + 1) ** 2).sum()


problem("GenPSC1", (10, 100), cycle(3, 0.1))(
    lambda x: ((x[:-1] ** 2 + x[1:] ** 2 + x[:-1] * x[1:]) ** 2 + sin(x[:-1]) ** 2 + cos(x[:-1]) ** 2).sum())
problem("ExtTridiagonal2", (10, 100), const(1))(
    lambda x: ((x[:-1] * x[1:] - 1) ** 2 + 0.1 * (x[:-1] + 1) * (x[1:] + 1)).sum())
problem("ARWHEAD", (10, 1000), const(1))(
    lambda x: (3 - 4 * x[:-1] + (x[:-1] ** 2 + x[-1] ** 2) ** 2).sum())
problem("NONDIA", (10, 1000), const(-1))(
    lambda x: (x[0] - 1) ** 2 + (100 * (x[0] - x[:-1] ** 2) ** 2).sum())
problem("NONDQUAR", (10, 100), cycle(1, -1))(
    lambda x: (x[0] - x[1]) ** 2 + ((x[:-2] + x[1:-1] + x[-1]) ** 4).sum() + (x[-2] + x[-1]) ** 2)
problem("DQDRTIC", (10, 1000), const(3))(
    lambda x: (x[:-2] ** 2 + 100 * x[1:-1] ** 2 + 100 * x[2:] ** 2).sum())
problem("EG2", (10, 100), const(1))(
    lambda x: sin(x[0] + x[:-1] ** 2 - 1).sum() + 0.5 * sin(x[-1] ** 2))
problem("LIARWHD", (10, 1000), const(4))(
    lambda x: (4 * (x**2 - x[0]) ** 2 + (x - 1) ** 2).sum())
problem("ENGVAL1", (10, 1000), const(2))(
    lambda x: ((x[:-1] ** 2 + x[1:] ** 2) ** 2 - 4 * x[:-1] + 3).sum())


@problem("CRAGGLVY", (10, 100), lambda n: [1] + [2] * (n - 1))
def _(x):
    a, b, c, d = x[0:-2:2], x[1:-2:2], x[2::2], x[3::2]
    return ((exp(a) - b) ** 4 + 100 * (b - c) ** 6 + (torch.tan(c - d) + c - d) ** 4 + a**8 + (d - 1) ** 2).sum()


problem("EDENSCH", (10, 100), const(0))(
    lambda x: 16 + ((x[:-1] - 2) ** 4 + (x[:-1] * x[1:] - 2 * x[1:]) ** 2 + (x[1:] + 1) ** 2).sum())
problem("CUBE", (5, 10), cycle(-1.2, 1))(
    lambda x: (x[0] - 1) ** 2 + (100 * (x[1:] - x[:-1] ** 3) ** 2).sum())
problem("NONSCOMP", (10, 100), const(3))(
    lambda x: (x[0] - 1) ** 2 + (4 * (x[1:] - x[:-1] ** 2) ** 2).sum())
problem("SINQUAD", (10, 100), const(0.1))(
    lambda x: (x[0] - 1) ** 4 + (x[-1] ** 2 - x[0] ** 2) ** 2
    + ((sin(x[1:-1] - x[-1]) - x[0] ** 2 + x[1:-1] ** 2) ** 2).sum())
problem("FLETCHCR", (10, 100), const(0))(
    lambda x: (100 * (x[1:] - x[:-1] + 1 - x[:-1] ** 2) ** 2).sum())
problem("BDQRTIC", (10, 100), const(1))(
    lambda x: ((3 - 4 * x[:-4]) ** 2 + (x[:-4] ** 2 + 2 * x[1:-3] ** 2 + 3 * x[2:-2] ** 2 + 4 * x[3:-1] ** 2
                                        + 5 * x[-1] ** 2) ** 2).sum())
problem("TRIDIA", (10, 100), const(1))(
    lambda x: (x[0] - 1) ** 2 + (i_(len(x))[1:] * (2 * x[1:] - x[:-1]) ** 2).sum())
problem("BIGGSB1", (10, 100), const(0))(
    lambda x: (x[0] - 1) ** 2 + (1 - x[-1]) ** 2 + ((x[1:] - x[:-1]) ** 2).sum())
problem("COSINE", (10, 100), const(1))(lambda x: cos(x[:-1] ** 2 - x[1:] / 2).sum())
problem("SINE", (10, 100), const(1))(lambda x: sin(x[:-1] ** 2 - x[1:] / 2).sum())
problem("EXTROSNB", (5, 10), const(-1))(
    lambda x: (x[0] - 1) ** 2 + (100 * (x[1:] - x[:-1] ** 2) ** 2).sum())
problem("GENROSE", (10, 100), lambda n: [k / (n + 1) for k in range(1, n + 1)])(
    lambda x: 1 + (100 * (x[1:] - x[:-1] ** 2) ** 2 + (x[1:] - 1) ** 2).sum())
problem("FREUROTH", (10, 100), lambda n: [0.5, -2] + [0] * (n - 2))(
    lambda x: ((-13 + x[:-1] + ((5 - x[1:]) * x[1:] - 2) * x[1:]) ** 2
               + (-29 + x[:-1] + ((x[1:] + 1) * x[1:] - 14) * x[1:]) ** 2).sum())
problem("TOINTGSS", (10, 100), const(3))(
    lambda x: ((10 / (len(x) + 2) + x[2:] ** 2)
               * (2 - exp(-((x[:-2] - x[1:-1]) ** 2) / (0.1 + x[2:] ** 2)))).sum())
problem("TQUARTIC", (10, 1000), const(0.1))(
    lambda x: (x[0] - 1) ** 2 + ((x[0] ** 2 - x[1:] ** 2) ** 2).sum())
problem("SCHMVETT", (10, 100), const(0.5))(
    lambda x: -(1 / (1 + (x[:-2] - x[1:-1]) ** 2) + sin((math.pi * x[1:-1] + x[2:]) / 2)
                + exp(-(((x[:-2] + x[2:]) / x[1:-1] - 2) ** 2))).sum())


# All with all.
@problem("ExtTrigonometric", (10, 50), const(0.2))
def _(x):
    n = len(x)
    return ((n - cos(x).sum() + i_(n) * (1 - cos(x)) - sin(x)) ** 2).sum()


problem("ExtPenalty", (10, 100), count(lambda k: k))(
    lambda x: ((x[:-1] - 1) ** 2).sum() + ((x**2).sum() - 0.25) ** 2)
problem("PerturbedQuadratic", (10, 100), const(0.5))(
    lambda x: (i_(len(x)) * x**2).sum() + x.sum() ** 2 / 100)
problem("FullHessian1", (10, 50), const(0.01))(
    lambda x: (x[0] - 3) ** 2 + ((x[0] - 3 - 2 * torch.cumsum(x, 0)[1:] ** 2) ** 2).sum())
problem("FullHessian2", (10, 50), const(0.01))(
    lambda x: (x[0] - 5) ** 2 + ((torch.cumsum(x, 0)[1:] - 1) ** 2).sum())
problem("QuadraticDiagonalPerturbed", (10, 100), const(0.5))(
    lambda x: x.sum() ** 2 + (i_(len(x)) / 100 * x**2).sum())
problem("PartialPerturbedQuadratic", (10, 100), const(0.5))(
    lambda x: x[0] ** 2 + (i_(len(x)) * x**2 + torch.cumsum(x, 0) ** 2 / 100).sum())
problem("AlmostPerturbedQuadratic", (10, 100), const(0.5))(
    lambda x: (i_(len(x)) * x**2).sum() + (x[0] + x[-1]) ** 2 / 100)
problem("Staircase1", (8, 100), const(1))(lambda x: (torch.cumsum(x, 0) ** 2).sum())
problem("Staircase2", (8, 100), const(0))(lambda x: ((torch.cumsum(x, 0) - i_(len(x))) ** 2).sum())


@problem("HARKERP2", (10, 50), count(lambda k: k), lower=0)
def _(x):
    tails = x.sum() - torch.cumsum(x, 0)[:-1]
    return x.sum() ** 2 - (x + x**2 / 2).sum() + 2 * (tails**2).sum()


@problem("VARDIM", (20, 100), lambda n: [1 - k / n for k in range(1, n + 1)])
def _(x):
    w = (i_(len(x)) * (x - 1)).sum()
    return ((x - 1) ** 2).sum() + w**2 + w**4


problem("PENALTY1", (50, 1000), count(lambda k: k))(
    lambda x: 1e-5 * ((x - 1) ** 2).sum() + ((x**2).sum() - 0.25) ** 2)
problem("Hilbert", (5, 12), count(lambda k: -4 / k))(
    lambda x: x @ (1 / (i_(len(x))[:, None] + i_(len(x))[None, :] - 1)) @ x)


@problem("Chebyquad", (6, 20), lambda n: [k / (n + 1) for k in range(1, n + 1)])
def _(x):
    n, total = len(x), 0
    before, now = torch.ones(n), 2 * x - 1
    for k in range(1, n + 1):
        integral = -1 / (k * k - 1) if k % 2 == 0 else 0
        total = total + (now.mean() - integral) ** 2
        before, now = now, 2 * (2 * x - 1) * now - before
    return total


@problem("Deconvolution", (20, 60), const(0))
def _(x):
    k = np.arange(len(x))
    blur = torch.tensor(np.exp(-(((k[:, None] - k[None, :]) / 2.0) ** 2)))
    truth = torch.tensor([2.0 if j % 7 == 3 else float(j % 3) for j in k])
    return ((blur @ (x - truth)) ** 2).sum()


@problem("VandermondeFit", (6, 10), const(0))
def _(x):
    t = torch.arange(25) / 24
    return ((sum(x[j] * t**j for j in range(len(x))) - exp(t)) ** 2).sum()


def dixon(letter, c, k):
    @problem("DIXMAAN" + letter, (15, 300), const(2))
    def _(x):
        n = len(x)
        m = n // 3
        w = (i_(n) / n) ** k
        return (1 + (w * x**2).sum() + c[0] * (x[:-1] ** 2 * (x[1:] + x[1:] ** 2) ** 2).sum()
                + c[1] * (x[: 2 * m] ** 2 * x[m:] ** 4).sum() + c[2] * (w[:m] * x[:m] * x[2 * m:]).sum())


for index, letter in enumerate("ABCDEFGHIJKL"):
    dixon(letter, [(0, 0.125, 0.125), (0.0625,) * 3, (0.125,) * 3, (0.26,) * 3][index % 4], index // 4)

# One variable to three.
problem("DENSCHNA", 2, [8, 8])(lambda x: x[0] ** 4 + (x[0] + x[1]) ** 2 + (exp(x[1]) - 1) ** 2)
problem("DENSCHNB", 2, [-3, 5])(
    lambda x: (x[0] - 2) ** 2 + (x[0] - 2) ** 2 * x[1] ** 2 + (x[1] + 1) ** 2)
problem("DENSCHNC", 2, [2, 3])(
    lambda x: (x[0] ** 2 + x[1] ** 2 - 2) ** 2 + (exp(x[0] - 1) + x[1] ** 3 - 2) ** 2)
problem("DENSCHND", 3, [10, 10, 10])(
    lambda x: (x[0] ** 2 + x[1] ** 3 - x[2] ** 4) ** 2 + 4 * (x[0] * x[1] * x[2]) ** 2
    + (2 * x[0] * x[1] - 3 * x[1] * x[2] + x[0] * x[2]) ** 2)
problem("DENSCHNE", 3, [2, 3, -8])(
    lambda x: x[0] ** 2 + (x[1] + x[1] ** 2) ** 2 + (exp(x[2]) - 1) ** 2)
problem("DENSCHNF", 2, [2, 0])(
    lambda x: (2 * (x[0] + x[1]) ** 2 + (x[0] - x[1]) ** 2 - 8) ** 2 + (5 * x[0] ** 2 + (x[1] - 3) ** 2 - 9) ** 2)
problem("HIMMELBG", 2, [0.5, 0.5])(lambda x: exp(-x[0] - x[1]) * (2 * x[0] ** 2 + 3 * x[1] ** 2))
problem("HIMMELBH", 2, [0, 2])(lambda x: -3 * x[0] - 2 * x[1] + 2 + x[0] ** 3 + x[1] ** 2)


def hairy(x):
    return (30 * sin(7 * x[0]) ** 2 * cos(7 * x[1]) ** 2 + 100 * sqrt(0.01 + (x[0] - x[1]) ** 2)
            + 100 * sqrt(0.01 + x[0] ** 2))


problem("HAIRY", 2, [-5, -7])(hairy)
problem("LOGHAIRY", 2, [-500, -700])(lambda x: log((100 + hairy(x)) / 100))
problem("MARATOSB", 2, [1.1, 0.1])(lambda x: x[0] + 1e6 * (x[0] ** 2 + x[1] ** 2 - 1) ** 2)
problem("MEXHAT", 2, [0.86, 0.72])(
    lambda x: -2 * (x[0] - 1) ** 2 + 10000 * (-0.02 + (x[1] - x[0] ** 2) ** 2 / 10000 + (x[0] - 1) ** 2) ** 2)
problem("SISSER", 2, [1, 0.1])(lambda x: 3 * x[0] ** 4 - 2 * (x[0] * x[1]) ** 2 + 3 * x[1] ** 4)
problem("BRKMCC", 2, [2, 2])(
    lambda x: (x[0] - 2) ** 2 + (x[1] - 1) ** 2 + 0.04 / (-0.25 * x[0] ** 2 - x[1] ** 2 + 1)
    + (x[0] - 2 * x[1] + 1) ** 2 / 0.2)
problem("ZANGWIL2", 2, [3, 8])(
    lambda x: (16 * x[0] ** 2 + 16 * x[1] ** 2 - 8 * x[0] * x[1] - 56 * x[0] - 256 * x[1] + 991) / 15)


@problem("SNAIL", 2, [10, 10])
def _(x):
    r = sqrt(x[0] ** 2 + x[1] ** 2)
    return r * (1 - cos(r - torch.atan2(x[1], x[0]))) + r**2 / 50 / (1 + r)


problem("Square", 1, [10])(lambda x: (x[0] - 3) ** 2)
problem("Fourth", 1, [10])(lambda x: (x[0] - 3) ** 4)
problem("FourthOnTop", 1, [10])(lambda x: 1 + (x[0] - 3) ** 4)
problem("Eighth", 1, [2])(lambda x: x[0] ** 8)
problem("ExpLinear", 1, [5])(lambda x: exp(x[0]) - 2 * x[0])
problem("LogBarrier", 1, [0.001])(lambda x: x[0] - log(x[0]))
problem("SineWell", 1, [2])(lambda x: sin(x[0]) + x[0] ** 2 / 50)
problem("Gaussian", 1, [1.5])(lambda x: -exp(-x[0] ** 2))
problem("FarGaussian", 1, [4])(lambda x: -exp(-x[0] ** 2))
problem("Cauchy", 1, [1000])(lambda x: log(1 + x[0] ** 2))
problem("Pseudohuber", 2, [1e4, -3e3])(lambda x: sqrt(1 + x[0] ** 2) + sqrt(1 + (x[1] - 7) ** 2))
saddle = lambda x: x[0] ** 4 / 4 - x[0] ** 2 / 2 + x[1] ** 2
problem("Saddle", 2, [1e-3, 1])(saddle)
problem("AtSaddle", 2, [0, 1])(saddle)
problem("MonkeySaddle", 2, [0.1, 0.2])(
    lambda x: x[0] ** 3 - 3 * x[0] * x[1] ** 2 + x[0] ** 4 + x[1] ** 4)
problem("Tiny", 2, [-1.2e-6, 1e-6])(
    lambda x: 100 * (x[1] * 1e6 - (x[0] * 1e6) ** 2) ** 2 + (1 - x[0] * 1e6) ** 2)
problem("Huge", 2, [-1.2e8, 1e8])(
    lambda x: 100 * (x[1] / 1e8 - (x[0] / 1e8) ** 2) ** 2 + (1 - x[0] / 1e8) ** 2)

# Of global searches.
problem("Ackley", (5, 50), count(lambda k: 0.3 + k / 10))(
    lambda x: -20 * exp(-0.2 * sqrt((x**2).mean())) - exp(cos(2 * math.pi * x).mean()) + 20 + math.e)
problem("Griewank", (10, 100), count(lambda k: 3 + k % 3))(
    lambda x: 1 + (x**2).sum() / 4000 - torch.prod(cos(x / sqrt(i_(len(x))))))
problem("Rastrigin", (10, 100), cycle(0.3, -1.2, 2.1))(
    lambda x: 10 * len(x) + (x**2 - 10 * cos(2 * math.pi * x)).sum())


@problem("Levy", (10, 100), cycle(-3, 2, 4))
def _(x):
    w = 1 + (x - 1) / 4
    return (sin(math.pi * w[0]) ** 2 + ((w[:-1] - 1) ** 2 * (1 + 10 * sin(math.pi * w[:-1] + 1) ** 2)).sum()
            + (w[-1] - 1) ** 2 * (1 + sin(2 * math.pi * w[-1]) ** 2))


problem("StyblinskiTang", (10, 100), cycle(-1, 1, 0.5))(lambda x: (x**4 - 16 * x**2 + 5 * x).sum() / 2)
problem("Schwefel", (5, 50), cycle(300, 350, 200))(lambda x: 418.9829 * len(x) - (x * sin(sqrt(x))).sum())
problem("Michalewicz", (5, 10), cycle(2, 1.5, 1.3))(
    lambda x: -(sin(x) * sin(i_(len(x)) * x**2 / math.pi) ** 20).sum())


@problem("Zakharov", (10, 50), const(1))
def _(x):
    w = (i_(len(x)) * x).sum() / 2
    return (x**2).sum() + w**2 + w**4


problem("Booth", 2, [-5, 7])(lambda x: (x[0] + 2 * x[1] - 7) ** 2 + (2 * x[0] + x[1] - 5) ** 2)
problem("Matyas", 2, [8, -9])(lambda x: 0.26 * (x[0] ** 2 + x[1] ** 2) - 0.48 * x[0] * x[1])
problem("ThreeHumpCamel", 2, [-2, 2])(
    lambda x: 2 * x[0] ** 2 - 1.05 * x[0] ** 4 + x[0] ** 6 / 6 + x[0] * x[1] + x[1] ** 2)
problem("SixHumpCamel", 2, [1.5, 1])(
    lambda x: (4 - 2.1 * x[0] ** 2 + x[0] ** 4 / 3) * x[0] ** 2 + x[0] * x[1] + (-4 + 4 * x[1] ** 2) * x[1] ** 2)
problem("Easom", 2, [2, 4])(
    lambda x: -cos(x[0]) * cos(x[1]) * exp(-((x[0] - math.pi) ** 2) - (x[1] - math.pi) ** 2))


@problem("GoldsteinPrice", 2, [-0.5, 0.25])
def _(x):
    s, t = x
    return ((1 + (s + t + 1) ** 2 * (19 - 14 * s + 3 * s**2 - 14 * t + 6 * s * t + 3 * t**2))
            * (30 + (2 * s - 3 * t) ** 2 * (18 - 32 * s + 12 * s**2 + 48 * t - 36 * s * t + 27 * t**2)))


problem("Branin", 2, [2.5, 7.5])(
    lambda x: (x[1] - 5.1 / (4 * math.pi**2) * x[0] ** 2 + 5 / math.pi * x[0] - 6) ** 2
    + 10 * (1 - 1 / (8 * math.pi)) * cos(x[0]) + 10)
mccormick = lambda x: sin(x[0] + x[1]) + (x[0] - x[1]) ** 2 - 1.5 * x[0] + 2.5 * x[1] + 1
problem("McCormick", 2, [0, 0])(mccormick)


def hartmann(a, p):
    a, p, c = torch.tensor(a, dtype=torch.float64), torch.tensor(p), torch.tensor([1, 1.2, 3, 3.2])
    return lambda x: -(c * exp(-(a * (x - p) ** 2).sum(1))).sum()


problem("Hartmann", 3, [0.5] * 3)(hartmann(
    [[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]],
    [[0.3689, 0.1170, 0.2673], [0.4699, 0.4387, 0.7470], [0.1091, 0.8732, 0.5547], [0.0381, 0.5743, 0.8828]]))
problem("Hartmann", 6, [0.5] * 6)(hartmann(
    [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]],
    [[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
     [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]]))


@problem("Shekel", 4, [4.5] * 4)
def _(x):
    c = torch.tensor([[4, 4, 4, 4], [1, 1, 1, 1], [8, 8, 8, 8], [6, 6, 6, 6], [3, 7, 3, 7], [2, 9, 2, 9],
                      [5, 5, 3, 3], [8, 1, 8, 1], [6, 2, 6, 2], [7, 3.6, 7, 3.6]])
    b = torch.tensor([0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5])
    return -(1 / (((x - c) ** 2).sum(1) + b)).sum()


# Fits.
def scatter(i, j):
    return 2 * ((i * 7919 + j * 104729 + i * j * 31) % 1009) / 1009 - 1


def design(m, n):
    return torch.tensor([[1.0 if j == 0 else scatter(i, j) for j in range(n)] for i in range(m)])


softplus = lambda z: torch.logaddexp(z, torch.zeros_like(z))


def signs(m, weight, j):
    return torch.tensor([1.0 if scatter(i, 1) + weight * scatter(i, j) > 0 else -1.0 for i in range(m)])


problem("Logistic", (6, 50), const(0))(
    lambda x: softplus(-signs(6 * len(x), 0.9, 77) * (design(6 * len(x), len(x)) @ x)).sum())
problem("LogisticSeparable", (6, 20), const(0))(
    lambda x: softplus(-signs(6 * len(x), 0.5, 2) * (design(6 * len(x), len(x)) @ x)).sum())
problem("LogisticRidge", (6, 100), const(0))(
    lambda x: softplus(-signs(3 * len(x), 0.5, 2) * (design(3 * len(x), len(x)) @ x)).mean()
    + 1e-4 * (x[1:] ** 2).sum())


@problem("Poisson", (5, 30), const(0))
def _(x):
    m = 8 * len(x)
    half_away = lambda v: math.copysign(math.floor(abs(v) + 0.5), v)
    counts = torch.tensor([half_away(3 + 2 * scatter(i, 1) + scatter(i, 55)) for i in range(m)])
    rate = design(m, len(x)) @ x
    return (exp(rate) - counts * rate).sum()


def misfit(x):
    m = 8 * len(x)
    target = torch.tensor([2 + scatter(i, 1) - 3 * scatter(i, 2) + (50 if i % 9 == 0 else 0) for i in range(m)])
    return design(m, len(x)) @ x - target


problem("HuberFit", (5, 30), const(10))(lambda x: (sqrt(1 + misfit(x) ** 2) - 1).sum())
problem("CauchyFit", 5, const(1))(lambda x: log(1 + misfit(x) ** 2).sum())


@problem("Softmax", (12, 60), const(0))
def _(x):
    d = len(x) // 3
    scores = design(8 * d, d) @ x.reshape(3, d).T
    labels = [(i + (1 if scatter(i, 3) > 0 else 0)) % 3 for i in range(8 * d)]
    return (torch.logsumexp(scores, 1) - scores[range(8 * d), labels]).sum() + 1e-3 * (x**2).sum()


@problem("ExponentialFit", 4, [1, 0.1, 1, 3])
def _(x):
    t = torch.arange(30) / 5
    y = 2 * exp(-0.5 * t) + 3 * exp(-2 * t) + 0.01 * torch.tensor([scatter(k, 5) for k in range(30)])
    return ((x[0] * exp(-x[1] * t) + x[2] * exp(-x[3] * t) - y) ** 2).sum()


@problem("SineFit", 3, [1, 1.9, 0.3])
def _(x):
    t = torch.arange(40) / 4
    return ((x[0] * sin(x[1] * t + x[2]) - 1.5 * sin(2 * t + 0.5)) ** 2).sum()


@problem("SmallNetwork", (13, 41), count(lambda k: math.sin(7 * k) / 2))
def _(x):
    h = (len(x) - 1) // 4
    u = torch.tensor([2 * scatter(i, 1) for i in range(40)])
    v = torch.tensor([2 * scatter(i, 2) for i in range(40)])
    w = x[: 4 * h].reshape(h, 4)
    score = x[4 * h] + (w[:, 3] * torch.tanh(
        u[:, None] * w[:, 0] + v[:, None] * w[:, 1] + w[:, 2])).sum(1)
    sign = torch.where(u**2 + v**2 < 1.4, -1.0, 1.0)
    return softplus(sign * score).mean() + 1e-3 * (x**2).sum()


# Without a lowest value, or none at a point.
problem("Line", 1, [1])(lambda x: -x[0])
problem("Slope", (10, 100), const(1))(lambda x: (i_(len(x)) * x).sum())
problem("Cubic", 1, [-1])(lambda x: x[0] ** 3)
problem("CubicInflection", 1, [1])(lambda x: x[0] ** 3)
problem("Parabola", 2, [1, 1])(lambda x: x[0] ** 2 - x[1] ** 2)
problem("Exponential", 1, [1])(lambda x: -exp(x[0]))
problem("Logarithm", 1, [1])(lambda x: log(x[0]))
problem("LogSquare", 2, [1, 1])(lambda x: x[0] ** 2 - log(1 + x[1] ** 2))
problem("Root", 1, [1])(lambda x: -sqrt(1 + x[0] ** 2))
problem("INDEF", (10, 100), lambda n: [k / (n + 1) for k in range(1, n + 1)])(
    lambda x: x.sum() + 0.5 * cos(2 * x[1:-1] - x[-1] - x[0]).sum())
problem("Decay", 1, [0])(lambda x: exp(-x[0]))
problem("DecayOnTop", 1, [0])(lambda x: 1 + exp(-x[0]))
problem("Softplus", 1, [0])(lambda x: softplus(-x[0]))
problem("Hyperbola", 1, [1])(lambda x: 1 / x[0])
problem("Bell", 1, [1])(lambda x: 1 / (1 + x[0] ** 2))
problem("Arctangent", 1, [1])(lambda x: torch.atan(x[0]))
problem("DecayAndSquare", 2, [0, 3])(lambda x: exp(-x[0]) + (x[1] - 1) ** 2)
problem("SquaredProduct", 2, [1, 0])(lambda x: (x[0] * x[1] - 1) ** 2 + x[1] ** 2)

# Within a box.
banana = lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
problem("HS1", 2, [-2, 1], [-INF, -1.5])(banana)
problem("HS2", 2, [-2, 1], [-INF, 1.5])(banana)
problem("HS3", 2, [10, 1], [-INF, 0])(lambda x: x[1] + 1e-5 * (x[1] - x[0]) ** 2)
problem("HS4", 2, [1.125, 0.125], [1, 0])(lambda x: (x[0] + 1) ** 3 / 3 + x[1])
problem("HS5", 2, [0, 0], [-1.5, -3], [4, 3])(mccormick)
problem("HS38", 4, [-3, -1, -3, -1], -10, 10)(
    lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2 + 90 * (x[3] - x[2] ** 2) ** 2 + (1 - x[2]) ** 2
    + 10.1 * ((x[1] - 1) ** 2 + (x[3] - 1) ** 2) + 19.8 * (x[1] - 1) * (x[3] - 1))
problem("HS45", 5, [2] * 5, 0, [1, 2, 3, 4, 5])(lambda x: 2 - torch.prod(x) / 120)
problem("HS110", 10, [9] * 10, 2.001, 9.999)(
    lambda x: (log(x - 2) ** 2 + log(10 - x) ** 2).sum() - torch.prod(x) ** 0.2)
problem("Corner", 3, [0.5] * 3, 0, 1)(lambda x: x[0] - 2 * x[1] + 3 * x[2] + x[0] * x[1] * x[2])
problem("CornerOfSphere", (10, 100), const(5), 1, 9)(lambda x: (x**2).sum())
problem("Fixed", 3, [3, 2, 5], [3, -1, -INF], [3, 4, INF])(
    lambda x: (x[0] - 1) ** 2 + (x[1] - x[0]) ** 2 + (x[2] - x[0] * x[1]) ** 2)
problem("AllFixed", 2, [3, 2], [3, 2], [3, 2])(banana)
problem("DegenerateBound", 2, [3, 3], 0)(lambda x: x[0] ** 2 + (x[1] - 1) ** 2)
problem("FourthAtBound", 2, [3, 3], 0)(lambda x: x[0] ** 4 + (x[1] - 1) ** 2)
problem("ConcaveInBox", 4, count(lambda k: 0.1 * k), -1, 1)(lambda x: -(i_(len(x)) * x**2).sum())
problem("BoundedRosenbrock", (10, 100), cycle(-1.2, 1), -2, 0.5)(
    lambda x: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum())


@problem("NonnegativeLeastSquares", (10, 50), const(1), 0)
def _(x):
    i, j = np.arange(2 * len(x)), np.arange(len(x))
    a = torch.tensor(np.sin(i[:, None] * j[None, :] + i[:, None] + 1.0))
    return ((a @ x - torch.tensor(np.cos(i))) ** 2).sum()


@problem("Torsion", (25, 100), const(0), -0.3, 0.3)
def _(x):
    m = math.isqrt(len(x))
    u = torch.nn.functional.pad(x.reshape(m, m), (1, 1, 1, 1))
    return (((u[1:, :] - u[:-1, :]) ** 2).sum() + ((u[:, 1:] - u[:, :-1]) ** 2).sum()) / 2 - 20 / len(x) * x.sum()


@problem("BDEXP", (10, 100), const(1), 0)
def _(x):
    u = x[:-2] + x[1:-1]
    return (u * exp(-x[2:] * u)).sum()


@problem("EXPLIN", (12, 120), const(0), 0, 10)
def _(x):
    m = len(x) // 12 * 2
    return exp(0.1 * x[:m] * x[1 : m + 1]).sum() - 10 * (i_(len(x)) * x).sum()


problem("UnboundedInHalf", 2, [1, 1], [0, -INF])(lambda x: x[0] ** 2 - x[1])


# What SciPy makes of them.
class Counted:
    """f with its gradient and Hessian, counting calls of the former."""

    def __init__(self, f):
        self.f, self.calls, self.lowest = f, 0, (INF, None)

    def value_and_gradient(self, x):
        self.calls += 1
        t = torch.tensor(np.asarray(x, dtype=float), requires_grad=True)
        value = self.f(t)
        (g,) = torch.autograd.grad(value, t)
        return float(value.detach()), g.numpy()

    def value(self, x):
        self.calls += 1
        with torch.no_grad():
            return float(self.f(torch.tensor(np.asarray(x, dtype=float))))

    def hessian(self, x):
        return torch.autograd.functional.hessian(self.f, torch.tensor(np.asarray(x, dtype=float))).numpy()


DEFAULT = ("BFGS", "L-BFGS-B", "CG", "Newton-CG", "trust-exact", "trust-ncg", "trust-krylov", "dogleg",
           "Nelder-Mead", "Powell")
TIGHT = {
    "BFGS": dict(gtol=1e-10, maxiter=5000),
    "L-BFGS-B": dict(gtol=1e-10, ftol=0, maxiter=10000, maxfun=20000),
}
BOUNDED = {"L-BFGS-B", "Nelder-Mead", "Powell"}


def run(method, f, x0, box, options):
    counted = Counted(f)
    needs_hessian = method.startswith("trust") or method in ("dogleg", "Newton-CG")
    values_alone = method in ("Nelder-Mead", "Powell")
    try:
        result = scipy.optimize.minimize(
            counted.value if values_alone else counted.value_and_gradient, x0, method=method,
            jac=None if values_alone else True, hess=counted.hessian if needs_hessian else None,
            bounds=list(zip(*box)) if box else None, options=options)
        return dict(f=float(result.fun), calls=counted.calls, success=bool(result.success))
    except Exception:
        return dict(f=math.nan, calls=counted.calls, success=False)


def main():
    out = []
    for name, n, x0, box, f in problems:
        x = np.clip(x0, *box) if box else np.array(x0)
        value, gradient = Counted(f).value_and_gradient(x)
        entry = dict(name=name, n=n, f0=value, g0=float(abs(gradient).max()), scipy={})
        for method in DEFAULT if "--compare" in sys.argv else ():
            if box and method not in BOUNDED:
                continue
            if n > 25 and method not in ("BFGS", "L-BFGS-B") or n > 300 and method == "BFGS":
                continue
            entry["scipy"][method] = [
                run(method, f, x, box, options) for options in ({}, TIGHT.get(method)) if options is not None]
        out.append(entry)
        print(f"{name}-{n}", value, {m: (r[0]["f"], r[0]["calls"]) for m, r in entry["scipy"].items()},
              file=sys.stderr, flush=True)
    lines = ",\n".join("  " + json.dumps(entry) for entry in out)
    text = f'{{"scipy": "{scipy.__version__}", "problems": [\n{lines}\n]}}\n'
    text = text.replace("-Infinity", "null").replace("Infinity", "null").replace("NaN", "null")
    pathlib.Path(__file__).with_name("further.json").write_text(text)


if __name__ == "__main__":
    main()

"""What scikit-learn and SciPy make of importance, dependence and temperature.

    python3 make_understanding.py        writes understanding.json beside itself
"""

import json
import pathlib

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LinearRegression

random = np.random.RandomState(5)
X = random.randn(40, 3)
X[:, 2] = np.round(X[:, 2])
y = 3 * X[:, 0] - X[:, 1] ** 2
model = LinearRegression().fit(X, y)


def r2(points):
    return model.score(points, y)


orders, drops = np.random.RandomState(11), []
for feature in range(3):
    row = []
    for _ in range(4):
        changed = X.copy()
        changed[:, feature] = X[orders.permutation(40), feature]
        row.append(r2(X) - r2(changed))
    drops.append(row)

curves = []
for feature in range(3):
    found = partial_dependence(model, X, [feature], method="brute", kind="average", grid_resolution=20)
    curves.append({"values": found["grid_values"][0].tolist(), "answers": found["average"][0].tolist()})

scalings = []
for K, scale in [(1, 4.0), (3, 3.0), (3, 0.3), (5, 1.5)]:
    labels = random.randint(0, max(2, K), 60)
    logits = scale * random.randn(60, K)
    if K == 1:
        logits[:, 0] += scale * (2 * labels - 1)
    else:
        logits[np.arange(60), labels] += scale
    wide = np.c_[np.zeros(60), logits] if K == 1 else logits

    def loss(logarithm):
        a = wide / np.exp(logarithm)
        return float(np.mean(logsumexp(a, axis=1) - a[np.arange(60), labels]))

    best = minimize_scalar(loss, bounds=(-6, 6), method="bounded", options={"xatol": 1e-12})
    scalings.append({"logits": logits.T.tolist(), "labels": labels.tolist(),
                     "temperature": float(np.exp(best.x)), "before": loss(0), "after": float(best.fun)})

pathlib.Path(__file__).with_name("understanding.json").write_text(json.dumps({
    "x": X.tolist(), "y": y.tolist(), "coefficients": model.coef_.tolist(), "intercept": float(model.intercept_),
    "score": r2(X), "drops": drops, "curves": curves, "scalings": scalings}) + "\n")

"""Data sets that scikit-learn brings or makes, cut into 5 folds, and what its networks make of each fold.

Writes JSON to the file named first: {"peer": …, "sets": [{"name", "kind", "features", "labels" or "targets", "folds",
"scores": [[accuracy, log-loss] or [R²] a fold]}]}. The peer is StandardScaler before MLPClassifier() or
MLPRegressor(), with their defaults and random_state 0.
"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.metrics import accuracy_score, log_loss, r2_score
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")


def spiral(count=300, noise=0.15):
    random = np.random.RandomState(0)
    turn = np.sqrt(random.uniform(0.05, 1, count)) * 3 * np.pi
    label = np.arange(count) % 2
    x = np.column_stack([np.cos(turn + np.pi * label), np.sin(turn + np.pi * label)])
    return x * turn[:, None] / 3 + random.normal(0, noise, (count, 2)), label


def quadrants(count=300):
    random = np.random.RandomState(0)
    x = random.uniform(-1, 1, (count, 2))
    return x, (x[:, 0] * x[:, 1] > 0).astype(int)


def classification():
    for name in ("iris", "wine", "breast_cancer", "digits"):
        data = getattr(datasets, f"load_{name}")()
        yield name, data.data, data.target
    yield "moons", *datasets.make_moons(400, noise=0.2, random_state=0)
    yield "circles 0.5", *datasets.make_circles(400, factor=0.5, noise=0.1, random_state=0)
    yield "circles 0.3", *datasets.make_circles(400, factor=0.3, noise=0.1, random_state=0)
    yield "spiral", *spiral()
    yield "quadrants", *quadrants()
    yield "blobs", *datasets.make_blobs(300, centers=4, cluster_std=2.5, random_state=0)
    yield "quantiles", *datasets.make_gaussian_quantiles(n_samples=400, n_features=4, n_classes=3, random_state=0)
    yield "hastie", *(lambda x, y: (x, (y > 0).astype(int)))(*datasets.make_hastie_10_2(600, random_state=0))
    yield "classification 20", *datasets.make_classification(500, 20, n_informative=6, n_classes=3, random_state=0)
    yield "classification 10, noisy", *datasets.make_classification(400, 10, n_informative=5, flip_y=0.15, random_state=1)
    yield "scales", *(lambda x, y: (x * 10.0 ** np.arange(-4, 6), y))(
        *datasets.make_classification(400, 10, n_informative=6, class_sep=0.8, random_state=2))
    yield "rare class", *datasets.make_classification(600, 8, n_informative=4, weights=[0.93], random_state=3)


def regression():
    diabetes, linnerud = datasets.load_diabetes(), datasets.load_linnerud()
    yield "diabetes", diabetes.data, diabetes.target
    yield "linnerud", linnerud.data, linnerud.target
    yield "friedman 1", *datasets.make_friedman1(400, noise=1, random_state=0)
    yield "friedman 2", *datasets.make_friedman2(400, noise=50, random_state=0)
    yield "friedman 3", *datasets.make_friedman3(400, noise=0.1, random_state=0)
    yield "linear 20", *datasets.make_regression(300, 20, n_informative=8, noise=20, random_state=0)
    yield "two targets", *datasets.make_regression(300, 10, n_targets=2, n_informative=5, noise=10, random_state=1)
    yield "sparse", *datasets.make_sparse_uncorrelated(300, random_state=0)


def scored(x, y, folds, is_classification):
    scores = []
    for k in range(5):
        train, test = folds != k, folds == k
        network = MLPClassifier(random_state=0) if is_classification else MLPRegressor(random_state=0)
        model = make_pipeline(StandardScaler(), network).fit(x[train], y[train])
        if is_classification:
            p = model.predict_proba(x[test])
            guess = model.predict(x[test])
            scores.append([accuracy_score(y[test], guess), log_loss(y[test], p, labels=np.unique(y))])
        else:
            scores.append([r2_score(y[test], model.predict(x[test]))])
    return scores


def main(output):
    sets = []
    for name, x, y in classification():
        folds = np.zeros(len(y), int)
        for k, (_, test) in enumerate(StratifiedKFold(5, shuffle=True, random_state=0).split(x, y)):
            folds[test] = k
        sets.append({"name": name, "kind": "classification", "features": x.tolist(), "labels": y.tolist(),
                     "folds": folds.tolist(), "scores": scored(x, y, folds, True)})
    for name, x, y in regression():
        folds = np.zeros(len(y), int)
        for k, (_, test) in enumerate(KFold(5, shuffle=True, random_state=0).split(x)):
            folds[test] = k
        t = y.reshape(len(y), -1)
        sets.append({"name": name, "kind": "regression", "features": x.tolist(), "targets": t.tolist(),
                     "folds": folds.tolist(), "scores": scored(x, y if y.ndim > 1 else y.ravel(), folds, False)})
    with open(output, "w") as file:
        json.dump({"peer": f"scikit-learn {sklearn.__version__}", "sets": sets}, file)


if __name__ == "__main__":
    main(sys.argv[1])

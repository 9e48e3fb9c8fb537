"""Writes metrics.json: what scikit-learn makes of labels, probabilities and predictions.

Run with scikit-learn 1.7 or later installed: python3 make_metrics.py
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")


def classification(seed, classes, count, digits, missing=None):
    """Probabilities rounded to so many digits, so that there are ties; `missing` is never predicted."""
    random = np.random.RandomState(seed)
    labels = random.randint(0, classes, count)
    labels[:classes] = np.arange(classes)
    sums = random.normal(size=(count, classes)) + 1.5 * np.eye(classes)[labels]
    if missing is not None:
        sums[:, missing] = -9
    p = np.exp(sums) / np.exp(sums).sum(axis=1, keepdims=True)
    if classes == 2:
        p1 = np.round(p[:, 1], digits)
        p = np.column_stack([1 - p1, p1])
    predictions = p.argmax(axis=1) if classes > 2 else (p[:, 1] > 0.5).astype(int)
    known = list(range(classes))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predictions, labels=known, zero_division=0
    )
    macro, weighted = (
        metrics.precision_recall_fscore_support(labels, predictions, average=a, zero_division=0)[:3]
        for a in ("macro", "weighted")
    )
    one = classes == 2
    fpr, tpr, thresholds = metrics.roc_curve(labels == 1, p[:, 1], drop_intermediate=False)
    shares, means = calibration_curve(labels == 1, p[:, 1], n_bins=10)
    return {
        "labels": labels.tolist(),
        "probabilities": p[:, 1:].T.tolist() if one else p.T.tolist(),
        "predictions": predictions.tolist(),
        "accuracy": metrics.accuracy_score(labels, predictions),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels, predictions),
        "confusion": metrics.confusion_matrix(labels, predictions, labels=known).tolist(),
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(),
        "support": support.tolist(), "macro": list(macro), "weighted": list(weighted),
        "logLoss": metrics.log_loss(labels, p, labels=known),
        "brier": metrics.brier_score_loss(labels, p[:, 1])
        if one else float(((p - np.eye(classes)[labels]) ** 2).sum(axis=1).mean()),
        "area": metrics.roc_auc_score(labels, p[:, 1])
        if one else metrics.roc_auc_score(labels, p, multi_class="ovr"),
        "falsePositiveRates": fpr.tolist(), "truePositiveRates": tpr.tolist(),
        "thresholds": thresholds[1:].tolist(),
        "meanProbabilities": means.tolist(), "positiveShares": shares.tolist(),
    }  # fmt: skip


def regression(seed, outputs, count, constant=False):
    random = np.random.RandomState(seed)
    targets = random.normal(3, 2, (count, outputs))
    if constant:
        targets[:, 0] = 4
    predictions = targets + random.normal(0, 0.5, targets.shape)
    per = {"multioutput": "raw_values"}
    return {
        "targets": targets.T.tolist(), "predictions": predictions.T.tolist(),
        "meanSquared": metrics.mean_squared_error(targets, predictions, **per).tolist(),
        "meanAbsolute": metrics.mean_absolute_error(targets, predictions, **per).tolist(),
        "medianAbsolute": metrics.median_absolute_error(targets, predictions, **per).tolist(),
        "largest": [float(metrics.max_error(t, p)) for t, p in zip(targets.T, predictions.T)],
        "rSquared": metrics.r2_score(targets, predictions, **per).tolist(),
        "explainedVariance": metrics.explained_variance_score(targets, predictions, **per).tolist(),
        "r2": metrics.r2_score(targets, predictions),
        "rootMeanSquared": metrics.root_mean_squared_error(targets, predictions),
    }  # fmt: skip


reference = {
    "scikitLearn": sklearn.__version__,
    "classification": [
        classification(0, 2, 200, 2), classification(1, 2, 37, 1), classification(2, 2, 500, 15),
        classification(3, 3, 150, 15), classification(4, 5, 90, 15, missing=2),
        classification(5, 2, 4, 3),
    ],
    "regression": [
        regression(6, 1, 100), regression(7, 3, 41), regression(8, 2, 10, constant=True),
    ],
}  # fmt: skip
path = Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(reference, separators=(",", ":")) + "\n")

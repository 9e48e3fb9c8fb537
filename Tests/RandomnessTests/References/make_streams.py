"""Writes numpy_streams.json: what NumPy's legacy generator and scikit-learn's make_moons draw.

Run with NumPy and scikit-learn installed:  python3 make_streams.py
Doubles are written in hexadecimal, so that nothing is lost on the way.
"""

import json
from pathlib import Path

import numpy
import sklearn
from sklearn.datasets import make_moons

SEEDS = [[0], [1], [42], [5489], [2**32 - 1], [1, 2, 3], [7, 2**32 - 1], list(range(700))]
RANGES = [(0, 1), (0, 2), (-3, 4), (0, 1000), (-5, 2**32 - 5), (0, 2**32 + 7), (-(2**62), 2**62)]


def hexadecimal(values):
    return [float(value).hex() for value in numpy.ravel(values)]


def state(random):
    _, words, position, has_spare, spare = random.get_state()
    return {
        "wordSum": int(words.astype(numpy.uint64).sum()),
        "firstWord": int(words[0]),
        "position": int(position),
        "spareNormal": float(spare).hex() if has_spare else None,
    }


def stream(seed):
    """The same sequence of calls for every seed; the test makes the same calls."""
    random = numpy.random.RandomState(seed[0] if len(seed) == 1 else seed)
    result = {"seed": seed, "initial": state(random)}
    result["uniforms"] = hexadecimal(random.random_sample(330))
    result["normals"] = hexadecimal(random.standard_normal(51))
    result["ranged"] = hexadecimal(random.uniform(-0.4, 0.7, 20))
    result["integers"] = [random.randint(low, high, 10).tolist() for low, high in RANGES]
    result["permutation"] = random.permutation(300).tolist()
    shuffled = list(range(10, 20))
    random.shuffle(shuffled)
    result["shuffled"] = shuffled
    result["normalAfter"] = hexadecimal([random.standard_normal()])
    result["final"] = state(random)
    return result


def moons(seed, count, noise):
    random = numpy.random.RandomState(seed)
    points, labels = make_moons(count, noise=noise, random_state=random)
    return {
        "seed": seed,
        "count": count,
        "noise": noise,
        "points": hexadecimal(points.T),
        "labels": labels.tolist(),
        "uniformAfter": hexadecimal([random.random_sample()])[0],
    }


reference = {
    "numpy": numpy.__version__,
    "scikit-learn": sklearn.__version__,
    "ranges": RANGES,
    "streams": [stream(seed) for seed in SEEDS],
    "moons": [
        moons(*case)
        for case in [(0, 40, 0.2), (3, 41, 0.05), (5, 12, None), (5, 12, 0.0), (9, 2, 0.1), (9, 1, 0.1)]
    ],
}
output = Path(__file__).with_name("numpy_streams.json")
output.write_text(json.dumps(reference, separators=(",", ":")) + "\n")

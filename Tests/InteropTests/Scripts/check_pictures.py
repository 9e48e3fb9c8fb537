"""Compares pictures drawn now with those of the documentation: check_pictures.py (NOW THEN)...

Says how far apart they are; exits with 1 where sizes differ or more than 1 % of the pixels differ visibly:
training may differ in last bits between kinds of processor, and fonts between systems, and no more.
"""

import sys

import numpy as np
from matplotlib.image import imread


def distance(now, then):
    a, b = (imread(path)[..., :3] for path in (now, then))
    return 1.0 if a.shape != b.shape else (np.abs(a - b).max(axis=2) > 0.2).mean()


def main(*paths):
    failed = not paths
    for now, then in zip(paths[::2], paths[1::2]):
        share = distance(now, then)
        print(f"{then}\n  {100 * share:.3f} % of the pixels differ")
        if share > 0.01:
            print("  FAILED: it is not current: run make pictures")
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

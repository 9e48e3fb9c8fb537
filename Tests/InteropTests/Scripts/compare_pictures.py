"""Compares what MatKit and lab_plot.m draw: compare_pictures.py OURS THEIRS TINT...

Both are pictures of the same network, decision regions on the left, with TINT, RRGGBB, for the region of
each class. The share of each tint among them all, and its middle in the plot, are measured in both. Says
what it found; exits with 1 where shares differ by more than 0.02 or middles by more than 0.03 of the plot.
"""

import sys

import numpy as np
from matplotlib.image import imread


def regions(path, tints):
    """For each tint, a mask of the pixels that have nearly that colour, in the left half."""
    image = (imread(path)[..., :3] * 255).astype(int)
    left = image[:, : int(image.shape[1] * 0.5)]
    return [np.abs(left - np.array(tint)).max(axis=2) <= 6 for tint in tints]


def plot_box(masks):
    """The rows and columns of the plot: those where tints stand, without the colour bar."""
    union = np.any(masks, axis=0)
    rows = np.flatnonzero(union.sum(axis=1) > 0.3 * union.sum(axis=1).max())
    columns = np.flatnonzero(union.sum(axis=0) > 0.3 * union.sum(axis=0).max())
    # The longest run of columns is the plot; the bar is a shorter one.
    runs = np.split(columns, np.flatnonzero(np.diff(columns) > 3) + 1)
    columns = max(runs, key=len)
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


def measure(path, tints):
    masks = regions(path, tints)
    top, bottom, left, right = plot_box(masks)
    masks = [mask[top:bottom, left:right] for mask in masks]
    total = sum(mask.sum() for mask in masks)
    result = []
    for mask in masks:
        y, x = np.nonzero(mask)
        result.append((mask.sum() / total, x.mean() / (right - left), y.mean() / (bottom - top)))
    return np.array(result)


def main(ours, theirs, *tints):
    tints = [tuple(int(tint[k : k + 2], 16) for k in (0, 2, 4)) for tint in tints]
    a, b = measure(ours, tints), measure(theirs, tints)
    print(f"  shares {np.round(a[:, 0], 4)} and {np.round(b[:, 0], 4)}")
    print(f"  middles differ by {np.abs(a[:, 1:] - b[:, 1:]).max():.4f}")
    wrong = np.abs(a[:, 0] - b[:, 0]).max() > 0.02 or np.abs(a[:, 1:] - b[:, 1:]).max() > 0.03
    if wrong:
        print("  FAILED: the pictures differ")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

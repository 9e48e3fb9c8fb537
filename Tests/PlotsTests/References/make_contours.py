"""Writes contours.json: what contourpy makes of a field.

    python3 make_contours.py

Needs contourpy and NumPy.
"""
import json
from pathlib import Path

import contourpy
import numpy as np

HERE = Path(__file__).parent


def length(lines):
    return sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in lines)


def shoelace(ring):
    x, y = (ring - ring[0]).T
    return (x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2


def contours():
    """A field without ambiguous cells: the length of its contours and the area above each level."""
    x, y = np.linspace(-3, 3, 61), np.linspace(-2.5, 2.5, 41)
    xx, yy = np.meshgrid(x, y)
    z = xx**2 / 4 + yy**2 + 0.7 * np.sin(2 * xx) * np.cos(yy)
    levels = [-0.4, 0.1, 1.0, 2.5, 4.0]
    generator = contourpy.contour_generator(x, y, z)
    areas = []
    for level in levels:
        polygons, offsets = generator.filled(level, np.inf)
        areas.append(
            sum(
                shoelace(points[start:end])
                for points, bounds in zip(polygons, offsets)
                for start, end in zip(bounds[:-1], bounds[1:])
            )
        )
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "z": z.tolist(),
        "levels": levels,
        "lengths": [length(generator.lines(level)) for level in levels],
        "areas": areas,
    }


def write(name, value):
    (HERE / name).write_text(json.dumps(value) + "\n")


write("contours.json", contours())

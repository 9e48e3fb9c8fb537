"""Compares the .mat files of two folders by their variables, bit for bit, dates left out.

    python compare_files.py FOLDER FOLDER
"""

import sys
from pathlib import Path

from scipy.io import loadmat


def variables(path):
    """The variables of a file: class, size and bytes by name."""
    return {
        name: (value.dtype, value.shape, value.tobytes())
        for name, value in loadmat(path).items()
        if not name.startswith("__")
    }


def differences(first, second):
    names = sorted({path.name for folder in (first, second) for path in folder.glob("*.mat")})
    for name in names:
        if not ((first / name).exists() and (second / name).exists()):
            yield f"{name} is in one folder only"
            continue
        before, after = variables(first / name), variables(second / name)
        for variable in sorted(before.keys() | after.keys()):
            if before.get(variable) != after.get(variable):
                yield f"{name}: {variable} differs"


def main(first, second):
    found = list(differences(Path(first), Path(second)))
    for difference in found:
        print(difference)
    if not found:
        print(f"{len(list(Path(first).glob('*.mat')))} files are the same")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

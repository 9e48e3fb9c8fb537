"""Compares what MatKit reads from files of other software with what SciPy, h5py and mat-io read.

    python compare_corpora.py MATKIT CORPORA

Every .mat file under the folder CORPORA is read by `MATKIT json`, the canonical JSON, and compared with
the peer's reading leaf by leaf and element by element: SciPy's for v4 to v7, h5py's for v7.3. Where SciPy
refuses a file, its variables are compared one by one as far as it reads them; where MatKit does, what
`MATKIT check --salvage` saves of it. mat-io tells the name, class and size of each variable once more,
objects included, since SciPy gives those no names.

Each difference is one line of four columns, `file | place | MatKit | peer`; the last line says how much was
compared. Which differences there are to be is for the caller to know.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import h5py
import matio
import numpy as np

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "MATFilesTests/Resources"))
import make_corpora_reference as level5  # noqa: E402
import make_v73_reference as version73  # noqa: E402
from leaves import Leaf, Unread, names_leaf  # noqa: E402

DTYPES = {"double": "f8", "single": "f4", "logical": "b1"}
DTYPES |= {f"{'u' * (k == 'u')}int{8 * n}": f"{k}{n}" for k in "iu" for n in (1, 2, 4, 8)}
SPECIAL = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}


def numbers(value, key="data"):
    elements = [SPECIAL[x] if isinstance(x, str) else x for x in value[key]]
    return np.array(elements, DTYPES[value["class"]])


def parts(value):
    return [numbers(value)] + ("imag" in value) * [numbers(value, "imag") if "imag" in value else None]


def code_units(value):
    """The UTF-16 code units of a char array in column-major order, from its rows, page by page."""
    size = value["size"]
    units = [np.frombuffer(row.encode("utf-16-le", "surrogatepass"), "u2") for row in value["data"]]
    if not np.prod(size):
        return np.zeros(0, "u2")
    pages = np.array(units).reshape(-1, size[0], size[1])
    return np.concatenate([page.ravel(order="F") for page in pages])


def is_object(value):
    """Whether a value is an object of a newer class, into which SciPy and h5py do not look."""
    basic = {*DTYPES, "char", "cell", "struct", "function_handle", "inline"}
    return value["class"] not in basic


def leaves(path, value):
    """The leaves of a value of canonical JSON."""
    kind, size = value["class"], value["size"]
    if value.get("opaque") or is_object(value):
        yield Unread(path, "opaque")
    elif kind == "function_handle":
        yield Unread(path, "function_handle 1x1")
    elif value.get("sparse"):
        attributes = "sparse" + "+complex" * ("imag" in value)
        indices = [np.array(value[key], "i8") for key in ("rows", "columns")]
        yield Leaf(path, kind, size, attributes, indices + parts(value))
    elif kind in DTYPES:
        yield Leaf(path, kind, size, "complex" if "imag" in value else None, parts(value))
    elif kind == "char":
        yield Leaf(path, kind, size, None, [code_units(value)])
    elif kind == "cell":
        yield names_leaf(path, kind, size)
        for index, element in enumerate(value["data"]):
            yield from leaves(f"{path}{{{index + 1}}}", element)
    elif "fields" in value:
        yield names_leaf(path, kind, size, value["fields"])
        for index in range(int(np.prod(size))):
            for field in value["fields"]:
                yield from leaves(f"{path}({index + 1}).{field}", value["data"][field][index])
    else:
        # A MATLAB object that MatKit decodes; the peers of this comparison do not.
        yield Unread(path, "opaque")


def are_equal(a, b):
    """Bit for bit, but that any NaN equals any, since JSON has but one."""
    if type(a) is not type(b) or a[0] != b[0]:
        return False
    if isinstance(a, Unread):
        return a == b
    if (a.class_name, list(a.size), a.attributes) != (b.class_name, list(b.size), b.attributes):
        return False
    return len(a.parts) == len(b.parts) and all(map(are_identical, a.parts, b.parts))


def are_identical(a, b):
    if a.size == b.size == 0:
        return True
    if a.dtype.kind == "b":  # HDF5 has bytes
        b = b.astype(bool)
    if a.dtype.newbyteorder("=") != b.dtype.newbyteorder("=") or a.shape != b.shape:
        return False
    if a.dtype.kind == "f":
        finite = ~np.isnan(a)
        if not np.array_equal(finite, ~np.isnan(b)):
            return False
        a, b = a[finite], b[finite]
        if not np.array_equal(np.signbit(a), np.signbit(b)):
            return False
    return np.array_equal(a, b)


def say(leaf):
    """A leaf without its path, for a table."""
    if leaf is None:
        return "nothing"
    if isinstance(leaf, Unread):
        return leaf.kind
    words = ["×".join(map(str, leaf.size)), leaf.attributes, leaf.class_name]
    return " ".join(filter(None, words))


def mat_io_words(value):
    """The size and class of a value of canonical JSON as mat-io's listing puts them."""
    if not value["size"]:
        return value["class"]
    kind = "sparse" if value.get("sparse") else "complex double" if "imag" in value else value["class"]
    return f"{'×'.join(map(str, value['size']))} {kind}"


class Matkit:
    def __init__(self, tool):
        self.tool = tool

    def variables(self, path):
        """The variables of a file, or of what can be salvaged of it; and why it was not read whole."""
        text, why = self.json(path)
        if why:
            with tempfile.TemporaryDirectory() as folder:
                saved = f"{folder}/saved.mat"
                subprocess.run([self.tool, "check", "--salvage", saved, path], capture_output=True)
                text = self.json(saved)[0] if pathlib.Path(saved).exists() else '{"variables": []}'
        return {value["name"]: value for value in json.loads(text)["variables"]}, why

    def json(self, path):
        done = subprocess.run([self.tool, "json", path], capture_output=True)
        if done.returncode in (0, 65):
            return done.stdout, done.stderr.decode().strip()
        raise RuntimeError(f"matkit json {path} ended with {done.returncode}: {done.stderr.decode()}")


def peers_reading(path, names):
    """The leaves of each variable by the peer; whether it read the file whole; and the peer's name."""
    if h5py.is_hdf5(path):
        return {name: found for name, (found, _) in version73.variables(path).items()}, True, "h5py"
    try:
        return level5.variables(path), True, "SciPy"
    except Exception:  # SciPy raises errors of many kinds for damaged files
        found = {}
        for name in names:
            try:
                found |= level5.variables(path, [name])
            except Exception:
                pass
        return found, False, "SciPy"


class Comparison:
    def __init__(self):
        self.files = self.leaves = 0

    def differences(self, path, matkit):
        ours, why = matkit.variables(path)
        theirs, is_whole, peer = peers_reading(path, ours)
        self.files += 1
        if why or not is_whole:
            word = {True: "read", False: "refused"}
            yield "", word[not why], f"{peer}: {word[is_whole]}"
        for name, value in ours.items():
            found = list(leaves(name, value))
            if name in theirs:
                yield from self.compare(found, theirs[name], peer)
        # MATLAB's objects have no names with SciPy, and are for mat-io to tell.
        yield from self.compare_listing(path, ours, why)
        for name in theirs.keys() - ours.keys():
            yield name, "nothing", f"{peer}: {say(theirs[name][0])}"

    def compare(self, ours, theirs, peer):
        ours, theirs = ({leaf.path: leaf for leaf in leaves} for leaves in (ours, theirs))
        for place in {**ours, **theirs}:
            a, b = ours.get(place), theirs.get(place)
            self.leaves += 1
            if a is None or b is None or not are_equal(a, b):
                same = a and b and say(a) == say(b)
                yield place, say(a), f"{peer}: {'other elements' if same else say(b)}"

    def compare_listing(self, path, ours, why):
        try:
            listed = matio.whosmat(str(path))
        except Exception:
            return
        for name in {**listed, **({} if why else ours)}:
            value = ours.get(name)
            if value is None and why:
                continue
            size, class_name = listed.get(name, ((), "nothing"))
            wanted = f"{'×'.join(map(str, size))} {class_name}".strip()
            if value and is_object(value) and not value.get("opaque"):
                # Its size is that of its data, which compare_objects.py compares.
                wanted, value = class_name, value | {"size": []}
            found = mat_io_words(value) if value else "nothing"
            if wanted != found:
                yield name, found, f"mat-io: {wanted}"


def main(tool, folder):
    warnings.simplefilter("ignore")
    matkit, comparison = Matkit(tool), Comparison()
    folder = pathlib.Path(folder)
    for path in sorted(folder.rglob("*.mat")):
        for place, ours, theirs in comparison.differences(path, matkit):
            print(f"{path.relative_to(folder)} | {place} | {ours} | {theirs}")
    print(f"{comparison.files} files, {comparison.leaves} leaves")


if __name__ == "__main__":
    main(*sys.argv[1:])

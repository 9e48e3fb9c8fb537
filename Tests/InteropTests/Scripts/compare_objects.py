"""Compares what MatKit reads of MATLAB's own objects with what mat-io reads.

    python compare_objects.py MATKIT CORPORA

Every .mat file in the folder CORPORA/mat-io is read by `MATKIT json`, the canonical JSON, and by mat-io with
`raw_data`, which gives the properties of each object as they are stored. Both are compared leaf by leaf and
element by element. What MatKit shows of a class instead of the stored properties (the texts of a string
array, the variables of a table, the keys of a map, the labels of a categorical array) is made here from those
properties by rules of its own.

Each difference is one line of four columns, `file | place | MatKit | mat-io`; the last line says how many
variables and leaves were compared.
"""

import json
import math
import pathlib
import subprocess
import sys
import warnings

import matio
import numpy as np
from matio.utils.matclass import EmptyMatStruct, MatlabOpaque, MatlabOpaqueArray, MatlabOpaqueProperty
from scipy.sparse import issparse

warnings.simplefilter("ignore")
MISSING = 2**64 - 1


def size_of(array):
    return list(array.shape)


def number(x):
    if isinstance(x, (float, np.floating)):
        # The shortest digits of a single are not those of the double that it equals.
        x = float(str(x))
        return "NaN" if math.isnan(x) else "Infinity" if x == math.inf else "-Infinity" if x == -math.inf else x
    return int(x)


def numeric(array, class_name=None):
    names = {"float64": "double", "float32": "single", "bool": "logical", "complex128": "double", "complex64": "single"}
    flat = array.ravel(order="F")
    value = {"class": class_name or names.get(array.dtype.name, array.dtype.name), "size": size_of(array)}
    if array.dtype.kind == "b":
        value["data"] = [bool(x) for x in flat]
    elif array.dtype.kind == "c":
        value["data"] = [number(x) for x in flat.real]
        value["imag"] = [number(x) for x in flat.imag]
    else:
        value["data"] = [number(x) for x in flat]
    return value


def text(rows):
    rows = [str(row) for row in np.ravel(rows)]
    units = len(rows[0].encode("utf-16-le")) // 2 if rows else 0
    return {"class": "char", "size": [len(rows), units], "data": rows}


def struct(array):
    names = array.dtype.names or ()
    flat = array.ravel(order="F")
    data = {name: [value(element[name]) for element in flat] for name in names}
    return {"class": "struct", "size": size_of(array), "fields": list(names), "data": data}


def value(item):
    """A value as mat-io gives it, as canonical JSON."""
    if isinstance(item, MatlabOpaqueArray):
        objects = list(item.ravel(order="F"))
        return objects_of(item.classname, size_of(item), [o.properties for o in objects])
    if isinstance(item, MatlabOpaque):
        return opaque(item)
    if isinstance(item, MatlabOpaqueProperty):
        plain = np.asarray(item).item()
        return text([plain]) if isinstance(plain, str) else numeric(np.array([[plain == 1]]))
    if isinstance(item, EmptyMatStruct):
        return {"class": "struct", "size": size_of(item), "fields": [], "data": {}}
    if issparse(item):
        return {"class": "sparse", "size": list(item.shape)}
    array = np.asarray(item)
    if array.dtype.names:
        return struct(array)
    if array.dtype.kind == "U":
        return text(array) if array.size else {"class": "char", "size": None, "data": []}
    if array.dtype.kind == "O":
        return {"class": "cell", "size": size_of(array), "data": [value(x) for x in array.ravel(order="F")]}
    return numeric(array)


def objects_of(class_name, size, properties):
    names = list(dict.fromkeys(name for p in properties for name in p))
    data = {name: [value(p[name]) for p in properties] for name in names}
    return {"class": class_name, "size": size, "fields": names, "data": data}


def opaque(item):
    properties, name = item.properties, item.classname
    if isinstance(properties, tuple):
        return {"class": name, "size": list(map(int, properties)), "fields": [], "data": {}}
    if isinstance(properties, np.ndarray):
        if properties.dtype.names:
            return enumeration(name, properties[0, 0])
        return {"class": name, "opaque": True}
    made = MAKERS.get(name)
    return made(properties) if made else objects_of(name, [1, 1], [properties])


def enumeration(name, stored):
    members, values = stored["ValueNames"], stored["Values"]
    data = {"Name": [text([str(x)]) for x in members.ravel(order="F")]}
    if values.size:
        data["Value"] = [value(x) for x in values.ravel(order="F")]
    return {"class": name, "size": size_of(members), "fields": list(data), "data": data}


def string(properties):
    row = properties["any"].ravel()
    rank = int(row[1])
    size = [int(x) for x in row[2 : 2 + rank]]
    count = math.prod(size)
    lengths = [int(x) for x in row[2 + rank : 2 + rank + count]]
    units = row[2 + rank + count :].view("u2")
    texts, position = [], 0
    for length in lengths:
        if length == MISSING:
            texts.append(None)
            continue
        texts.append(units[position : position + length].tobytes().decode("utf-16-le"))
        position += length
    return {"class": "string", "size": size, "data": texts}


def word(array):
    return str(array.item()) if array.size else None


def datetime(properties):
    return numeric(properties["data"], "datetime") | {
        "timeZone": word(properties["tz"]), "format": word(properties["fmt"])}


def duration(properties):
    return numeric(properties["millis"], "duration") | {"format": word(properties["fmt"])}


def categorical(properties):
    names = [str(x.item()) for x in properties["categoryNames"].ravel(order="F")]
    codes = properties["codes"]
    labels = [names[int(code) - 1] if code else None for code in codes.ravel(order="F")]
    return {
        "class": "categorical", "size": size_of(codes), "data": labels, "categories": names,
        "ordinal": bool(properties["isOrdinal"].item())}


def calendar_duration(properties):
    parts = properties["components"][0, 0]
    sizes = [size_of(parts[key]) for key in ("months", "days", "millis")]
    size = next((s for s in sizes if s != [1, 1]), sizes[0])
    return objects_of("calendarDuration", [1, 1], [properties]) | {"size": size}


def containers_map(properties):
    stored = properties["serialization"][0, 0]
    keys = stored["keys"]
    shown = {"KeyType": stored["keyType"], "ValueType": stored["valueType"], "keys": keys, "values": stored["values"]}
    return objects_of("containers.Map", [1, 1], [shown]) | {"size": [keys.size, 1]}


def table(properties):
    extra = properties["props"][0, 0]
    keys = [
        "Description", "UserData", "VariableDescriptions", "VariableUnits", "VariableContinuity", "CustomProps",
        "VariableCustomProps"]
    shown = {"RowNames": properties["rownames"], "DimensionNames": extra["DimensionNames"]}
    shown |= {key: extra[key] for key in keys}
    names = extra["VariableNamesOriginal"] if extra["useVariableNamesOriginal"].item() else properties["varnames"]
    return variables("table", properties["nrows"], names, properties["data"], shown)


def timetable(properties):
    stored = properties["any"][0, 0]
    array = stored["arrayProps"][0, 0]
    shown = {"RowTimes": stored["rowTimes"], "DimensionNames": stored["dimNames"]}
    shown |= {key: array[key] for key in ("Description", "UserData", "TableCustomProperties") if key in array.dtype.names}
    renamed = [
        ("VariableDescriptions", "varDescriptions"), ("VariableUnits", "varUnits"),
        ("VariableContinuity", "varContinuity"), ("Events", "timeEvents"), ("CustomProps", "CustomProps"),
        ("VariableCustomProps", "VariableCustomProps")]
    shown |= {key: stored[old] for key, old in renamed if old in stored.dtype.names}
    names = stored["varNamesOrig"] if stored["useVarNamesOrig"].item() else stored["varNames"]
    return variables("timetable", stored["numRows"], names, stored["data"], shown)


def variables(name, rows, names, data, shown):
    names = [str(x.item()) for x in names.ravel(order="F")]
    fields = {key: [value(x)] for key, x in zip(names, data.ravel(order="F"))}
    made = {key: [value(x)] for key, x in shown.items()}
    fields["Properties"] = [{"class": "struct", "size": [1, 1], "fields": list(made), "data": made}]
    return {"class": name, "size": [int(rows.item()), len(names)], "fields": list(fields), "data": fields}


MAKERS = {
    "string": string, "datetime": datetime, "duration": duration, "categorical": categorical,
    "calendarDuration": calendar_duration, "containers.Map": containers_map, "table": table,
    "timetable": timetable}


class Comparison:
    def __init__(self, file):
        self.file, self.leaves = file, 0

    def differ(self, path, ours, theirs):
        print(f"{self.file} | {path} | {ours} | mat-io: {theirs}")

    def compare(self, path, ours, theirs):
        if theirs.get("class") == "sparse" or (theirs.get("opaque") and ours.get("opaque")):
            return
        for key in ("class", "size", "timeZone", "format", "categories", "ordinal"):
            # mat-io does not keep the size of empty text, which is 0×0, 1×0 or other.
            if theirs.get(key) != ours.get(key) and not (key == "size" and theirs.get(key) is None):
                return self.differ(path, f"{key} {ours.get(key)}", theirs.get(key))
        if "fields" in theirs or "fields" in ours:
            return self.fields(path, ours, theirs)
        if ours["class"] == "cell":
            for index, (a, b) in enumerate(zip(ours["data"], theirs["data"], strict=True)):
                self.compare(f"{path}{{{index + 1}}}", a, b)
            return
        self.leaves += 1
        for key in ("data", "imag"):
            if ours.get(key) != theirs.get(key) and not (ours["class"] == "char" and not theirs["data"]):
                self.differ(path, f"{key} {str(ours.get(key))[:60]}", str(theirs.get(key))[:60])

    def fields(self, path, ours, theirs):
        if sorted(ours.get("fields", [])) != sorted(theirs.get("fields", [])):
            return self.differ(path, f"fields {ours.get('fields')}", theirs.get("fields"))
        for name in theirs["fields"]:
            for index, (a, b) in enumerate(zip(ours["data"][name], theirs["data"][name], strict=True)):
                self.compare(f"{path}({index + 1}).{name}", a, b)


def main():
    matkit, corpora = sys.argv[1], pathlib.Path(sys.argv[2])
    variables = leaves = 0
    for path in sorted((corpora / "mat-io").rglob("test_*.mat")):
        run = subprocess.run([matkit, "json", path], capture_output=True, text=True)
        if run.returncode:
            continue
        theirs = matio.load_from_mat(str(path), raw_data=True)
        comparison = Comparison(path.relative_to(corpora))
        for ours in json.loads(run.stdout)["variables"]:
            if ours.get("opaque") or ours["class"] == "function_handle" or ours["name"] not in theirs:
                continue
            comparison.compare(ours["name"], ours, value(theirs[ours["name"]]))
            variables += 1
        leaves += comparison.leaves
    print(f"{variables} variables, {leaves} leaves")


if __name__ == "__main__":
    main()

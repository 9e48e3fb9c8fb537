"""Says of lab files whether the JSON Schema takes them: check_labs.py SCHEMA LAB.yaml...

Prints a line a lab, "taken" or "refused" with the reasons under it.
"""

import json
import sys

import jsonschema
import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    validator = jsonschema.Draft202012Validator(json.load(file))
validator.check_schema(validator.schema)
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        errors = list(validator.iter_errors(yaml.safe_load(file)))
    print(path)
    print("  refused" if errors else "  taken", *(error.message for error in errors))

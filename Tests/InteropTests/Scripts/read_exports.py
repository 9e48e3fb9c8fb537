"""Prints the runs that MLflow finds in a folder: read_exports.py FOLDER

A line a run, sorted: its name, its parameter l2, and its metric loss to the last bit.
"""

import os
import sys

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
from mlflow.tracking import MlflowClient  # noqa: E402

client = MlflowClient(tracking_uri=f"file://{os.path.abspath(sys.argv[1])}/mlruns")
lines = []
for experiment in client.search_experiments():
    for run in client.search_runs([experiment.experiment_id]):
        data = run.data
        loss = data.metrics.get("loss")
        lines.append(f"{run.info.run_name} {run.info.status} {data.params.get('l2')} {loss!r}")
print(*sorted(lines), sep="\n")

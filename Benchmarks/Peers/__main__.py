"""The peers' side of the benchmarks: a process that does the same work in SciPy and others on request.

Each line on standard input is a request, {"case": …, "peer": …, "repeats": …}; each line on standard output
its answer, {"peer": name and version, "seconds": those of one operation, "check": a number that has to
agree with ours}, or {"missing": …} where the peer is not installed, or {"error": …}. Each peer of a case is
set up at its first request, and all are given up when another case begins.
"""

import gc
import json
import sys

import batches
import files
import labs
import large_networks
import minimizers
import networks
import objects
import pictures

CASES = networks.CASES | large_networks.CASES | minimizers.CASES | files.CASES
CASES |= pictures.CASES | labs.CASES | batches.CASES | objects.CASES


def serve(requests, answers, folder):
    current, runs = None, {}
    for line in requests:
        request = json.loads(line)
        try:
            case, peer = request["case"], request["peer"]
            if case != current:
                current, runs, run = case, {}, None  # the old case's memory goes first
                gc.collect()
            if peer not in runs:
                runs[peer] = CASES[case, peer](folder)
            run = runs[peer]
            seconds, check = run(request["repeats"])
            answer = {"peer": run.peer, "seconds": seconds, "check": check}
        except ImportError as error:
            answer = {"missing": str(error)}
        except Exception as error:  # whatever it is, the one who asked has to hear of it
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    gc.disable()  # as timeit does
    serve(sys.stdin, sys.stdout, sys.argv[1])

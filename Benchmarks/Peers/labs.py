"""A lab of fifty stages of which none has anything to do, by DVC."""

import os
import shutil
import subprocess
import sys
import time

STAGES = 50


class NothingToDo:
    """Runs `dvc repro` where everything is up to date; the check is the number of outputs."""

    def __init__(self, folder):
        import dvc  # an ImportError says that this peer is missing

        self.peer = f"DVC {dvc.__version__}"
        self.folder = os.path.join(folder, "lab-dvc")
        os.makedirs(self.folder)
        with open(os.path.join(self.folder, "in.txt"), "w") as file:
            file.write("the same\n")
        with open(os.path.join(self.folder, "dvc.yaml"), "w") as file:
            file.write(lab())
        # MatKit's lab is the same file under its own name.
        ours = os.path.join(folder, "lab-matkit")
        shutil.copytree(self.folder, ours)
        os.rename(os.path.join(ours, "dvc.yaml"), os.path.join(ours, "lab.yaml"))
        self.run("init", "--no-scm", "--quiet")
        self.run("repro", "--quiet")

    def run(self, *arguments):
        subprocess.run(
            [sys.executable, "-m", "dvc", *arguments], cwd=self.folder, check=True,
            stdout=subprocess.DEVNULL)

    def __call__(self, repeats):
        begin = time.perf_counter()
        for _ in range(repeats):
            self.run("repro")
        elapsed = time.perf_counter() - begin
        names = os.listdir(self.folder)
        return elapsed / repeats, sum(name.startswith("out") for name in names)


def lab():
    stages = [
        f"  copy{i}:\n    cmd: cp in.txt out{i}.txt\n    deps: [in.txt]\n    outs: [out{i}.txt]\n"
        for i in range(STAGES)
    ]
    return "stages:\n" + "".join(stages)


CASES = {("lab-no-op", "DVC"): NothingToDo}

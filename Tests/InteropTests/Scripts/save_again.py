"""Saves a .mat file again with SciPy, over itself: save_again.py FILE [compressed]"""

import sys

import scipy.io

variables = scipy.io.loadmat(sys.argv[1])
variables = {name: value for name, value in variables.items() if not name.startswith("__")}
scipy.io.savemat(sys.argv[1], variables, do_compression="compressed" in sys.argv)

"""Checks a file that holds a trained network, with SciPy and NumPy alone.

    python check_network.py FILE...

Everything that can be recomputed is: the outputs on the grid from the weights in each of the three
layouts, the loss from the points, and the accuracy. Says what it measured; exits with 1 where
something is not as it should be.
"""

import struct
import sys

import numpy as np
from scipy.io import loadmat
from scipy.special import expit, softmax

# The outputs are recomputed in another order of additions and with another exp.
TOLERANCE = 1e-12
# The loss is a sum of logarithms over the samples; relative.
LOSS_TOLERANCE = 1e-11

ACTIVATIONS = {
    "sigmoid": expit,
    "tanh": np.tanh,
    "relu": lambda a: np.where(a > 0, a, 0),
    "identity": lambda a: a,
    "softmax": lambda a: softmax(a, axis=1),
}


class Failure(Exception):
    """A sentence that says what is wrong with the file."""


def expect(condition, sentence):
    if not condition:
        raise Failure(sentence)


def expect_close(actual, wanted, name, tolerance=TOLERANCE):
    expect(actual.shape == wanted.shape, f"{name} is {actual.shape}, not {wanted.shape}")
    error = np.max(np.abs(actual - wanted), initial=0)
    expect(error <= tolerance, f"{name} is off by {error:.2e}")
    print(f"  {name}: largest difference {error:.1e}")


def double(value, shape, name):
    expect(isinstance(value, np.ndarray) and value.dtype == np.float64, f"{name} is not double")
    expect(value.shape == shape, f"{name} is {value.shape}, not {shape}")
    expect(np.all(np.isfinite(value)), f"{name} is not finite")
    return value


def text(value, name):
    expect(value.dtype.kind == "U" and value.size == 1, f"{name} is not a row of characters")
    return str(value.item())


def scalar_struct(value, fields, name):
    expect(value.dtype.names is not None and value.shape == (1, 1), f"{name} is no scalar struct")
    missing = [field for field in fields if field not in value.dtype.names]
    expect(not missing, f"{name} lacks {', '.join(missing)}")
    return value[0, 0]


def row_of_cells(value, count, name):
    expect(value.dtype == object and value.shape == (1, count), f"{name} is no 1x{count} cell")
    return list(value[0])


def whole(value, name):
    number = double(value, (1, 1), name).item()
    expect(number == round(number), f"{name} is not whole")
    return int(number)


def check_version(path):
    """v7: a little-endian v5 header, then compressed variables only."""
    with open(path, "rb") as file:
        data = file.read()
    expect(data[124:128] == b"\x00\x01IM", "the header is not that of v5 to v7")
    offset = 128
    while offset < len(data):
        tag, size = struct.unpack_from("<II", data, offset)
        expect(tag == 15, f"the element at byte {offset} has type {tag}, not 15 (compressed)")
        offset += 8 + size
    expect(offset == len(data), "the last variable ends outside the file")


def read_net(contents):
    """The layers as (W, b, activation), and the struct itself."""
    net = scalar_struct(
        contents["net"],
        ["format", "version", "sizes", "W", "b", "activations", "mu", "sigma", "classes",
         "lambda", "seed", "loss_history"],
        "net",
    )
    expect(text(net["format"], "net.format") == "matkit-network", "net.format is another")
    sizes = net["sizes"]
    depth = sizes.size - 1
    double(sizes, (1, depth + 1), "net.sizes")
    sizes = [int(size) for size in sizes[0]]
    weights = row_of_cells(net["W"], depth, "net.W")
    biases = row_of_cells(net["b"], depth, "net.b")
    names = row_of_cells(net["activations"], depth, "net.activations")
    layers = []
    for k, (w, b, name) in enumerate(zip(weights, biases, names)):
        double(w, (sizes[k + 1], sizes[k]), f"net.W{{{k + 1}}}")
        double(b, (sizes[k + 1], 1), f"net.b{{{k + 1}}}")
        layers.append((w, b, ACTIVATIONS[text(name, f"net.activations{{{k + 1}}}")]))
    double(net["mu"], (1, sizes[0]), "net.mu")
    expect(np.all(double(net["sigma"], (1, sizes[0]), "net.sigma") > 0), "a sigma is not positive")
    double(net["classes"], (1, max(2, sizes[-1])), "net.classes")
    expect(double(net["lambda"], (1, 1), "net.lambda").item() >= 0, "net.lambda is negative")
    whole(net["version"], "net.version")
    whole(net["seed"], "net.seed")
    return net, layers


def check_training(contents, net):
    training = scalar_struct(
        contents["training"],
        ["method", "reason", "iterations", "evaluations", "loss", "gradient_norm", "seconds",
         "start", "init", "version"],
        "training",
    )
    for name in ["method", "reason", "init", "version"]:
        expect(text(training[name], f"training.{name}"), f"training.{name} is empty")
    iterations = whole(training["iterations"], "training.iterations")
    expect(whole(training["evaluations"], "training.evaluations") >= iterations,
           "fewer evaluations than iterations")
    expect(double(training["gradient_norm"], (1, 1), "training.gradient_norm").item() >= 0,
           "training.gradient_norm is negative")
    expect(double(training["seconds"], (1, 1), "training.seconds").item() > 0,
           "training took no time")
    expect(whole(training["start"], "training.start") >= 1, "training.start is not a start")
    history = net["loss_history"]
    double(history, (len(history), 1), "net.loss_history")
    expect(len(history) == iterations + 1, "net.loss_history is not one loss an iterate")
    loss = double(training["loss"], (1, 1), "training.loss").item()
    # The best point that was evaluated may be one that a search tried last; what its loss is, the
    # weights tell above.
    expect(loss <= history.min(), "training.loss is above the least of net.loss_history")
    return loss


def outputs(x, net, layers):
    """The outputs for the samples in the rows of x, one sample a row."""
    z = (x - net["mu"]) / net["sigma"]
    for w, b, activation in layers:
        z = activation(z @ w.T + b.T)
    return z


def course_outputs(x, contents, net, layers):
    """The same as the course writes it: a = [ones X] * Theta'."""
    z = (x - net["mu"]) / net["sigma"]
    for k, (w, b, activation) in enumerate(layers):
        theta = double(contents[f"Theta{k + 1}"], (w.shape[0], w.shape[1] + 1), f"Theta{k + 1}")
        expect(np.array_equal(theta, np.hstack([b, w])), f"Theta{k + 1} is not [b W]")
        z = activation(np.hstack([np.ones((len(z), 1)), z]) @ theta.T)
    return z


def legacy_outputs(x, contents, net, layers):
    """The same from IW, LW and b as MATLAB's shallow networks have them: layers down, sources right."""
    depth = len(layers)
    legacy = scalar_struct(contents["legacy"], ["IW", "LW", "b"], "legacy")
    expect(legacy["IW"].shape == (depth, 1), f"legacy.IW is of size {legacy['IW'].shape}")
    expect(legacy["LW"].shape == (depth, depth), f"legacy.LW is of size {legacy['LW'].shape}")
    expect(legacy["b"].shape == (depth, 1), f"legacy.b is of size {legacy['b'].shape}")
    z = (x - net["mu"]) / net["sigma"]
    for k, (_, _, activation) in enumerate(layers):
        for j in range(depth):
            if j != k - 1:
                expect(legacy["LW"][k, j].size == 0, f"legacy.LW{{{k + 1},{j + 1}}} is not empty")
        if k > 0:
            expect(legacy["IW"][k, 0].size == 0, f"legacy.IW{{{k + 1},1}} is not empty")
        weights = legacy["IW"][0, 0] if k == 0 else legacy["LW"][k, k - 1]
        z = activation((weights @ z.T + legacy["b"][k, 0]).T)
    return z


def check_points(contents, net, depth_of_input):
    points = contents["X"]
    double(points, (len(points), depth_of_input), "X")
    labels = double(contents["y"], (len(points), 1), "y")[:, 0]
    expect(np.array_equal(np.unique(labels), np.sort(net["classes"][0])), "y is not of the classes")
    return points, labels


def check_grid(contents, points):
    """xx, yy as meshgrid makes them, over the points with room to spare; returns the grid."""
    grid = scalar_struct(contents["grid"], ["xx", "yy", "Z"], "grid")
    shape = grid["xx"].shape
    xx = double(grid["xx"], shape, "grid.xx")
    yy = double(grid["yy"], shape, "grid.yy")
    double(grid["Z"], shape, "grid.Z")
    expect(min(shape) > 1, "the grid is a line")
    wanted = np.meshgrid(xx[0], yy[:, 0])
    expect(np.array_equal(xx, wanted[0]) and np.array_equal(yy, wanted[1]), "grid is no meshgrid")
    for axis, name in [(xx[0], "xx"), (yy[:, 0], "yy")]:
        steps = np.diff(axis)
        expect(np.all(steps > 0) and np.ptp(steps) < 1e-9 * steps[0], f"grid.{name}'s steps differ")
    expect(np.all(points.min(axis=0) >= [xx.min(), yy.min()])
           and np.all(points.max(axis=0) <= [xx.max(), yy.max()]), "a point is outside the grid")
    return grid


def check_outputs(contents, net, layers, grid):
    nodes = np.column_stack([grid["xx"].ravel(), grid["yy"].ravel()])
    shape = grid["xx"].shape
    for name, computed in [
        ("net", outputs(nodes, net, layers)),
        ("Theta", course_outputs(nodes, contents, net, layers)),
        ("legacy", legacy_outputs(nodes, contents, net, layers)),
    ]:
        if computed.shape[1] == 1:
            expect_close(grid["Z"], computed.reshape(shape), f"grid.Z from {name}")
        else:
            check_classes(net, grid, computed.reshape(*shape, -1), name)


def check_classes(net, grid, probabilities, name):
    """For K classes: P, its largest value Z and the class that has it; ties may fall either way."""
    expect_close(grid["P"], probabilities, f"grid.P from {name}")
    expect_close(grid["Z"], probabilities.max(axis=2), f"grid.Z from {name}")
    best = probabilities.argmax(axis=2)
    runner_up = np.sort(probabilities, axis=2)[:, :, -2]
    clear = probabilities.max(axis=2) - runner_up > 2 * TOLERANCE
    label = double(grid["label"], best.shape, "grid.label")
    expect(np.array_equal(label[clear], net["classes"][0][best][clear]),
           f"grid.label is not the most probable class by {name}")


def check_fit(contents, net, layers, points, labels, loss):
    """The loss (mean or sum, as the numbers say) and the accuracy, from the points."""
    computed = outputs(points, net, layers)
    classes = net["classes"][0]
    if computed.shape[1] == 1:
        target = labels == classes[1]
        likelihood = np.where(target, computed[:, 0], 1 - computed[:, 0])
        predicted = classes[(computed[:, 0] >= 0.5).astype(int)]
    else:
        index = np.searchsorted(classes, labels)
        likelihood = computed[np.arange(len(index)), index]
        predicted = classes[computed.argmax(axis=1)]
    penalty = net["lambda"].item() * sum(np.sum(w**2) for w, _, _ in layers)
    total = -np.sum(np.log(likelihood))
    errors = [abs(total / len(labels) + penalty - loss) / loss, abs(total + penalty - loss) / loss]
    expect(min(errors) < LOSS_TOLERANCE, f"training.loss is off by {min(errors):.2e}, relative")
    accuracy = np.mean(predicted == labels)
    print(f"  training.loss {loss:.10g}, off by {min(errors):.1e}; accuracy {accuracy:.4f}")


def check(path):
    check_version(path)
    contents = loadmat(path, chars_as_strings=True)
    net, layers = read_net(contents)
    loss = check_training(contents, net)
    points, labels = check_points(contents, net, layers[0][0].shape[1])
    grid = check_grid(contents, points)
    check_outputs(contents, net, layers, grid)
    check_fit(contents, net, layers, points, labels, loss)


def main(paths):
    failed = False
    for path in paths:
        print(path)
        try:
            check(path)
        except Failure as failure:
            print(f"  FAILED: {failure}")
            failed = True
        except KeyError as missing:
            print(f"  FAILED: there is no {missing.args[0]}")
            failed = True
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

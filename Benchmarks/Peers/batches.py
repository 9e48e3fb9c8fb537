"""Twenty epochs of Adam by batches of 200 on 5000 samples of 784 features, one hidden layer of ReLU, ten classes.

scikit-learn's MLPClassifier, and PyTorch as it is usually written; both in double precision on as many threads as the
case says. Orders of samples are everyone's own, so that the losses at the end are alike, not equal.
"""

import time
import warnings

import numpy as np
from networks import initial
from threadpoolctl import threadpool_limits

SAMPLES, FEATURES, CLASSES, BATCH, EPOCHS, RATE, ALPHA = 5000, 784, 10, 200, 20, 1e-3, 1e-4


def data(hidden):
    """Features of [0, 1) drawn row by row, the class of the largest of ten of them, and starting weights."""
    random = np.random.RandomState(1)
    x = random.uniform(0, 1, (SAMPLES, FEATURES))
    return x, x[:, :CLASSES].argmax(axis=1), initial([FEATURES, hidden, CLASSES], random)


class ScikitLearn:
    def __init__(self, hidden, threads):
        import sklearn

        self.peer = f"scikit-learn {sklearn.__version__}"
        self.hidden, self.threads = hidden, threads
        self.x, self.y, _ = data(hidden)

    def __call__(self, repeats):
        from sklearn.neural_network import MLPClassifier

        warnings.simplefilter("ignore")
        with threadpool_limits(self.threads):
            begin = time.perf_counter()
            for _ in range(repeats):
                network = MLPClassifier(
                    (self.hidden,), batch_size=BATCH, max_iter=EPOCHS, tol=0, random_state=0,
                    learning_rate_init=RATE, alpha=ALPHA,
                ).fit(self.x, self.y)  # fmt: skip
            seconds = time.perf_counter() - begin
        p = network.predict_proba(self.x)
        return seconds / repeats, float(-np.log(p[np.arange(SAMPLES), self.y]).mean())


class Torch:
    def __init__(self, hidden, threads):
        try:
            import torch
        except ImportError as error:
            raise ImportError("PyTorch is not installed") from error
        self.torch, self.peer = torch, f"PyTorch {torch.__version__}"
        self.hidden, self.threads = hidden, threads
        x, y, self.start = data(hidden)
        self.x, self.y = torch.from_numpy(x), torch.from_numpy(y)

    def fit(self):
        torch = self.torch
        torch.manual_seed(0)
        layers = [(FEATURES, self.hidden), (self.hidden, CLASSES)]
        model = torch.nn.Sequential(
            torch.nn.Linear(*layers[0], dtype=torch.float64), torch.nn.ReLU(),
            torch.nn.Linear(*layers[1], dtype=torch.float64),
        )  # fmt: skip
        at = 0
        with torch.no_grad():
            for (i, o), module in zip(layers, (model[0], model[2])):
                module.weight.copy_(torch.from_numpy(self.start[at : at + i * o].reshape(i, o).T))
                module.bias.copy_(torch.from_numpy(self.start[at + i * o : at + (i + 1) * o]))
                at += (i + 1) * o
        adam = torch.optim.Adam(model.parameters(), lr=RATE)
        for _ in range(EPOCHS):
            order = torch.randperm(SAMPLES)
            for first in range(0, SAMPLES, BATCH):
                batch = order[first : first + BATCH]
                loss = torch.nn.functional.cross_entropy(model(self.x[batch]), self.y[batch])
                adam.zero_grad()
                loss.backward()
                adam.step()
        return model

    def __call__(self, repeats):
        self.torch.set_num_threads(self.threads)
        begin = time.perf_counter()
        for _ in range(repeats):
            model = self.fit()
        seconds = time.perf_counter() - begin
        with self.torch.no_grad():
            loss = self.torch.nn.functional.cross_entropy(model(self.x), self.y).item()
        return seconds / repeats, loss


CASES = {
    (f"batches-5000-784-{hidden}-10-threads-{threads}", peer): lambda _, make=make, h=hidden, t=threads: make(h, t)
    for hidden in (25, 100)
    for threads in (1, 2)
    for peer, make in (("scikit-learn", ScikitLearn), ("PyTorch", Torch))
}

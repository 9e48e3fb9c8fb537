"""Writes batches.json: what PyTorch's optimisers and schedules make of a small regression, a batch being all samples.

Run with PyTorch installed: python3 make_batches.py

Data and parameters are drawn from NumPy's legacy generator, as the test draws them again.
"""

import json
from pathlib import Path

import numpy as np
import torch

SIZES, COUNT, EPOCHS, SEED = [3, 5, 2], 24, 20, 11

torch.set_default_dtype(torch.float64)


def run(optimizer, schedule=None, clip=None):
    random = np.random.RandomState(SEED)
    count = sum((i + 1) * o for i, o in zip(SIZES, SIZES[1:]))
    start = random.uniform(-1, 1, count)
    x = torch.tensor(random.uniform(-2, 2, (COUNT, SIZES[0])))
    targets = torch.tensor(random.uniform(-2, 2, (COUNT, SIZES[-1])))
    parameters, at = [], 0
    for i, o in zip(SIZES, SIZES[1:]):
        parameters.append(torch.tensor(start[at : at + i * o].reshape(i, o), requires_grad=True))
        at += i * o
        parameters.append(torch.tensor(start[at : at + o], requires_grad=True))
        at += o

    def loss():
        w1, b1, w2, b2 = parameters
        z = torch.tanh(x @ w1 + b1) @ w2 + b2
        return 0.5 * ((z - targets) ** 2).sum() / COUNT

    descent = optimizer(parameters)
    scheduler = schedule(descent) if schedule else None
    for _ in range(EPOCHS):
        descent.zero_grad()
        loss().backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(parameters, clip)
        descent.step()
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(loss().item())
        elif scheduler:
            scheduler.step()
    return {
        "loss": loss().item(),
        "parameters": torch.cat([p.detach().ravel() for p in parameters]).tolist(),
    }


def adam(rate):
    return lambda p: torch.optim.Adam(p, lr=rate)


def sgd(rate, momentum, nesterov=False):
    return lambda p: torch.optim.SGD(p, lr=rate, momentum=momentum, nesterov=nesterov)


rates = torch.optim.lr_scheduler
CASES = {
    "adam": run(adam(0.02)),
    "adamW": run(lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.1)),
    "sgd": run(sgd(0.1, 0)),
    "momentum": run(sgd(0.05, 0.9)),
    "nesterov": run(sgd(0.05, 0.9, True)),
    "step": run(adam(0.05), lambda d: rates.StepLR(d, 6, 0.3)),
    "cosine": run(sgd(0.2, 0), lambda d: rates.CosineAnnealingLR(d, 25, eta_min=0.02)),
    "plateau": run(sgd(1.2, 0), lambda d: rates.ReduceLROnPlateau(d, patience=1, factor=0.5)),
    "clip": run(adam(0.02), clip=0.3),
    "clippedMomentum": run(sgd(0.1, 0.8), clip=0.2),
}

if __name__ == "__main__":
    reference = {"torch": torch.__version__, "seed": SEED, "cases": CASES}
    output = Path(__file__).with_name("batches.json")
    output.write_text(json.dumps(reference, separators=(",", ":")) + "\n")

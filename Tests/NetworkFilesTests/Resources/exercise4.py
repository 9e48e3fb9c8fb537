"""A stand-in for the data and weights of Andrew Ng's exercise 4, of the same names and layout, and what it costs.

ex4data1: X 500x400 and y 500x1, labels 1 to 10; ex4weights: Theta1 25x401 and Theta2 10x26, a bias first. All are
drawn from NumPy's legacy stream of seed 4, so that no file needs to be kept. Prints JSON: the cost without and with
the penalty of lambda = 1, as the sheet writes it, and of the latter's gradient the largest element and the norm.

    python3 exercise4.py > exercise4.json
"""

import json

import numpy as np

random = np.random.RandomState(4)
N = 500
X = random.rand(N, 400)
y = 1 + np.arange(N) % 10
Theta1 = random.rand(25, 401) * 0.24 - 0.12
Theta2 = random.rand(10, 26) * 0.24 - 0.12


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def cost(lam):
    ones = np.ones((N, 1))
    a1 = np.hstack([ones, X])
    a2 = np.hstack([ones, sigmoid(a1 @ Theta1.T)])
    h = sigmoid(a2 @ Theta2.T)
    Y = np.eye(10)[y - 1]
    J = -np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h)) / N
    J += lam / (2 * N) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    d3 = h - Y
    d2 = (d3 @ Theta2)[:, 1:] * a2[:, 1:] * (1 - a2[:, 1:])
    g1, g2 = d2.T @ a1 / N, d3.T @ a2 / N
    g1[:, 1:] += lam / N * Theta1[:, 1:]
    g2[:, 1:] += lam / N * Theta2[:, 1:]
    return J, np.concatenate([g1.ravel(), g2.ravel()])


plain, regularized = cost(0)[0], cost(1)
print(json.dumps({
    "cost": plain, "cost_lambda_1": regularized[0],
    "gradient_largest": float(np.max(np.abs(regularized[1]))), "gradient_norm": float(np.linalg.norm(regularized[1])),
}, indent=2))

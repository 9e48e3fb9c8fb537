"""Networks as NumPy and safetensors keep them, with what they answer, computed by NumPy.

    python3 make_imports.py        writes coefs.npz, linear.safetensors and imports.json beside itself
"""

import json
import pathlib
import struct

import numpy as np

folder = pathlib.Path(__file__).parent
random = np.random.RandomState(7)
x = random.randn(4, 3)


def softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# scikit-learn's lists: inputs x units.
coefs = [random.randn(3, 5), random.randn(5, 2).astype(np.float32), random.randn(2, 4)]
intercepts = [random.randn(5), random.randn(2), random.randn(4)]
coefs[0] = np.asfortranarray(coefs[0])
np.savez(folder / "coefs.npz", **{f"coefs_{i}": W for i, W in enumerate(coefs)},
         **{f"intercepts_{i}": b for i, b in enumerate(intercepts)})
h = np.maximum(0, x @ coefs[0] + intercepts[0])
h = np.maximum(0, h @ coefs[1] + intercepts[1])
classes = softmax(h @ coefs[2] + intercepts[2])

# PyTorch's linear layers: units x inputs.
tensors = {"net.0.weight": random.randn(6, 3), "net.0.bias": random.randn(6),
           "net.10.weight": random.randn(1, 2), "net.10.bias": random.randn(1),
           "net.2.weight": random.randn(2, 6), "net.2.bias": random.randn(2)}
tensors = {k: v.astype(np.float32) for k, v in tensors.items()}
header, data = {"__metadata__": {"format": "pt"}}, b""
for name, value in tensors.items():
    header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + value.nbytes]}
    data += value.tobytes()
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
(folder / "linear.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
wide = {k: v.astype(np.float64) for k, v in tensors.items()}
h = np.tanh(x @ wide["net.0.weight"].T + wide["net.0.bias"])
h = np.tanh(h @ wide["net.2.weight"].T + wide["net.2.bias"])
numbers = h @ wide["net.10.weight"].T + wide["net.10.bias"]

(folder / "imports.json").write_text(json.dumps(
    {"x": x.tolist(), "coefs": classes.tolist(), "linear": numbers.tolist()}) + "\n")

"""ONNX models of multilayer perceptrons as scikit-learn's converter writes them, and as PyTorch does, with what
onnxruntime says that they answer.

    pip install onnx skl2onnx onnxruntime scikit-learn
    python3 make_onnx.py        writes *.onnx and onnx.json beside itself
"""

import json
import pathlib
import warnings

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
folder = pathlib.Path(__file__).parent
random = np.random.RandomState(7)
x = random.randn(60, 3).astype(np.float32) * [1, 10, 0.1] + [0, 5, 1]
x = x.astype(np.float32)
three = np.array(["low", "middle", "high"])[(x[:, 0] > 0).astype(int) + (x[:, 1] > 5)]
answers = {}


def save(name, model, output):
    model = onnx.load_from_string(model.SerializeToString())
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
    session = onnxruntime.InferenceSession(model.SerializeToString())
    kind = session.get_inputs()[0].type
    points = x[:4].astype(np.float64 if "double" in kind else np.float32)
    values = session.run(None, {session.get_inputs()[0].name: points})[output]
    answers[name] = np.asarray(values, dtype=float).reshape(4, -1).tolist()


def learn(name, model, y, options):
    model.fit(x, y)
    save(name, to_onnx(model, x[:1], options=options), 1 if options else 0)


plain = {"zipmap": False}
classifier = MLPClassifier((4, 3), activation="tanh", max_iter=30, random_state=0)
learn("sklearn_three", make_pipeline(StandardScaler(), classifier), three,
      {MLPClassifier: plain})
binary = MLPClassifier((4,), activation="relu", max_iter=30, random_state=0)
learn("sklearn_two", binary, np.where(x[:, 0] > 0, 7, 3), {MLPClassifier: plain})
learn("sklearn_numbers", MLPRegressor(hidden_layer_sizes=(4,), activation="logistic", max_iter=30, random_state=0), x[:, 0], None)


def constant(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype=dtype), name)


def handmade(name, nodes, constants, dtype=TensorProto.FLOAT):
    graph = helper.make_graph(
        nodes, "main_graph", [helper.make_tensor_value_info("input", dtype, ["batch", 3])],
        [helper.make_tensor_value_info("output", dtype, ["batch", 2])], constants)
    save(name, helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), 0)


# torch.nn.Sequential(Linear(3, 4), GELU(), Linear(4, 2), Softmax(1)), as torch.onnx.export writes it.
W1, b1, W2, b2 = random.randn(4, 3), random.randn(4), random.randn(2, 4), random.randn(2)
handmade("torch_gelu", [
    helper.make_node("Gemm", ["input", "0.weight", "0.bias"], ["/0/Gemm_output_0"], "/0/Gemm", alpha=1.0,
                     beta=1.0, transB=1),
    helper.make_node("Constant", [], ["/1/Constant_output_0"], "/1/Constant", value=constant("", np.sqrt(2))),
    helper.make_node("Div", ["/0/Gemm_output_0", "/1/Constant_output_0"], ["/1/Div_output_0"], "/1/Div"),
    helper.make_node("Erf", ["/1/Div_output_0"], ["/1/Erf_output_0"], "/1/Erf"),
    helper.make_node("Constant", [], ["/1/Constant_1_output_0"], "/1/Constant_1", value=constant("", 1)),
    helper.make_node("Add", ["/1/Erf_output_0", "/1/Constant_1_output_0"], ["/1/Add_output_0"], "/1/Add"),
    helper.make_node("Mul", ["/0/Gemm_output_0", "/1/Add_output_0"], ["/1/Mul_output_0"], "/1/Mul"),
    helper.make_node("Constant", [], ["/1/Constant_2_output_0"], "/1/Constant_2", value=constant("", 0.5)),
    helper.make_node("Mul", ["/1/Mul_output_0", "/1/Constant_2_output_0"], ["/1/Mul_1_output_0"], "/1/Mul_1"),
    helper.make_node("Gemm", ["/1/Mul_1_output_0", "2.weight", "2.bias"], ["/2/Gemm_output_0"], "/2/Gemm",
                     alpha=1.0, beta=1.0, transB=1),
    helper.make_node("Softmax", ["/2/Gemm_output_0"], ["output"], "/3/Softmax", axis=1),
], [constant("0.weight", W1), constant("0.bias", b1), constant("2.weight", W2), constant("2.bias", b2)])

# MatMul and Add in double precision, scaling in between, and no activation at the end.
handmade("matmul_double", [
    helper.make_node("Sub", ["input", "mu"], ["centred"]),
    helper.make_node("Div", ["centred", "sigma"], ["scaled"]),
    helper.make_node("MatMul", ["scaled", "A"], ["a"]), helper.make_node("Add", ["b1", "a"], ["a1"]),
    helper.make_node("Tanh", ["a1"], ["z"]), helper.make_node("Mul", ["z", "two"], ["z2"]),
    helper.make_node("Dropout", ["z2"], ["z3"]), helper.make_node("MatMul", ["z3", "B"], ["c"]),
    helper.make_node("Add", ["c", "b2"], ["output"]),
], [constant("mu", [0, 5, 1], np.float64), constant("sigma", [1, 10, 0.1], np.float64),
    constant("A", W1.T, np.float64), constant("b1", b1, np.float64), constant("two", [2], np.float64),
    constant("B", W2.T, np.float64), constant("b2", [b2], np.float64)], TensorProto.DOUBLE)

(folder / "onnx.json").write_text(json.dumps({"x": x[:4].astype(float).tolist(), "answers": answers}) + "\n")

import Foundation
import Matrices
import Networks
import Randomness
import Testing

@Suite("Export of networks")
struct ExportTests {
  /// A network of every built-in activation, its inputs standardised.
  static func export(
    output: Activation = .softmax, tests: Int = 5
  ) throws -> ModelExport {
    let hidden = Activation.allCases.filter { $0 != .softmax }
    let network = Network(
      inputs: 3, layers: hidden.map { .dense(4, $0) } + [.dense(3, output)])
    var random = MersenneTwister(seed: 7)
    let trained = TrainedNetwork(network, parameters: network.initialWeights(using: &random))
    return try ModelExport(
      trained, standardization: Standardization(mu: [1, -2, 0.5], sigma: [2, 0.25, 3]),
      testing: random.normals(tests, 3))
  }

  @Test(
    "the C file compiles without a warning and passes its own test",
    arguments: [
      Activation.softmax, .identity,
    ])
  func c(output: Activation) throws {
    let source = try Self.export(output: output).cSource(name: "wine")
    #expect(source.contains("void wine(const double *x, double *y)"))
    let result = try run(
      "command -v cc >/dev/null || exit 127; "
        + "cc -std=c99 -Wall -Wextra -Werror -O1 -Dwine_TEST wine.c -o wine -lm && ./wine",
      with: ["wine.c": Data(source.utf8)])
    #expect(result?.status ?? 0 == 0, "\(result?.text ?? "")")
    // A wrong weight must be found.
    let wrong = source.replacing(
      "static const double b2[] = {\n  ", with: "static const double b2[] = {\n  1 + ")
    #expect(wrong != source)
    let found = try run(
      "command -v cc >/dev/null || exit 127; cc -Dwine_TEST wine.c -o wine -lm && ./wine",
      with: ["wine.c": Data(wrong.utf8)])
    #expect(found?.status ?? 1 == 1)
  }

  @Test("protocol buffers are as their specification has them")
  func protocolBuffers() throws {
    // The head of an ONNX model: field 1 (ir_version) 8, field 2 (producer_name) "MatKit".
    let head: [UInt8] = [0x08, 8, 0x12, 6] + Array("MatKit".utf8)
    #expect(try Self.export().onnx().starts(with: head))
  }

  @Test("what cannot be exported is an error, and a model without tests is no error")
  func errors() throws {
    let own = Network(inputs: 1, layers: [.dense(1, Activation(Swish()))])
    let error = #expect(throws: NetworkError.self) {
      try ModelExport(TrainedNetwork(own, parameters: [1, 0]), testing: [[1.0]])
    }
    #expect(error?.code == .notExportable)
    #expect(
      error?.description == "the activation of layer 1 must be one that is built in, not swish")
    let line = TrainedNetwork(
      Network(inputs: 1, layers: [.dense(1, .identity)]), parameters: [1.0, 0])
    #expect(throws: NetworkError.self) { try ModelExport(line, testing: [[1.0, 2]]) }
    #expect(throws: NetworkError.self) { try ModelExport(line, testing: [[.nan]]) }
    #expect(throws: NetworkError.self) {
      try ModelExport(
        line, standardization: Standardization(mu: [0, 0], sigma: [1, 1]), testing: [[1.0]])
    }
    let none = try ModelExport(line, testing: Matrix(repeating: 0, rowCount: 0, columnCount: 1))
    #expect(!none.cSource().contains("_TEST\n#include") && none.testOutputs.size == [0, 1])
    #expect(try Self.export(tests: 20).testInputs.rowCount == ModelExport.mostTests)
  }

  @Test("a name that no function can have traps")
  func names() async {
    await #expect(processExitsWith: .failure) { _ = try ExportTests.export().cSource(name: "1a") }
    await #expect(processExitsWith: .failure) {
      _ = try ExportTests.export().matlabFunction(name: "a-b")
    }
  }
}

/// Among the tests of `make interop`, which installs what they need; where it is missing they say nothing.
@Suite("Exported networks in other programs")
struct ExportInteropTests {
  private static let python =
    ProcessInfo.processInfo.environment["MATKIT_INTEROP"].map { "'\($0)/bin/python'" } ?? "python3"

  @Test("the npz archive has the arrays, each with a checksum that is right")
  func npz() throws {
    let export = try ExportTests.export()
    let bytes = export.npz()
    #expect(bytes.starts(with: [0x50, 0x4B, 3, 4]) && bytes == export.npz())
    let text = String(decoding: bytes, as: UTF8.self)
    for name in ["W1.npy", "b10.npy", "activations.npy", "mu.npy", "test_outputs.npy"] {
      #expect(text.contains(name))
    }
    #expect(text.contains("'descr': '<f8', 'fortran_order': True, 'shape': (4, 3), }"))
    let script = """
      import json, numpy as np
      d = np.load('net.npz'); z = (d['test_inputs'] - d['mu']) / d['sigma']
      from math import erfc
      f = {'sigmoid': lambda a: 1/(1+np.exp(-a)), 'tanh': np.tanh, 'relu': lambda a: np.maximum(a, 0),
           'leaky-relu': lambda a: np.where(a > 0, a, .01*a), 'softplus': lambda a: np.logaddexp(0, a),
           'elu': lambda a: np.where(a > 0, a, np.expm1(a)), 'exponential': np.exp, 'identity': lambda a: a,
           'gelu': lambda a: a * np.vectorize(erfc)(-a/np.sqrt(2)) / 2,
           'softmax': lambda a: np.exp(a)/np.exp(a).sum(1, keepdims=True)}
      for k, name in enumerate(d['activations']): z = f[name](z @ d[f'W{k+1}'].T + d[f'b{k+1}'])
      assert np.abs(z - d['test_outputs']).max() < 1e-12
      """
    let result = try run(
      "\(Self.python) -c 'import numpy' 2>/dev/null || exit 127; \(Self.python) test.py",
      with: ["net.npz": Data(bytes), "test.py": Data(script.utf8)])
    #expect(result?.status ?? 0 == 0, "\(result?.text ?? "")")
  }

  @Test("the function for MATLAB passes its own test in Octave")
  func matlab() throws {
    let text = try ExportTests.export().matlabFunction(name: "wine")
    #expect(text.hasPrefix("function Y = wine(X)\n"))
    let result = try run(
      "command -v octave-cli >/dev/null || exit 127; "
        + "octave-cli --quiet --eval \"wine('test'); Y = wine(ones(7, 3)); assert(size(Y), [7 3])\"",
      with: ["wine.m": Data(text.utf8)])
    #expect(result?.status ?? 0 == 0, "\(result?.text ?? "")")
  }

  @Test(
    "the ONNX model has the answers of the network in onnxruntime, in single and double precision")
  func onnx() throws {
    let export = try ExportTests.export()
    let script = """
      import json, numpy as np, onnxruntime as rt
      s = rt.InferenceSession('net.onnx'); m = s.get_modelmeta().custom_metadata_map
      x, y = (np.array(json.loads(m[k])) for k in ('test_inputs', 'test_outputs'))
      p, = s.run(None, {'x': x.astype(np.float32)})
      assert p.shape == y.shape and np.abs(p - y).max() < 1e-5, np.abs(p - y).max()
      """
    let bytes = export.onnx()
    #expect(bytes.count > 500 && bytes == export.onnx())
    #expect(export.onnx(.double).count > bytes.count)
    let result = try run(
      "\(Self.python) -c 'import onnxruntime' 2>/dev/null || exit 127; \(Self.python) test.py",
      with: ["net.onnx": Data(bytes), "test.py": Data(script.utf8)])
    #expect(result?.status ?? 0 == 0, "\(result?.text ?? "")")
  }
}

/// Runs a program in a folder of its own and returns its exit status; nil where there is no such program.
private func run(
  _ command: String, with files: [String: Data]
) throws -> (status: Int32, text: String)? {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "export-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, data) in files { try data.write(to: folder.appending(path: name)) }
  let (process, pipe) = (Process(), Pipe())
  process.executableURL = URL(filePath: "/bin/sh")
  process.arguments = ["-c", command]
  process.currentDirectoryURL = folder
  (process.standardOutput, process.standardError) = (pipe, pipe)
  try process.run()
  let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return process.terminationStatus == 127 ? nil : (process.terminationStatus, text)
}

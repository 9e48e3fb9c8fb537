import Foundation
import NetworkFiles
import MATFiles
import Matrices
import Optimization
import Testing

/// Σ (xᵢ − i)⁴ + (x₀·xᵢ)²: no few steps end it.
private struct Quartic: DifferentiableObjective {
  let dimension = 6

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var value = 0.0
    gradient[0] = 0
    for i in 0..<dimension {
      let (d, product) = (x[i] - Double(i), x[0] * x[i])
      value += d * d * d * d + product * product
      gradient[i] = (i == 0 ? gradient[0] : 0) + 4 * d * d * d + 2 * product * x[0]
      gradient[0] += 2 * product * x[i]
    }
    return value
  }
}

@Suite("Minimisations in .mat files") struct MinimizationFileTests {
  private static let methods: [any MinimizationMethod] = [
    .bfgs, .lbfgs, .conjugateGradient, .adam(stepSize: 0.05), .scaledConjugateGradient, .trustExact,
    .nelderMead,
  ]

  private static func run(_ iterations: Int, _ index: Int) -> Minimization<Double> {
    var run = Minimization(
      Quartic(), from: [3, 1, -2, 0.5, 4, -1], using: methods[index],
      stopping: StoppingRules(iterations: iterations))
    while run.next() != nil {}
    return run
  }

  @Test("a run saved in a .mat file goes on in another process, to the bit")
  func anotherProcess() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for index in Self.methods.indices {
      let part = Self.run(4, index)
      try MATFile.write(
        ["run": part.checkpoint(), "expected": Matrix(column: Self.run(10, index).solution.x)],
        to: "\(folder)/\(index).mat", version: [.v6, .v7, .v73][index % 3])
    }
    await #expect(processExitsWith: .success) { [folder = folder as String] in
      for index in Self.methods.indices {
        let file = try MATFile("\(folder)/\(index).mat")
        var rest = try Minimization(
          Quartic(), resuming: try file["run"] as Checkpoint, using: Self.methods[index],
          stopping: StoppingRules(iterations: 10))
        while rest.next() != nil {}
        let expected: [Double] = try file["expected"]
        #expect(rest.solution.x.map(\.bitPattern) == expected.map(\.bitPattern))
      }
    }
  }

  @Test("what is no checkpoint, or a damaged one, is refused")
  func refused() throws {
    #expect(throws: MATError.self) { try Checkpoint(matValue: 1.0.matValue) }
    let whole = try Self.run(3, 0).checkpoint()
    #expect(try Checkpoint(matValue: whole.matValue) == whole)
    guard case .structure(let fields) = whole.matValue else { return }
    var bytes = whole.bytes
    bytes[bytes.count / 2] ^= 1
    var others = fields.fields
    others["state"] = [Matrix(column: bytes).matValue]
    #expect(throws: MATError.self) {
      try Checkpoint(matValue: .structure(MATStructArray(size: [1, 1], fields: others)))
    }
  }

  @Test("a trace is a struct of columns")
  func trace() throws {
    var trace = Trace()
    let solution = minimize(
      Quartic(), from: [3, 1, -2, 0.5, 4, -1], using: .bfgs, observer: { trace.record($0) })
    guard case .structure(let fields) = trace.matValue else {
      Issue.record("no struct")
      return
    }
    let values = try #require(fields["value"]?.first)
    #expect(try [Double](matValue: values) == trace.values)
    #expect(trace.values.allSatisfy { $0 >= solution.value })
    #expect(fields.fields.values.allSatisfy { $0[0].size == [solution.iterations + 1, 1] })
    #expect(fields.fields.keys.contains("step") && fields.fields.count == 7)
  }
}

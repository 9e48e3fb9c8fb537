import Foundation
import Optimization
import Testing

/// Where SciPy ends with its defaults: `Reference/scipy_ends.py` writes it.
private struct SciPyEnds: Decodable {
  struct End: Decodable {
    let problem: String
    let method: String
    let success: Bool
    let x: [Double]
    let value: Double
  }

  let ends: [End]

  static func load() throws -> [End] {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Reference/scipy_ends.json")
    return try JSONDecoder().decode(SciPyEnds.self, from: Data(contentsOf: url)).ends
  }
}

@Suite("SciPy's ends, examined")
struct SciPyEndsTests {
  @Test("a success of SciPy's that is no minimum is found out, and told the way down")
  func falseSuccesses() throws {
    let ends = try SciPyEnds.load().filter(\.success)
    var found = 0
    for end in ends {
      let instance = try #require(Instance.all.first { $0.name == end.problem })
      let objective = try #require(instance.objective)
      let report = examine(objective, at: end.x)
      #expect(abs(report.value - end.value) <= 1e-9 * end.value + 1e-15, "\(end.problem)")
      guard !instance.isMinimum(end.value) else { continue }
      found += 1
      #expect(!report.isMinimum, "\(end.problem), \(end.method): \(report)")
    }
    #expect(found >= 8)
  }

  @Test("where SciPy's BFGS ends on Biggs's sum of exponentials f bends down")
  func saddle() throws {
    let end = try #require(
      try SciPyEnds.load().first { $0.problem == "BiggsEXP6" && $0.method == "BFGS" })
    let objective = try #require(Instance.all.first { $0.name == "BiggsEXP6" }?.objective)
    let report = examine(objective, at: end.x, stopping: StoppingRules(gradientNorm: 1e-5))
    #expect(report.verdict == .saddlePoint, "\(report)")
    #expect((report.lower?.value ?? 1) < end.value)
  }
}

import Foundation
import Optimization

/// What SciPy's `root` makes of the 14 systems of MINPACK's tests: `Reference/roots.py` writes it.
struct RootReference: Decodable {
  struct Run: Decodable {
    let number: Int
    let name: String
    let start: [Double]
    /// The largest |F| at the start, and at SciPy's end.
    let startNorm: Double
    let norm: Double
    let calls: Int
    let success: Bool
  }

  let runs: [Run]

  static func load() throws -> [Run] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Reference/roots.json")
    return try JSONDecoder().decode(RootReference.self, from: Data(contentsOf: url)).runs
  }
}

extension RootReference.Run {
  /// The system as residuals; those three that MINPACK has as a gradient are made of that.
  func solve(tolerance: Double? = nil) -> EquationSolution<Double>? {
    let n = start.count
    let residualCounts = [20: 31, 25: n + 2, 14: 6]
    guard
      let problem = MoreGarbowHillstrom(number: number, n: n, m: residualCounts[number] ?? n)
    else { return nil }
    if residualCounts[number] == nil {
      return Optimization.solve(
        equations: ProblemResiduals(problem, at: start), from: start, tolerance: tolerance)
    }
    let half = ResidualClosure(dimension: n, residualCount: n) { (x: Span<Double>, F) in
      var problem = problem
      var gradient = [Double](repeating: 0, count: n)
      var slopes = gradient.mutableSpan
      _ = problem.value(at: x, gradient: &slopes)
      for i in F.indices { F[i] = slopes[i] / 2 }
    }
    return Optimization.solve(equations: half, from: start, tolerance: tolerance)
  }
}

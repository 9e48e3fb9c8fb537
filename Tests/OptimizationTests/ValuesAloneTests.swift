import Foundation
import LinearAlgebra
import Optimization
import Testing

/// Himmelblau's function: four minima of zero.
private struct Himmelblau<Scalar: LinearAlgebraScalar>: Objective {
  let dimension = 2

  mutating func value(at x: Span<Scalar>) -> Scalar {
    let (a, b) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7)
    return a * a + b * b
  }
}

/// A test problem's values, rounded to single precision on the way in and out.
private struct Rounded: Objective {
  var base: MoreGarbowHillstrom

  var dimension: Int { base.dimension }

  mutating func value(at x: Span<Float>) -> Float {
    let wide = x.indices.map { Double(x[$0]) }
    return Float(base.value(at: wide.span))
  }
}

/// 1 + Σ 10^(−k)·(vₖ·x − 1)² for orthogonal v of ±1: a condition of 10^(2·7) in axes that are not the variables'.
private struct FlatValley: Objective {
  let dimension = 8

  mutating func value(at x: Span<Double>) -> Double {
    var sum = 1.0
    for k in 0..<8 {
      var inner = -1.0
      for i in 0..<8 { inner += (k & i).nonzeroBitCount.isMultiple(of: 2) ? x[i] : -x[i] }
      sum += pow(100, -Double(k)) * inner * inner
    }
    return sum
  }
}

struct ValuesAloneTests {
  private static let methods: [any MinimizationMethod] = [.nelderMead, .powell, .bfgs, .lbfgs]

  /// Curvatures differ by 1e12 and more, or variables by 1e6, and differences along the variables end above the
  /// minimum: by 3 % for Meyer's problem, at five times the minimum for Watson's of twelve variables.
  @Test(
    "flat valleys are crossed to the minimum", arguments: methods.indices,
    ["10-Meyer", "17-Osborne1", "20-Watson-n9", "20-Watson-n12", "13-PowellSingular"])
  func valleys(index: Int, problem: String) throws {
    let instance = try #require(Instance.all.first { $0.key.hasPrefix(problem) })
    let objective = ValueAlone(base: try #require(instance.objective))
    let solution = minimize(objective, from: instance.x0, using: Self.methods[index])
    #expect(instance.isMinimum(solution.value) && solution.isSuccess, "\(solution)")
    #expect(solution.gradientNorm.isFinite)
    #expect(solution.evaluations < 20_000)
  }

  /// f is of fourth order along two axes there, and ends near 1e-24, where axes have to be ever shorter.
  @Test(
    "a minimum of fourth order is no failure by two points or more", arguments: 0..<4,
    [DifferenceFormula.twoPoint, .automatic])
  func fourthOrder(index: Int, formula: DifferenceFormula) throws {
    let methods: [any MinimizationMethod] = [
      .bfgs, .trustExact, .trustKrylov, .newtonConjugateGradient,
    ]
    let instance = try #require(Instance.all.first { $0.key == "13-PowellSingular-n4m4" })
    let objective = DifferenceObjective(
      ValueAlone(base: try #require(instance.objective)), formula: formula)
    let solution = minimize(objective, from: instance.x0, using: methods[index])
    #expect(instance.isMinimum(solution.value) && solution.isSuccess, "\(solution)")
  }

  @Test("a condition of 1e14 in axes of its own is no obstacle", arguments: methods.indices)
  func condition(index: Int) {
    let solution = minimize(
      FlatValley(), from: [Double](repeating: 0.3, count: 8), using: Self.methods[index])
    #expect(solution.isSuccess && solution.value - 1 < 1e-8, "\(solution)")
  }

  @Test(
    "every start of a grid leads to a minimum by every formula", arguments: methods.indices,
    [DifferenceFormula.twoPoint, .threePoint, .automatic])
  func grid(index: Int, formula: DifferenceFormula) {
    for row in 0...10 {
      for column in 0...10 {
        let start = [Double(row) - 5, Double(column) - 5]
        let solution = minimize(
          DifferenceObjective(Himmelblau<Double>(), formula: formula), from: start,
          using: Self.methods[index])
        // f at the worst start is 890.
        #expect(solution.isSuccess && solution.value < 1e-12, "\(start): \(solution)")
        #expect(solution.evaluations < 3000, "\(start)")
        let single = minimize(
          DifferenceObjective(Himmelblau<Float>(), formula: formula), from: start.map { Float($0) },
          using: Self.methods[index])
        #expect(single.isSuccess && single.value < 1e-6, "\(start): \(single)")
        #expect(single.evaluations < 10_000, "\(start)")
      }
    }
  }

  /// f is resolved to 1e-7 of it, and to some 1e-12 of f at the start; x to 1e-7, which changes Meyer's by 1e-3.
  @Test(
    "in single precision a success is a minimum as far as f resolves it", arguments: methods.indices
  )
  func single(index: Int) throws {
    var minima = 0
    let instances = Instance.all.filter { $0.n <= 6 }
    for instance in instances {
      let objective = Rounded(base: try #require(instance.objective))
      let start = instance.x0.map { Float($0) }
      let solution = minimize(
        objective, from: start, using: Self.methods[index],
        stopping: StoppingRules(evaluations: 100_000))
      let f0 = Double(
        minimize(objective, from: start, stopping: StoppingRules(iterations: 0)).value)
      let value = Double(solution.value)
      let isMinimum = instance.minima.contains {
        abs(value - $0) <= 3e-3 * $0 + 1e-6 * min(1, f0) + 1e-11 * f0
      }
      if isMinimum { minima += 1 }
      #expect(isMinimum || !solution.isSuccess, "\(instance.key): \(solution)")
      #expect(solution.evaluations < 100_000, "\(instance.key): \(solution.reason)")
    }
    #expect(minima >= instances.count - 2)
  }

  @Test("noise far above rounding is named, and no success", arguments: 2..<4)
  func noise(index: Int) {
    let solution = minimize(from: [1.0, -0.7, 2], using: Self.methods[index]) { x in
      var (sum, bits) = (1.0, UInt64(1))
      for i in 0..<3 {
        sum += 0.01 * Double(i + 1) * x[i] * x[i]
        bits = (bits ^ x[i].bitPattern) &* 0x9E37_79B9_7F4A_7C15
        bits ^= bits >> 31
      }
      return sum + 1e-3 * (Double(bits >> 11) * 0x1p-53 - 0.5)
    }
    #expect(!solution.isSuccess || solution.value < 1 + 1e-3, "\(solution)")
  }

  @Test("a limit of evaluations holds while the axes are measured", arguments: methods.indices)
  func limit(index: Int) throws {
    let instance = try #require(Instance.all.first { $0.key.hasPrefix("17-Osborne1") })
    let objective = ValueAlone(base: try #require(instance.objective))
    let whole = minimize(objective, from: instance.x0, using: Self.methods[index])
    for missing in [1, 20, 40, 60, 100, 200, 400] {
      let limit = whole.evaluations - missing
      let solution = minimize(
        objective, from: instance.x0, using: Self.methods[index],
        stopping: StoppingRules(evaluations: limit))
      #expect(solution.evaluations <= limit && solution.reason == .evaluationLimit, "\(solution)")
    }
  }
}

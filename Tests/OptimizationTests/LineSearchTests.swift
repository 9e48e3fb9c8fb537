import Foundation
import LinearAlgebra
import Optimization
import Testing

/// The functions of one variable of Moré and Thuente, section 5, with their slopes at 0.
private enum Line: String, CaseIterable, Sendable {
  case hyperbola, power, wave, steep, flat

  func value(_ t: Double) -> (value: Double, slope: Double) {
    switch self {
    case .hyperbola:
      return (-t / (t * t + 2), (t * t - 2) / ((t * t + 2) * (t * t + 2)))
    case .power:
      return (
        pow(t + 0.004, 5) - 2 * pow(t + 0.004, 4), 5 * pow(t + 0.004, 4) - 8 * pow(t + 0.004, 3)
      )
    case .wave:
      // β = 0.01, l = 39.
      let wave = 0.99 * 2 / (39 * Double.pi) * sin(39 * Double.pi / 2 * t)
      let slope = 0.99 * cos(39 * Double.pi / 2 * t)
      if t <= 0.99 { return (1 - t + wave, slope - 1) }
      if t >= 1.01 { return (t - 1 + wave, slope + 1) }
      return ((t - 1) * (t - 1) / 0.02 + 0.005 + wave, (t - 1) / 0.01 + slope)
    case .steep: return yanai(t, 0.001, 0.001)
    case .flat: return yanai(t, 0.01, 0.001)
    }
  }

  private func yanai(_ t: Double, _ a: Double, _ b: Double) -> (Double, Double) {
    func gamma(_ x: Double) -> Double { (1 + x * x).squareRoot() - x }
    let (p, q) = (((1 - t) * (1 - t) + b * b).squareRoot(), (t * t + a * a).squareRoot())
    return (gamma(a) * p + gamma(b) * q, gamma(a) * (t - 1) / p + gamma(b) * t / q)
  }
}

/// Tries the search once, from t = 0 along +1, and keeps every step that it tries.
private struct Probe: MinimizationMethod {
  let search: any LineSearch
  let first: Double

  func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    OneSearch<Scalar>(search: search, first: Scalar(first))
  }
}

private struct OneSearch<Scalar: LinearAlgebraScalar>: Stepper {
  var search: any LineSearch
  let first: Scalar

  func encode(to encoder: any Encoder) throws { try search.encode(to: encoder) }

  mutating func restore(from decoder: any Decoder) throws { try search.restore(from: decoder) }

  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    state.direction[0] = 1
    state.slope = state.current.gradient[0]
    guard case .found = search.search(&state, first: first) else { return .ended(.stopped) }
    state.accept()
    return .accepted
  }
}

struct LineSearchTests {
  @Test(
    "the search finds a step with both strong Wolfe conditions, from any first step",
    arguments: Line.allCases.indices, [1e-3, 0.1, 1, 10, 1e3])
  func wolfe(index: Int, first: Double) {
    let line = Line.allCases[index]
    for (decrease, curvature) in [(1e-3, 0.1), (0.1, 0.1001), (1e-4, 0.9), (1e-3, 1e-2)] {
      let search = MoreThuente(decrease: decrease, curvature: curvature)
      let start = line.value(0)
      // The step that was accepted, where another that was tried may be lower.
      var t = 0.0
      let solution = minimize(
        from: [0.0], using: Probe(search: search, first: first),
        stopping: StoppingRules(gradientNorm: 0, iterations: 1), observer: { t = $0.x[0] }
      ) { x, gradient in
        let (value, slope) = line.value(x[0])
        gradient[0] = slope
        return value
      }
      let end = line.value(t)
      #expect(solution.iterations == 1, "\(line) \(first) \(decrease) \(curvature)")
      #expect(end.value <= start.value + decrease * t * start.slope)
      #expect(abs(end.slope) <= curvature * abs(start.slope))
      // The paper's tables need at most 12 function values.
      #expect(solution.evaluations <= 14)
    }
  }

  @Test(
    "the textbook's search and Hager and Zhang's find steps with their conditions",
    arguments: Line.allCases.indices, [1e-3, 0.1, 1, 10, 1e3])
  func otherSearches(index: Int, first: Double) {
    let line = Line.allCases[index]
    let searches: [any LineSearch] = [
      StrongWolfe(decrease: 1e-3, curvature: 0.1), StrongWolfe(), HagerZhang(),
      HagerZhang(decrease: 0.1, curvature: 0.1),
    ]
    for (search, (decrease, curvature)) in zip(
      searches, [(1e-3, 0.1), (1e-4, 0.9), (0.1, 0.9), (0.1, 0.1)])
    {
      let start = line.value(0)
      var t = 0.0
      let solution = minimize(
        from: [0.0], using: Probe(search: search, first: first),
        stopping: StoppingRules(gradientNorm: 0, iterations: 1), observer: { t = $0.x[0] }
      ) { x, gradient in
        let (value, slope) = line.value(x[0])
        gradient[0] = slope
        return value
      }
      let end = line.value(t)
      #expect(solution.iterations == 1 && t > 0, "\(line) \(first) \(search)")
      #expect(end.slope >= curvature * start.slope)
      let falls = end.value <= start.value + decrease * t * start.slope
      if search is StrongWolfe {
        #expect(falls && end.slope <= -curvature * start.slope)
      } else {
        let isNear = end.value <= start.value && end.slope <= (2 * decrease - 1) * start.slope
        #expect(falls || isNear, "\(line) \(first) \(search)")
      }
      #expect(solution.evaluations <= 25)
    }
  }

  @Test(
    "a search that runs into a wall goes back and finds a step before it",
    arguments: [1e-3, 1, 1e6], 0..<3)
  func wall(first: Double, index: Int) {
    let searches: [any LineSearch] = [MoreThuente(), StrongWolfe(), HagerZhang()]
    let search = searches[index]
    let solution = minimize(
      from: [0.0], using: Probe(search: search, first: first),
      stopping: StoppingRules(gradientNorm: 0, iterations: 1)
    ) { x, gradient in
      // The minimum at 0.9 lies close to the wall at 1.
      gradient[0] = 2 * (x[0] - 0.9)
      return x[0] >= 1 ? .nan : (x[0] - 0.9) * (x[0] - 0.9)
    }
    #expect(solution.iterations == 1 && solution.value < 0.81 && solution.evaluations < 32)
  }
}

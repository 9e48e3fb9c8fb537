// Profile-likelihood intervals: D. M. Bates, D. G. Watts, Nonlinear Regression Analysis and Its Applications, Wiley
// 1988, section 6.1. With one parameter held at θ and the others fitted anew, S(θ) is the sum of squares that is reached,
// and the interval is where √(S(θ) − S(θ̂))/s is at most t.
//
// Departure: the ends are found as roots, by regula falsi in Illinois form, instead of being interpolated in a trace.

/// The values of a parameter that the data leave possible, with no assumption that the model is straight.
public struct ProfileInterval: Sendable, Hashable {
  /// The ends; a bound of the fit, or infinite, where no value on that side is at odds with the data.
  public let lower: Double
  public let upper: Double
  /// All parameters at a lower sum of squares than the fit's, where one was met: the fit is at another minimum, and the
  /// interval tells nothing.
  public let lowerMinimum: [Double]?
}

extension CurveFit {
  /// The profile-likelihood interval of an estimated parameter; where the model is straight, that of ``intervals(level:)``.
  ///
  ///     let interval = decay.profileInterval(of: 1)
  ///
  /// It takes some ten fits of the other parameters a side. Nil where the parameter is not estimated (one at a bound has
  /// an interval, to that side the bound), no freedom is left, or a robust loss was used, which is no likelihood.
  ///
  /// - Parameters:
  ///   - index: Which parameter.
  ///   - level: The level of confidence, between 0 and 1; traps otherwise.
  public func profileInterval(of index: Int, level: Double = 0.95) -> ProfileInterval? {
    guard loss.shape == .squares, standings[index] == .estimated || standings[index] == .atBound,
      let t = factor(ofLevel: level), sumOfSquares > 0 || data.knowsDeviations
    else { return nil }
    let s = data.knowsDeviations ? 1 : residualStandardDeviation
    var profile = Profile(problem, index, parameters, sumOfSquares, s)
    let error = standardErrors[index]
    let size = max(parameters[index].magnitude, 1e-8)
    let step = error.isFinite && error > 0 ? t * error : size / 10
    profile.look()
    let lower = profile.end(t, step: -step)
    let upper = profile.end(t, step: step)
    return ProfileInterval(lower: lower, upper: upper, lowerMinimum: profile.lowerMinimum)
  }
}

/// The sum of squares with one parameter held and the others fitted.
private struct Profile<Model: CurveModel> {
  private let problem: FitProblem<Model>
  private let index: Int
  private let estimate: [Double]
  private let least: Double
  private let s: Double
  private let others: [Int]
  private(set) var lowerMinimum: [Double]?
  private var lowest: Double
  /// The parameters at the last value that gave a fit, from which the next begins.
  private var latest: [Double]

  init(
    _ problem: FitProblem<Model>, _ index: Int, _ estimate: [Double], _ least: Double, _ s: Double
  ) {
    self.problem = problem
    self.index = index
    self.estimate = estimate
    self.least = least
    self.s = s
    others = problem.free.filter { $0 != index }
    lowest = least
    latest = estimate
  }

  /// √(S(θ) − S(θ̂))/s; infinite where the model is not finite.
  private mutating func distance(_ value: Double) -> Double {
    var start = latest
    start[index] = value
    var sum = problem.residuals(of: others, start).sum
    if !others.isEmpty, sum.isFinite {
      let solution = problem.minimize(
        others, from: start, .init(gradientNorm: 0, examination: .none))
      for (j, parameter) in others.enumerated() { start[parameter] = solution.x[j] }
      sum = 2 * solution.value
    }
    guard sum.isFinite else { return .infinity }
    latest = start
    // What rounding and the end of the fit leave is no lower minimum.
    if sum < lowest - 1e-8 * least {
      lowest = sum
      lowerMinimum = start
    }
    return max(0, sum - least).squareRoot() / s
  }

  /// Fits the others with the parameter where it is: they go somewhere else only if the fit had not ended.
  mutating func look() { _ = distance(estimate[index]) }

  /// Where the distance is t, on the side of the step.
  mutating func end(_ t: Double, step: Double) -> Double {
    latest = estimate
    let middle = estimate[index]
    let bound =
      problem.bounds.map { step < 0 ? $0.lower[index] : $0.upper[index] }
      ?? (step < 0 ? -.infinity : .infinity)
    var (near, nearDistance) = (middle, 0.0)
    var far = middle
    var farDistance = 0.0
    var length = step
    for _ in 0..<40 where farDistance < t && far != bound {
      (near, nearDistance) = (far, farDistance)
      far = middle + length
      if step < 0 ? far < bound : far > bound { far = bound }
      farDistance = far.isFinite ? distance(far) : .infinity
      length *= farDistance > 0 && farDistance < t ? min(4, max(1.2, 1.1 * t / farDistance)) : 2
    }
    // No value was at odds with the data, as far as some 10¹² steps.
    guard farDistance >= t else { return far == bound ? bound : step < 0 ? -.infinity : .infinity }
    return root(t, near, nearDistance, far, farDistance)
  }

  private mutating func root(
    _ t: Double, _ near: Double, _ nearDistance: Double, _ far: Double, _ farDistance: Double
  ) -> Double {
    var (a, b) = (near, far)
    var (atA, atB) = (nearDistance - t, farDistance - t)
    for _ in 0..<60 where (b - a).magnitude > 1e-9 * (b - estimate[index]).magnitude {
      var next = atB.isFinite ? b - atB * (b - a) / (atB - atA) : (a + b) / 2
      if !(min(a, b)...max(a, b)).contains(next) { next = (a + b) / 2 }
      let value = distance(next) - t
      if value.magnitude <= 1e-9 * t { return next }
      if value > 0 {
        // The end that stays counts half, so that it does not stay for ever.
        if atB.isFinite { atA /= 2 }
        (b, atB) = (next, value)
      } else {
        if atB.isFinite { atB /= 2 }
        (a, atA) = (next, value)
      }
    }
    return (a + b) / 2
  }
}

extension FitResiduals {
  /// Σ of their squares at the parameters that they were made with.
  fileprivate var sum: Double {
    var copy = self
    let x = free.map { parameters[$0] }
    var values = [Double](repeating: 0, count: residualCount)
    var span = values.mutableSpan
    copy.residuals(at: x.span, into: &span)
    return values.reduce(0) { $0 + $1 * $1 }
  }
}

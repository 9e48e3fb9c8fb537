import Foundation
import Matrices
import Optimization
import SeededRandomness
import Testing

@Suite("Fits")
struct FitTests {
  private let reference: FittingReference
  private let model: Formula

  init() throws {
    reference = try FittingReference.load()
    model = try Formula("a*exp(-b*x) + c")
  }

  private func fitted(_ uncertainty: FitData.Uncertainty = .equal) throws -> CurveFit<Formula> {
    fit(
      model, to: try FitData(x: reference.x, y: reference.y, uncertainty: uncertainty),
      from: reference.start)
  }

  private func compare(_ fit: CurveFit<Formula>, _ known: FittingReference.Plain) throws {
    #expect(
      fit.isSuccess && fit.rank == 3 && fit.standings == Array(repeating: .estimated, count: 3))
    for i in 0..<3 {
      #expect(agree(fit.parameters[i], known.parameters[i], to: 1e-8))
      for j in 0..<3 {
        #expect(agree(fit.covariance[i, j], known.covariance[i][j], to: 1e-6), "\(i), \(j)")
      }
      let error = known.covariance[i][i].squareRoot()
      #expect(agree(fit.standardErrors[i], error, to: 1e-7))
      let interval = try #require(fit.intervals()[i])
      #expect(agree(interval.upperBound, known.parameters[i] + known.factor * error, to: 1e-7))
      #expect(agree(interval.lowerBound, known.parameters[i] - known.factor * error, to: 1e-7))
      let profile = try #require(fit.profileInterval(of: i))
      #expect(profile.lowerMinimum == nil)
      #expect(
        agree(profile.lower, known.profiles[i][0], to: 1e-6), "\(profile) \(known.profiles[i])")
      #expect(
        agree(profile.upper, known.profiles[i][1], to: 1e-6), "\(profile) \(known.profiles[i])")
    }
    #expect(agree(fit.sumOfSquares, known.rss, to: 1e-12))
    #expect(agree(fit.rSquared, known.r2, to: 1e-12))
    #expect(agree(fit.adjustedRSquared, known.adjusted, to: 1e-12))
    #expect(agree(fit.aic, known.aic, to: 1e-10) && agree(fit.bic, known.bic, to: 1e-10))
    let points = Matrix(column: known.new)
    let (curve, new) = (fit.prediction(at: points), fit.prediction(at: points, of: .observation()))
    for i in known.new.indices {
      #expect(agree(curve.values[i], known.values[i], to: 1e-8))
      #expect(agree(curve.standardErrors[i], known.curve[i], to: 1e-6))
      #expect(agree(new.standardErrors[i], known.observation[i], to: 1e-6))
      #expect(agree(new.upper[i], known.values[i] + known.factor * known.observation[i], to: 1e-7))
      #expect(agree(new.lower[i], known.values[i] - known.factor * known.observation[i], to: 1e-6))
    }
  }

  @Test("equal weights give what curve_fit and NumPy give")
  func plain() throws { try compare(fitted(), reference.plain) }

  @Test("weights give what curve_fit gives with sigma")
  func weighted() throws {
    let weights = reference.sigma.map { 1 / ($0 * $0) / 7 }
    try compare(fitted(.weights(weights)), reference.weighted)
  }

  @Test("known deviations give what curve_fit gives with absolute_sigma, and normal intervals")
  func known() throws {
    let fit = try fitted(.standardDeviations(reference.sigma))
    try compare(fit, reference.known)
    #expect(agree(fit.reducedChiSquare, reference.known.rss / 9, to: 1e-10))
  }

  @Test("differences in place of derivatives give the same to six digits")
  func differences() throws {
    let closure = ClosureModel(parameters: ["a", "b", "c"]) { x, p in
      p[0] * exp(-p[1] * x[0]) + p[2]
    }
    let fit = fit(
      closure, to: try FitData(x: reference.x, y: reference.y), from: reference.start)
    #expect(fit.isSuccess && fit.rank == 3)
    for i in 0..<3 {
      #expect(agree(fit.parameters[i], reference.plain.parameters[i], to: 1e-7))
      #expect(
        agree(fit.standardErrors[i], reference.plain.covariance[i][i].squareRoot(), to: 1e-6))
    }
  }

  @Test("a robust loss ends where least_squares does", arguments: 0..<4)
  func robust(index: Int) throws {
    let known = reference.robust[index]
    let shape = try #require(RobustLoss.Shape(rawValue: known.name))
    let fit = fit(
      model, to: try FitData(x: reference.x, y: reference.outliers), from: reference.start,
      loss: RobustLoss(shape, scale: 0.3))
    #expect(fit.isSuccess)
    #expect(agree(fit.solution.value, known.cost, to: 1e-10))
    for i in 0..<3 {
      #expect(agree(fit.parameters[i], known.parameters[i], to: 1e-6), "\(fit)")
      #expect(agree(fit.standardErrors[i], known.errors[i], to: 1e-5), "\(fit)")
    }
    #expect(fit.profileInterval(of: 0) == nil && fit.aic.isNaN)
  }

  @Test("a fixed parameter stays, and the others are as if it were a number")
  func fixed() throws {
    let data = try FitData(x: reference.x, y: reference.y)
    let held = fit(model, to: data, from: [8, 0.4, 1.1], fixing: ["c"])
    let number = fit(try Formula("a*exp(-b*x) + 1.1"), to: data, from: [8, 0.4])
    #expect(held.parameters[2] == 1.1 && held.standings[2] == .fixed)
    #expect(held.degreesOfFreedom == 10 && held.standardErrors[2] == 0)
    for i in 0..<2 {
      #expect(agree(held.parameters[i], number.parameters[i], to: 1e-10))
      #expect(agree(held.standardErrors[i], number.standardErrors[i], to: 1e-9))
    }
    #expect(held.intervals()[2] == nil && held.covariance[0, 2] == 0)
  }

  @Test("a parameter at a bound has no standard error, and a profile interval from there")
  func bounds() throws {
    let box = Bounds<Double>(lower: [0, 0, 1.5], upper: [.infinity, .infinity, 3])
    let fit = fit(
      model, to: try FitData(x: reference.x, y: reference.y), from: [8, 0.4, 2], bounds: box)
    #expect(fit.isSuccess && fit.parameters[2] == 1.5 && fit.standings[2] == .atBound)
    #expect(fit.standardErrors[2].isNaN && fit.intervals()[2] == nil && fit.standardErrors[0] > 0)
    let profile = try #require(fit.profileInterval(of: 2))
    #expect(profile.lower == 1.5 && profile.upper > 1.5 && profile.upper < 3)
  }

  @Test("parameters that the data do not determine are told, and what they determine is predicted")
  func undetermined() throws {
    let product = try Formula("a*b*x + c")
    let data = try FitData(x: [0, 1, 2, 3], y: [1.1, 2.9, 5.2, 6.8])
    let fit = fit(product, to: data, from: [1, 1, 0])
    #expect(fit.standings == [.undetermined, .undetermined, .estimated] && fit.rank == 2)
    #expect(fit.degreesOfFreedom == 2 && fit.standardErrors[0].isNaN)
    let line = Optimization.fit(try Formula("s*x + c"), to: data, from: [1, 0])
    #expect(agree(fit.standardErrors[2], line.standardErrors[1], to: 1e-8))
    let points = Matrix(column: [1.5, 7])
    let (ours, straight) = (fit.prediction(at: points), line.prediction(at: points))
    for i in 0..<2 {
      #expect(agree(ours.standardErrors[i], straight.standardErrors[i], to: 1e-7))
    }
    #expect(fit.description.contains("not determined by the data: a, b"))
  }

  @Test("fewer data than parameters, or as many, leave no interval")
  func tooFew() throws {
    let exact = fit(try Formula("a + b*x"), to: try FitData(x: [0, 1], y: [1, 3]), from: [0, 0])
    #expect(exact.degreesOfFreedom == 0 && exact.intervals() == [nil, nil])
    #expect(exact.residualStandardDeviation.isNaN)
    #expect(agree(exact.parameters[0], 1, to: 1e-12) && agree(exact.parameters[1], 2, to: 1e-12))
    let few = fit(model, to: try FitData(x: [0, 1], y: [1, 3]), from: reference.start)
    #expect(few.rank == 2 && few.standings.contains(.undetermined) && few.intervals()[0] == nil)
  }

  @Test("rows of no weight count for nothing, whatever the model says there")
  func noWeight() throws {
    let data = try FitData(
      x: [0, 1, 2, 3, -1], y: [1, 2, 2.4, 2.8, 100], uncertainty: .weights([1, 1, 1, 1, 0]))
    let root = try Formula("a + b*sqrt(x)")
    let fit = fit(root, to: data, from: [1, 1])
    let without = Optimization.fit(
      root, to: try FitData(x: [0, 1, 2, 3], y: [1, 2, 2.4, 2.8]), from: [1, 1])
    #expect(fit.isSuccess && fit.observationCount == 4)
    #expect(agree(fit.parameters[1], without.parameters[1], to: 1e-10))
    #expect(agree(fit.standardErrors[1], without.standardErrors[1], to: 1e-10))
    #expect(agree(fit.rSquared, without.rSquared, to: 1e-12))
  }

  @Test("a profile that meets a lower minimum says so")
  func lowerMinimum() throws {
    let fit = fit(
      model, to: try FitData(x: reference.x, y: reference.y), from: reference.start,
      stopping: StoppingRules(iterations: 1))
    #expect(!fit.isSuccess && fit.reason == .iterationLimit)
    let profile = try #require(fit.profileInterval(of: 0))
    #expect(profile.lowerMinimum != nil)
  }

  @Test("an interval that no data end is infinite")
  func infinite() throws {
    // Beyond some rate every measurement is at the asymptote.
    let data = try FitData(x: [1, 2, 3, 4, 5], y: [2.9, 3.1, 3.0, 3.05, 2.95])
    let fit = fit(try Formula("a*(1-exp(-b*x))"), to: data, from: [3, 5])
    let profile = try #require(fit.profileInterval(of: 1))
    #expect(profile.upper == .infinity && profile.lower > 0)
  }

  @Test("the same data give the same bits")
  func repeated() throws {
    let (first, second) = (try fitted(), try fitted())
    #expect(first.parameters == second.parameters && first.covariance == second.covariance)
  }

  @Test("data that cannot be fitted are refused by name")
  func refused() {
    func code(_ x: [Double], _ y: [Double], _ uncertainty: FitData.Uncertainty = .equal) -> FitError
      .Code?
    {
      do {
        _ = try FitData(x: x, y: y, uncertainty: uncertainty)
        return nil
      } catch { return error.code }
    }
    #expect(code([], []) == .noData)
    #expect(code([1], [1, 2]) == .countsDiffer)
    #expect(code([1, 2], [1, .nan]) == .notFinite)
    #expect(code([1, .infinity], [1, 2]) == .notFinite)
    #expect(code([1, 2], [1, 2], .weights([1])) == .countsDiffer)
    #expect(code([1, 2], [1, 2], .weights([0, 0])) == .invalidWeight)
    #expect(code([1, 2], [1, 2], .weights([1, -1])) == .invalidWeight)
    #expect(code([1, 2], [1, 2], .standardDeviations([0, 1])) == .invalidWeight)
  }

  @Test("a caller's mistakes trap")
  func mistakes() async {
    await #expect(processExitsWith: .failure) {
      _ = fit(try Formula("a*x"), to: try FitData(x: [1], y: [1]), from: [1, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = fit(try Formula("a*x"), to: try FitData(x: [1], y: [1]), from: [1], fixing: ["a"])
    }
    await #expect(processExitsWith: .failure) {
      _ = fit(try Formula("a*x1*x2"), to: try FitData(x: [1], y: [1]), from: [1])
    }
    await #expect(processExitsWith: .failure) { _ = RobustLoss(.huber, scale: 0) }
  }
}

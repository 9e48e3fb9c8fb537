import Foundation
import Matrices
import Optimization
import SeededRandomness
import Testing

@Suite("Starts that are found")
struct FitStartsTests {
  /// Fits of NIST's whose formulas have nothing to guess from but the data.
  @Test("a search finds starts that lead to the certified fits", arguments: NistProblem.stored)
  func nist(problem: NistProblem) throws {
    let (model, data) = (try problem.model, try FitData(x: problem.x, y: problem.y))
    var random = SplitMix(state: 0)
    let starts = searchStarts(of: model, for: data, count: 8, using: &random)
    let fit = fit(model, to: data, starts: starts)
    #expect(fit.isSuccess && problem.digits(fit).parameters >= 6, "\(fit)")
  }

  @Test("bounds and fixed parameters are kept")
  func kept() throws {
    let model = try Formula("a*exp(-b*x) + c")
    let data = try FitData(x: [0, 1, 2, 3], y: [3, 2, 1.5, 1.2])
    let box = Bounds<Double>(
      lower: [-.infinity, 0, 0], upper: [.infinity, 2, .infinity])
    var random = SplitMix(state: 1)
    let starts = searchStarts(
      of: model, for: data, count: 20, bounds: box, fixing: ["a": 2.5], candidates: 200,
      using: &random)
    #expect(starts.count == 20)
    #expect(starts.allSatisfy { box.contain($0) && $0[0] == 2.5 })
    #expect(Set(starts).count == 20)
  }

  @Test("the same stream gives the same starts")
  func repeated() throws {
    let model = try Formula("a*sin(b*x + c)")
    let data = try FitData(x: [0, 1, 2, 3], y: [3, 2, 1.5, 1.2])
    let runs = (0..<2).map { _ in
      var random = SplitMix(state: 5)
      return searchStarts(of: model, for: data, count: 3, using: &random)
    }
    #expect(runs[0] == runs[1])
  }

  @Test("a model that is finite nowhere has a start all the same, and a fit that says so")
  func hopeless() throws {
    let model = try Formula("a*log(-1-x^2)")
    let data = try FitData(x: [0, 1], y: [1, 2])
    var random = SplitMix(state: 5)
    let starts = searchStarts(of: model, for: data, count: 3, using: &random)
    let fit = fit(model, to: data, starts: starts)
    #expect(!fit.isSuccess && fit.reason == .nonFiniteStart && fit.standings == [.undetermined])
    #expect(fit.description.contains("R² NaN") && fit.description.contains("no minimum: f"))
  }
}

public import LinearAlgebra
import Matrices

/// Fits the parameters of a model to data, and tells how well they are known.
///
///     let model = try Formula("a*exp(-b*x) + c")
///     let data = try FitData(x: times, y: counts)
///     let decay = fit(model, to: data, from: [1, 0.1, 0])
///     print(decay)                                   // a table: estimates, standard errors, intervals
///
/// Minimises ½·Σ wᵢ·(f(xᵢ; p) − yᵢ)² with `.levenbergMarquardt`, by default until f can fall no further within its
/// rounding. Its first step changes parameters by some third of what they are: a start is a guess of the right size,
/// from which a longer one often ends in another valley. As with `minimize`, not converging is an answer with a reason, and the same data and options give the same
/// bits. MATLAB's `nlinfit` with `nlparci` and `nlpredci`, its `lsqcurvefit`, SciPy's `curve_fit`.
///
/// Traps where data and model have another number of variables, nothing is free, or a name is no parameter's.
///
/// - Parameters:
///   - model: f, a `Formula` or another `CurveModel`.
///   - data: Points, measurements and their weights.
///   - start: A number for every parameter, in the model's order; moved into the bounds.
///   - fixed: The names of those that stay as they are there.
///   - bounds: A box for all parameters; `nil` for none.
///   - loss: How much a residual counts.
///   - rules: When to stop.
public func fit<Model: CurveModel>(
  _ model: Model, to data: FitData, from start: [Double], fixing fixed: Set<String> = [],
  bounds: Bounds<Double>? = nil, loss: RobustLoss = .squares,
  stopping rules: StoppingRules = StoppingRules(gradientNorm: 0)
) -> CurveFit<Model> {
  let problem = FitProblem(model, data, fixed, bounds, loss, rules)
  return problem.fit(from: start)
}

/// Fits from several starts, and answers with the best of what they reached: the lowest sum, of equals the first.
///
///     var random = SystemRandomNumberGenerator()
///     let starts = searchStarts(of: model, for: data, count: 5, using: &random)
///     let best = fit(model, to: data, starts: starts)
///
/// Traps where there is no start; for the rest see the `fit` from one.
public func fit<Model: CurveModel>(
  _ model: Model, to data: FitData, starts: [[Double]], fixing fixed: Set<String> = [],
  bounds: Bounds<Double>? = nil, loss: RobustLoss = .squares,
  stopping rules: StoppingRules = StoppingRules(gradientNorm: 0)
) -> CurveFit<Model> {
  require(!starts.isEmpty, "0 starts give no fit")
  let problem = FitProblem(model, data, fixed, bounds, loss, rules)
  let runs = starts.map { problem.minimize(from: $0) }
  let best = runs.indices.min { first, second in
    // NaN, of a start where the model is not finite, is above everything.
    let (a, b) = (runs[first].value, runs[second].value)
    return a < b || (!a.isNaN && b.isNaN)
  }
  return problem.answer(runs[best ?? 0], from: starts[best ?? 0])
}

/// What is fitted to what, and how: all but the start.
struct FitProblem<Model: CurveModel> {
  let model: Model
  let data: FitData
  let isFixed: [Bool]
  let bounds: Bounds<Double>?
  let loss: RobustLoss
  let rules: StoppingRules

  init(
    _ model: Model, _ data: FitData, _ fixed: Set<String>, _ bounds: Bounds<Double>?,
    _ loss: RobustLoss, _ rules: StoppingRules
  ) {
    let names = model.parameterNames
    require(
      data.x.columnCount == model.variableNames.count,
      "points of \(data.x.columnCount) columns do not fit the variables \(model.variableNames)")
    require(
      fixed.isSubset(of: names), "of the fixed \(fixed.sorted()) some are none of \(names)")
    require(
      bounds?.dimension ?? names.count == names.count,
      "bounds of \(bounds?.dimension ?? 0) numbers do not fit \(names.count) parameters")
    isFixed = names.map(fixed.contains)
    require(isFixed.contains(false), "of the parameters \(names) none is free")
    self.model = model
    self.data = data
    self.bounds = bounds
    self.loss = loss
    self.rules = rules
  }

  var free: [Int] { isFixed.indices.filter { !isFixed[$0] } }

  /// The residuals as functions of some parameters, the others being as they are given.
  func residuals(
    of free: [Int], _ parameters: [Double], _ loss: RobustLoss? = nil
  ) -> FitResiduals<Model> {
    FitResiduals(model, data, loss ?? self.loss, free: free, parameters: parameters)
  }

  func minimize(from start: [Double]) -> Solution<Double> {
    require(
      start.count == isFixed.count,
      "a start of \(start.count) numbers does not fit \(isFixed.count) parameters")
    return minimize(free, from: start, rules)
  }

  /// Minimises over some parameters.
  func minimize(
    _ free: [Int], from start: [Double], _ rules: StoppingRules
  ) -> Solution<Double> {
    let box = bounds.map { all in
      Bounds(lower: free.map { all.lower[$0] }, upper: free.map { all.upper[$0] })
    }
    let variables = free.map { start[$0] }
    return Optimization.minimize(
      residuals(of: free, start).objective, from: box?.projection(of: variables) ?? variables,
      bounds: box, using: LevenbergMarquardt(initialFactor: 0.3), stopping: rules)
  }

  func fit(from start: [Double]) -> CurveFit<Model> { answer(minimize(from: start), from: start) }

  /// What is known of the parameters at the end of a run.
  func answer(_ solution: Solution<Double>, from start: [Double]) -> CurveFit<Model> {
    var parameters = start
    for (j, parameter) in free.enumerated() { parameters[parameter] = solution.x[j] }
    return CurveFit(self, parameters, solution)
  }
}

extension FitProblem: Sendable where Model: Sendable {}

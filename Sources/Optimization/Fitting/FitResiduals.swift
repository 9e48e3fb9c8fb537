import LinearAlgebra
import Matrices

/// √wᵢ·(f(xᵢ; p) − yᵢ), or what a robust loss makes of it, as functions of the parameters that are free.
struct FitResiduals<Model: CurveModel>: LeastSquaresObjective {
  typealias Scalar = Double

  private var model: Model
  private let data: FitData
  private let loss: RobustLoss
  /// √wᵢ.
  private let roots: [Double]
  /// Which parameters the variables are, and all parameters, of which those are replaced.
  let free: [Int]
  private(set) var parameters: [Double]
  /// What the model wrote: N numbers, and N×p of which the columns of the free are wanted.
  private var values: [Double]
  private var whole: [Double] = []

  init(_ model: Model, _ data: FitData, _ loss: RobustLoss, free: [Int], parameters: [Double]) {
    self.model = model
    self.data = data
    self.loss = loss
    self.free = free
    self.parameters = parameters
    roots = data.y.indices.map { data.weight($0).squareRoot() }
    values = [Double](repeating: 0, count: data.count)
  }

  var dimension: Int { free.count }
  var residualCount: Int { data.count }

  mutating func residuals(at x: Span<Double>, into residuals: inout MutableSpan<Double>) {
    evaluate(x)
    for i in values.indices { residuals[i] = loss.transformed(raw(i)).q }
  }

  mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
    evaluate(x)
    let m = values.count
    if whole.isEmpty { whole = [Double](repeating: 0, count: m * parameters.count) }
    Self.write(&model, data.x, parameters, jacobian: &whole)
    for i in 0..<m {
      let slope = loss.transformed(raw(i)).slope * roots[i]
      for (j, parameter) in free.enumerated() {
        jacobian[i + m * j] = roots[i] == 0 ? 0 : slope * whole[i + m * parameter]
      }
    }
  }

  private mutating func evaluate(_ x: Span<Double>) {
    for (j, parameter) in free.enumerated() { parameters[parameter] = x[j] }
    Self.write(&model, data.x, parameters, values: &values)
  }

  private static func write(
    _ model: inout Model, _ points: Matrix<Double>, _ parameters: [Double], values: inout [Double]
  ) {
    var span = values.mutableSpan
    model.values(at: points, parameters: parameters.span, into: &span)
  }

  private static func write(
    _ model: inout Model, _ points: Matrix<Double>, _ parameters: [Double],
    jacobian: inout [Double]
  ) {
    var span = jacobian.mutableSpan
    model.jacobian(at: points, parameters: parameters.span, into: &span)
  }

  private func raw(_ i: Int) -> Double {
    // What has no weight has no residual, whatever the model says there.
    roots[i] == 0 ? 0 : roots[i] * (values[i] - data.y[i])
  }

  /// Half their sum of squares, with the model's own derivatives where it has some.
  var objective: SumOfSquares<Self> {
    model.givesDerivatives ? SumOfSquares(self) : SumOfSquares(self, formula: .automatic)
  }

  /// The residuals at values of the free parameters and their Jacobian, N×n, as exact as it comes; nil where one is
  /// not finite.
  func linearization(at x: [Double]) -> (residuals: [Double], jacobian: [Double])? {
    var objective = objective
    _ = objective.refineGradient()
    var meter = EvaluationMeter<Double>()
    guard objective.known(at: x, &meter) else { return nil }
    let known = objective.linearizations[objective.latest]
    return (known.values, known.jacobian)
  }
}

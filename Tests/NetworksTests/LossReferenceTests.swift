import Matrices
import Networks
import Optimization
import Testing

@Suite("RegularizedLoss against NumPy")
struct LossReferenceTests {
  /// A loss relative to itself and a gradient's element relative to the largest: about 4500 units in the
  /// last place, for sums over thousands of samples and sums that cancel.
  static let tolerance = 1e-12

  @Test("the references are there")
  func referencesAreThere() {
    #expect(GradientReference.stored?.cases.count == 26)
  }

  @Test(
    "value and gradient equal NumPy's in extended precision",
    arguments: GradientReference.stored?.cases ?? [])
  func equalsNumPy(reference: GradientReference.Case) throws {
    let (parameters, data) = try reference.drawn()
    var loss = try reference.loss(on: data)
    let (value, gradient) = evaluate(&loss, at: parameters)
    #expect(abs(value / reference.value - 1) <= Self.tolerance)
    let largest = reference.gradient.map(abs).max() ?? 0
    let stored = stride(from: 0, to: gradient.count, by: reference.step).map { gradient[$0] }
    #expect(stored.count == reference.gradient.count)
    let error = zip(stored, reference.gradient).map { abs($0 - $1) }.max() ?? .infinity
    #expect(error <= Self.tolerance * largest)
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(norm / reference.gradientNorm - 1) <= Self.tolerance)
  }

  @Test(
    "in Float, value and gradient equal NumPy's to single precision",
    arguments: GradientReference.stored?.cases ?? [])
  func equalsNumPyInSinglePrecision(reference: GradientReference.Case) throws {
    let (parameters, data) = try reference.drawn()
    let single = try Dataset(
      inputs: data.inputs.map { Float($0) }, labels: data.labels, classCount: data.classCount)
    let loss = try #require(Loss(for: reference.network))
    var objective = RegularizedLoss(
      reference.network, on: single, loss, l2: Float(reference.l2), reduction: reference.reduction)
    let (value, gradient) = evaluate(&objective, at: parameters.map { Float($0) })
    #expect(abs(Double(value) / reference.value - 1) <= 1e-5)
    let norm = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(norm / reference.gradientNorm - 1) <= 1e-5)
  }

  @Test("the same bits for 1, 2, 3 and 8 threads", arguments: GradientReference.stored?.cases ?? [])
  func threads(reference: GradientReference.Case) throws {
    let (parameters, data) = try reference.drawn()
    var single = try reference.loss(on: data)
    let expected = evaluate(&single, at: parameters)
    for threads in [2, 3, 8] {
      var loss = try reference.loss(on: data, threads: threads)
      let found = evaluate(&loss, at: parameters)
      #expect(found.value == expected.value && found.gradient == expected.gradient)
    }
  }
}

/// f(x) and ∇f(x).
func evaluate<Objective: DifferentiableObjective>(
  _ objective: inout Objective, at x: [Objective.Scalar]
) -> (value: Objective.Scalar, gradient: [Objective.Scalar]) {
  var gradient = [Objective.Scalar](repeating: .nan, count: x.count)
  var span = gradient.mutableSpan
  let value = objective.value(at: x.span, gradient: &span)
  return (value, gradient)
}

/// A metered objective that makes the second derivatives it does not give of differences of its gradients.
protocol DifferencedObjective<Scalar>: MeteredObjective {
  var differences: GradientDifferences<Scalar> { get set }
}

extension DifferencedObjective {
  mutating func keep(within bounds: Bounds<Scalar>) { differences.bounds = bounds }

  mutating func hessian(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter
  ) -> Bool {
    hessianOfDifferences(at: point, into: &hessian, meter: &meter)
  }

  mutating func hessianProduct(
    at point: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    meter: inout EvaluationMeter
  ) -> Bool {
    productOfDifferences(at: point, v, into: &product, meter: &meter)
  }

  mutating func hessianOfDifferences(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter
  ) -> Bool {
    // They evaluate this objective, and so must not lie within it meanwhile.
    var taken = GradientDifferences<Scalar>()
    swap(&taken, &differences)
    defer { swap(&taken, &differences) }
    return taken.hessian(of: &self, at: point, into: &hessian, meter: &meter)
  }

  mutating func productOfDifferences(
    at point: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    meter: inout EvaluationMeter
  ) -> Bool {
    var taken = GradientDifferences<Scalar>()
    swap(&taken, &differences)
    defer { swap(&taken, &differences) }
    return taken.product(of: &self, at: point, v, into: &product, meter: &meter)
  }
}

/// A metered objective that makes the second derivatives it does not give of differences of its gradients.
protocol DifferencedObjective<Scalar>: MeteredObjective {
  /// Exchanges the workspace of its differences for another: they evaluate the objective, and so must not lie
  /// within it meanwhile.
  ///
  /// A method, because a property that is changed through a protocol costs an allocation each time.
  mutating func exchange(_ other: inout GradientDifferences<Scalar>)
}

extension DifferencedObjective {
  mutating func keep(within bounds: Bounds<Scalar>) {
    var taken = GradientDifferences<Scalar>()
    exchange(&taken)
    taken.bounds = bounds
    exchange(&taken)
  }

  mutating func takeLowest(into point: inout Point<Scalar>?) {
    var taken = GradientDifferences<Scalar>()
    exchange(&taken)
    taken.take(into: &point)
    exchange(&taken)
  }

  mutating func hessian(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    hessianOfDifferences(at: point, into: &hessian, meter: &meter)
  }

  mutating func hessianProduct(
    at point: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    productOfDifferences(at: point, v, into: &product, meter: &meter)
  }

  mutating func hessianOfDifferences(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    var taken = GradientDifferences<Scalar>()
    exchange(&taken)
    defer { exchange(&taken) }
    return taken.hessian(of: &self, at: point, into: &hessian, meter: &meter)
  }

  mutating func productOfDifferences(
    at point: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    var taken = GradientDifferences<Scalar>()
    exchange(&taken)
    defer { exchange(&taken) }
    return taken.product(of: &self, at: point, v, into: &product, meter: &meter)
  }
}

import LinearAlgebra
import Testing

/// What each function promises, in units in the last place.
private func bound(_ function: ElementaryFunction) -> Double {
  switch function {
  case .exp, .expm1, .log, .log1p: 1.0
  case .tanh: 3.5
  case .erfc: 1.5
  case .sigmoid, .softplus: 3.0
  }
}

/// The largest error over the reference's points, in ULP. The reference is rounded, so half a unit may be
/// the reference's own: it is allowed for.
private func largestError<Scalar: LinearAlgebraScalar>(
  _ function: ElementaryFunction, _ points: [[Scalar]]
) -> Double {
  let results = VectorMath.map(function, points.map { $0[0] })
  return zip(results, points).map { result, point in
    Double((result - point[1]).magnitude) / Double(point[1].ulp)
  }.max() ?? 0
}

struct ElementaryFunctionTests {
  @Test(
    "every function keeps its bound of the error in both precisions",
    arguments: ElementaryFunction.allCases)
  func bounds(function: ElementaryFunction) throws {
    let points: [String: [String: [[Double]]]] = try reference("elementary.json")
    let double = try #require(points["double"]?["\(function)"])
    let single = try #require(points["single"]?["\(function)"]).map { $0.map(Float.init) }
    #expect(double.count > 50 && single.count > 50)
    #expect(largestError(function, double) <= bound(function) + 0.5)
    #expect(largestError(function, single) <= bound(function) + 0.5)
  }

  @Test(
    "vectors of every width give the bits of one element at a time",
    arguments: ElementaryFunction.allCases)
  func widths(function: ElementaryFunction) {
    var state: UInt64 = 1
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
    // All bit patterns, so every exponent, both signs, NaN and the infinities; and the usual range.
    let any = (0..<4000).map { _ in Double(bitPattern: next()) }
    let usual = (0..<4000).map { _ in (Double(next() >> 11) * 0x1p-53 - 0.5) * 40 }
    let x =
      any + usual + [0, -0.0, .infinity, -.infinity, .nan, 1, -1, .leastNonzeroMagnitude, 1.7e308]
    let y =
      x.map { Float($0) }
      + (0..<4000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: next())) }
    for width in VectorWidth.allCases {
      #expect(
        sameBits(
          VectorMath.map(function, x, width: width), VectorMath.map(function, x, width: .scalar)))
      #expect(
        sameBits(
          VectorMath.map(function, y, width: width), VectorMath.map(function, y, width: .scalar)))
    }
  }

  @Test("an array of any length gives what its elements give one by one", arguments: 0..<40)
  func lengths(count: Int) {
    let x = (0..<count).map { Double($0) / 7 - 2 }
    for function in ElementaryFunction.allCases where function != .log && function != .log1p {
      #expect(VectorMath.map(function, x) == x.flatMap { VectorMath.map(function, [$0]) })
    }
  }

  @Test("the ends of the range are exact")
  func ends() {
    let inf = Double.infinity
    #expect(VectorMath.map(.exp, [0, -inf, inf, 800, -800.0]) == [1, 0, inf, inf, 0])
    #expect(VectorMath.map(.log, [1, 0, inf]) == [0, -inf, inf])
    #expect(
      VectorMath.map(.log1p, [0, -1, inf, .leastNonzeroMagnitude]) == [
        0, -inf, inf, .leastNonzeroMagnitude,
      ])
    #expect(VectorMath.map(.log1p, [1.7e308]) == VectorMath.map(.log, [1.7e308]))
    #expect(VectorMath.map(.tanh, [0, -inf, inf, 1000]) == [0, -1, 1, 1])
    #expect(VectorMath.map(.sigmoid, [0, -inf, inf, 1000, -1000]) == [0.5, 0, 1, 1, 0])
    #expect(VectorMath.map(.softplus, [-inf, inf, 1000, -1000]) == [0, inf, 1000, 0])
    #expect(VectorMath.map(.erfc, [0, -inf, inf, 40]) == [1, 2, 0, 0])
    #expect(
      VectorMath.map(.expm1, [0, -inf, inf, .leastNonzeroMagnitude]) == [
        0, -1, inf, .leastNonzeroMagnitude,
      ])
  }

  @Test("NaN and arguments outside the domain give NaN")
  func nan() {
    for function in ElementaryFunction.allCases {
      #expect(VectorMath.map(function, [Double.nan])[0].isNaN)
      #expect(VectorMath.map(function, [Float.nan])[0].isNaN)
    }
    #expect(VectorMath.map(.log, [-1.0, -.infinity]).allSatisfy { $0.isNaN })
    #expect(VectorMath.map(.log1p, [-1.5, -.infinity]).allSatisfy { $0.isNaN })
  }

  @Test("the small tail of the sigmoid keeps its relative accuracy")
  func tail() {
    // e^-700 = 9.8596765437597708567e-305, and the sigmoid equals it to 304 digits.
    let value = VectorMath.map(.sigmoid, [-700.0])[0]
    #expect((value / 9.859676543759771e-305 - 1).magnitude < 1e-15)
    #expect(VectorMath.map(.softplus, [-700.0])[0] == value)
  }

  @Test("spans are mapped into another and in place")
  func spans() {
    var x: [Float] = [-1, 0, 1]
    var y: [Float] = [9, 9, 9]
    var target = y.mutableSpan
    VectorMath.map(.tanh, x.span, into: &target)
    var place = x.mutableSpan
    VectorMath.map(.tanh, inPlace: &place)
    #expect(x == y && x[1] == 0 && x[2] > 0.76)
  }

  @Test("arrays that differ in length trap with both counts")
  func mismatch() async {
    await #expect(processExitsWith: .failure) {
      var y: [Double] = [1, 2]
      var target = y.mutableSpan
      VectorMath.map(.exp, [1.0].span, into: &target)
    }
  }
}

private func sameBits<Scalar: BinaryFloatingPoint>(_ a: [Scalar], _ b: [Scalar]) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { a, b in
      a.isNaN && b.isNaN
        || a.sign == b.sign && a.exponentBitPattern == b.exponentBitPattern
          && a.significandBitPattern == b.significandBitPattern
    }
}

import LinearAlgebra
import Testing

/// Numbers of both signs with full significands, the same at every run.
func numbers(_ count: Int, seed: UInt64) -> [Double] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-52 - 1
  }
}

struct ReductionTests {
  @Test(
    "sums and products agree with simple loops at every length",
    arguments: Array(0..<70) + [1000, 10_007])
  func simpleLoops(count: Int) {
    let x = numbers(count, seed: 1), y = numbers(count, seed: 2)
    // Rounding of either order of additions is below n units of the sum of magnitudes.
    let bound = Double(count) * Double.ulpOfOne * Double(count)
    #expect((VectorMath.sum(x) - x.reduce(0, +)).magnitude <= bound)
    #expect((VectorMath.dot(x, y) - zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }).magnitude <= bound)
    #expect(VectorMath.maximumMagnitude(x) == x.map(\.magnitude).max() ?? 0)
    let singles = (x.map { Float($0) }, y.map { Float($0) })
    let exact = zip(singles.0, singles.1).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect((Double(VectorMath.dot(singles.0, singles.1)) - exact).magnitude <= bound * 0x1p29)
  }

  @Test("a sum is added in the order that is documented, whatever the processor")
  func order() {
    let x = numbers(1003, seed: 3).map { $0 * 1e8 }, y = numbers(1003, seed: 4)
    var lanes = [Double](repeating: 0, count: 16)
    var sums = lanes
    for i in 0..<992 {
      lanes[i % 16] += x[i] * y[i]
      sums[i % 16] += x[i]
    }
    for i in 992..<1000 {
      lanes[i % 4] += x[i] * y[i]
      sums[i % 4] += x[i]
    }
    func tree(_ lanes: [Double]) -> Double {
      let four = (0..<4).map { (lane: Int) -> Double in
        let first = lanes[lane] + lanes[lane + 4]
        return first + (lanes[lane + 8] + lanes[lane + 12])
      }
      return (four[0] + four[1]) + (four[2] + four[3])
    }
    var dot = tree(lanes), sum = tree(sums)
    for i in 1000..<1003 {
      dot += x[i] * y[i]
      sum += x[i]
    }
    #expect(VectorMath.dot(x, y) == dot)
    #expect(VectorMath.sum(x) == sum)
  }

  @Test("updates of arrays agree with simple loops to the bit", arguments: 0..<40)
  func updates(count: Int) {
    let x = numbers(count, seed: 5), y = numbers(count, seed: 6)
    guard count > 0 else { return }
    var z = y
    BLAS.axpy(count, 0.3, x, &z)
    #expect(z == zip(x, y).map { $1 + 0.3 * $0 })
    BLAS.addScaled(count, x, -1.7, y, &z)
    #expect(z == zip(x, y).map { $0 - 1.7 * $1 })
    BLAS.scale(count, 3.3, &z)
    #expect(z == zip(x, y).map { 3.3 * ($0 - 1.7 * $1) })
    var single = y.map { Float($0) }
    BLAS.axpy(count, 0.3, x.map { Float($0) }, &single)
    #expect(single == zip(x, y).map { Float($1) + 0.3 * Float($0) })
  }

  @Test("the norm neither overflows nor underflows on the way")
  func norm() {
    #expect((VectorMath.norm([3e200, 4e200]) / 5e200 - 1).magnitude < 4e-16)
    #expect((VectorMath.norm([3e-200, 4e-200]) / 5e-200 - 1).magnitude < 4e-16)
    #expect((VectorMath.norm([Float(3e30), 4e30]) / 5e30 - 1).magnitude < 3e-7)
    #expect(VectorMath.norm([Double.leastNonzeroMagnitude]) == .leastNonzeroMagnitude)
    #expect(VectorMath.norm([Double]()) == 0 && VectorMath.norm([0.0, -0.0]) == 0)
    #expect(VectorMath.norm([1.0, .infinity]) == .infinity)
    #expect(VectorMath.norm([.nan, Double.infinity]).isNaN)
    #expect(VectorMath.norm([1e-170, 1.0]) == 1)
  }

  @Test("a NaN anywhere is not lost", arguments: 0..<40)
  func nan(position: Int) {
    var x = [Double](repeating: 1, count: 40)
    x[position] = .nan
    #expect(VectorMath.maximumMagnitude(x).isNaN)
    #expect(VectorMath.maximumMagnitude(x.map { Float($0) }).isNaN)
    #expect(VectorMath.sum(x).isNaN && VectorMath.norm(x).isNaN)
  }
}

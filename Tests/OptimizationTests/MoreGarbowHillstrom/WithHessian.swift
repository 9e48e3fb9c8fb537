import Optimization

/// A test problem with its Hessian, from differences of gradients with Richardson's extrapolation.
struct WithHessian: TwiceDifferentiableObjective {
  var base: MoreGarbowHillstrom

  var dimension: Int { base.dimension }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    base.value(at: x, gradient: &gradient)
  }

  mutating func hessian(at x: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let n = dimension
    let point = x.indices.map { x[$0] }
    let columns = (0..<n).map { j in
      let h = 0x1p-10 * max(abs(point[j]), 1e-6)
      let (wide, narrow) = (slope(point, j, h), slope(point, j, h / 2))
      return (0..<n).map { (4 * narrow[$0] - wide[$0]) / 3 }
    }
    for j in 0..<n {
      for i in 0..<n { hessian[i + n * j] = (columns[j][i] + columns[i][j]) / 2 }
    }
  }

  private mutating func slope(_ x: [Double], _ j: Int, _ h: Double) -> [Double] {
    var sides: [[Double]] = []
    for side in [h, -h] {
      var (moved, gradient) = (x, x)
      moved[j] += side
      var span = gradient.mutableSpan
      _ = base.value(at: moved.span, gradient: &span)
      sides.append(gradient)
    }
    return zip(sides[0], sides[1]).map { ($0 - $1) / (x[j] + h - (x[j] - h)) }
  }
}

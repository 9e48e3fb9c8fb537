/// `count` equally spaced numbers from `start` to `end`, both included.
///
/// Element k is `start + (end − start)·k/(count − 1)`, and the last is `end` itself, as MATLAB's
/// `linspace`. One point is `end`; none is an empty array.
///
/// ```swift
/// assert(linspace(0.0, 1.0, count: 5) == [0, 0.25, 0.5, 0.75, 1])
/// ```
public func linspace<Scalar: BinaryFloatingPoint>(
  _ start: Scalar, _ end: Scalar, count: Int
) -> [Scalar] {
  require(count >= 0, "linspace cannot make \(count) points")
  guard count > 0 else { return [] }
  let step = (end - start) / Scalar(count - 1)
  return (0..<count).map { $0 == count - 1 ? end : start + Scalar($0) * step }
}

/// The coordinates of every point of a rectangular grid, as MATLAB's `[xx, yy] = meshgrid(x, y)`.
///
/// Both results are ny×nx for nx = `x.count` and ny = `y.count`: `xx` repeats `x` in every row, `yy`
/// repeats `y` in every column.
///
/// ```swift
/// let (xx, yy) = meshgrid([1, 2, 3], [10, 20])
/// assert(xx == [[1, 2, 3], [1, 2, 3]])
/// assert(yy == [[10, 10, 10], [20, 20, 20]])
/// ```
public func meshgrid<Scalar>(
  _ x: [Scalar], _ y: [Scalar]
) -> (xx: Matrix<Scalar>, yy: Matrix<Scalar>) {
  (
    Matrix(rowCount: y.count, columnCount: x.count) { _, column in x[column] },
    Matrix(rowCount: y.count, columnCount: x.count) { row, _ in y[row] }
  )
}

public import MATFiles
public import Matrices

/// A network's answers at every point of a grid, ready for `contourf(xx, yy, Z)`.
public struct GridResult: Sendable {
  /// The coordinates, ny×nx each, as `meshgrid` makes them.
  public let xx: Matrix<Double>
  public let yy: Matrix<Double>
  /// ny×nx: the probability of the second of two classes, or the largest of K; for regression the answer, of
  /// several the first.
  public let Z: Matrix<Double>
  /// For K classes the probability of each, for K answers each, ny×nx×K; nil for two classes and one answer.
  public let P: NDArray<Double>?
  /// The label of the most probable class at each point, ny×nx; 0×0 for regression.
  public let label: Matrix<Double>

  /// The answers of `network` at the points of `grid`.
  ///
  /// Throws `columnsDiffer` where the network does not have two inputs.
  public init(_ network: SavedNetwork, on grid: DecisionGrid) throws(NetworkFileError) {
    (xx, yy) = grid.mesh
    let outputs = try network.outputs(for: grid.points)
    let (ny, nx) = (xx.rowCount, xx.columnCount)
    if outputs.columnCount == 1 {
      Z = Matrix(rowCount: ny, columnCount: nx, elements: outputs.elements)
      P = nil
    } else {
      let shown = network.isRegression ? outputs.column(0) : Self.largestOfRows(outputs)
      Z = Matrix(rowCount: ny, columnCount: nx, elements: shown)
      P = NDArray(size: [ny, nx, outputs.columnCount], elements: outputs.elements)
    }
    label =
      network.isRegression
      ? Matrix(rows: [])
      : Matrix(rowCount: ny, columnCount: nx, elements: network.labels(ofOutputs: outputs))
  }

  /// The struct `grid` of a file: `xx`, `yy`, `Z`, and for K classes `P` and `label`, for K answers `P`.
  public var matValue: MATValue {
    guard let P else { return (["xx": xx, "yy": yy, "Z": Z] as MATStructArray).matValue }
    guard !label.isEmpty else {
      return (["xx": xx, "yy": yy, "Z": Z, "P": P] as MATStructArray).matValue
    }
    return (["xx": xx, "yy": yy, "Z": Z, "P": P, "label": label] as MATStructArray).matValue
  }

  private static func largestOfRows(_ outputs: Matrix<Double>) -> [Double] {
    let rows = outputs.rowCount
    return (0..<rows).map { row in
      (0..<outputs.columnCount).reduce(-Double.infinity) {
        max($0, outputs.elements[row + $1 * rows])
      }
    }
  }
}

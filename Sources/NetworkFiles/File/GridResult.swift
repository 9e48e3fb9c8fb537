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
  public private(set) var label: Matrix<Double>

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

extension GridResult: Decodable {
  private enum Field: String, CodingKey {
    case xx, yy, Z, P, label
  }

  /// Without `label` that of class 0 or 1 at each point, by a probability. Throws `noGrid` where the matrices
  /// differ in size.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    xx = try fields.decode(Matrix<Double>.self, forKey: .xx)
    yy = try fields.decode(Matrix<Double>.self, forKey: .yy)
    Z = try fields.decode(Matrix<Double>.self, forKey: .Z)
    P = try fields.decodeIfPresent(NDArray<Double>.self, forKey: .P)
    if fields.contains(.label) {
      label = try fields.decode(Matrix<Double>.self, forKey: .label)
    } else {
      label = P == nil ? Z.map { $0 > 0.5 ? 1 : 0 } : Matrix(rows: [])
    }
    guard xx.size == yy.size, Z.size == xx.size, label.isEmpty || label.size == xx.size,
      P.map({ Array($0.size.prefix(2)) == xx.size }) ?? true
    else {
      throw NetworkFileError(
        .noGrid, "grid.xx, yy and Z differ in size", advice: "write it anew with matkit grid")
    }
  }

  /// The same with the class of one output told by another threshold than a half.
  package func labelled(above threshold: Double) -> GridResult {
    guard threshold != 0.5, P == nil, label.size == Z.size else { return self }
    var grid = self
    grid.label = Z.map { $0 > threshold ? 1 : 0 }
    return grid
  }

  /// The same where the numbers are no probabilities of classes.
  package var withoutLabels: GridResult {
    var grid = self
    if P == nil { grid.label = Matrix(rows: []) }
    return grid
  }
}

public import Matrices

/// The points of a rectangular grid over two-dimensional data: where a decision boundary is drawn.
///
/// Coordinate k of a direction is `minimum − padding + k·step`, from the data's minimum less `padding` up
/// to the first one at or beyond its maximum plus `padding`.
public struct DecisionGrid: Hashable, Sendable {
  /// The nx coordinates of the first feature.
  public let x: [Double]
  /// The ny coordinates of the second feature.
  public let y: [Double]

  /// The step and padding of the course labs.
  public static let standardStep = 0.01
  public static let standardPadding = 0.5
  /// More points than this are refused: the file would have hundreds of megabytes.
  public static let pointLimit = 10_000_000

  /// A grid over the rows of `points` (N×2).
  ///
  /// Throws `noGrid` where the points are not two-dimensional, the step is not positive, the padding is
  /// negative, or the grid would have more than ``pointLimit`` points.
  public init(
    over points: Matrix<Double>, step: Double = standardStep, padding: Double = standardPadding
  ) throws(NetworkFileError) {
    guard points.columnCount == 2, points.rowCount > 0 else {
      throw NetworkFileError(
        .noGrid, "a decision grid needs points with two columns, found \(points.size)")
    }
    guard step > 0, step.isFinite, padding >= 0, padding.isFinite else {
      throw NetworkFileError(
        .noGrid, "a grid cannot have step \(step) and padding \(padding)",
        advice: "give a positive step and a padding of zero or more")
    }
    let ranges = (0..<2).map { feature in
      let column = points.column(feature)
      return (column.min() ?? 0) - padding...(column.max() ?? 0) + padding
    }
    let counts = ranges.map { (($0.upperBound - $0.lowerBound) / step).rounded(.up) + 1 }
    guard counts[0] * counts[1] <= Double(Self.pointLimit) else {
      throw NetworkFileError(
        .noGrid,
        "a step of \(step) would make \(counts[0])×\(counts[1]) grid points,"
          + " and \(Self.pointLimit) are allowed",
        advice: "choose a larger step")
    }
    x = Self.coordinates(from: ranges[0].lowerBound, step: step, count: Int(counts[0]))
    y = Self.coordinates(from: ranges[1].lowerBound, step: step, count: Int(counts[1]))
  }

  /// The smallest multiple of the labs' step, by powers of two, with which a grid over `points` has at
  /// most `count` points: what is used where nobody asked for a step.
  public static func defaultStep(
    over points: Matrix<Double>, padding: Double = standardPadding, atMost count: Int = 1_000_000
  ) -> Double {
    let spans = (0..<points.columnCount).map { feature in
      let column = points.column(feature)
      return (column.max() ?? 0) - (column.min() ?? 0) + 2 * padding
    }
    var step = standardStep
    while spans.reduce(1, { $0 * ($1 / step + 2) }) > Double(count) { step *= 2 }
    return step
  }

  /// The coordinates at every point, ny×nx each.
  public var mesh: (xx: Matrix<Double>, yy: Matrix<Double>) { meshgrid(x, y) }

  /// The points themselves, one a row, (ny·nx)×2, in the order of the elements of an ny×nx matrix.
  public var points: Matrix<Double> {
    let (xx, yy) = mesh
    return Matrix(rowCount: xx.count, columnCount: 2, elements: xx.elements + yy.elements)
  }

  private static func coordinates(from start: Double, step: Double, count: Int) -> [Double] {
    (0..<count).map { start + Double($0) * step }
  }
}

public import Matrices

/// A matrix as coloured cells, element (i, j) in the cell around (j, i).
///
/// On a reversed y axis the first row is at the top, as a matrix is written. NaN has the theme's
/// colour for what is missing; infinity has the colour of that end of the map. A matrix with more
/// cells than the picture has pixels is drawn as the means of blocks of cells.
///
/// ```swift
/// let map = HeatMap([[1, 2], [3, .nan]], map: .viridis)
/// assert(try! Figure(Panel([.heatMap(map)])).png().starts(with: [0x89, 0x50]))
/// ```
public struct HeatMap: Sendable, Hashable {
  /// The numbers, m×n.
  public var values: Matrix<Double>
  /// The middles of the first and the last column; 0 and n − 1 where nil.
  public var x: ClosedRange<Double>?
  /// The middles of the first and the last row; 0 and m − 1 where nil.
  public var y: ClosedRange<Double>?
  /// The numbers that the two ends of the colour map stand for; the finite values' own range where
  /// nil.
  public var limits: ClosedRange<Double>?
  /// The colours.
  public var map: ColorMap
  /// The name of the colour bar; no bar where nil.
  public var colorBar: String?

  /// A matrix as coloured cells.
  public init(
    _ values: Matrix<Double>, x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil,
    limits: ClosedRange<Double>? = nil, map: ColorMap = .viridis, colorBar: String? = nil
  ) {
    self.values = values
    self.x = x
    self.y = y
    self.limits = limits
    self.map = map
    self.colorBar = colorBar
  }
}

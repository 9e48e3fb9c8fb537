public import Matrices

/// Numbers at the points of a rectangular grid.
///
/// Between the points the field is what marching squares make of it: linear along the edges of each
/// cell. A number that is not finite is missing, and so are the four cells around it.
///
/// ```swift
/// let grid = try RectangularGrid(x: [0, 1, 2], y: [0, 1])
/// let field = try ScalarField(grid, values: [[0, 1, 2], [1, 2, 3]])
/// assert(field.values[1, 2] == 3)
/// ```
public struct ScalarField: Sendable, Hashable {
  /// Where the numbers stand.
  public let grid: RectangularGrid
  /// The numbers, ny×nx.
  public let values: Matrix<Double>

  /// A field from its grid and ny×nx values. Throws `.mismatch` where the sizes differ.
  ///
  /// ```swift
  /// let grid = try RectangularGrid(x: [0, 1], y: [0, 1, 2])
  /// assert((try? ScalarField(grid, values: [[1, 2], [3, 4]])) == nil)  // 3×2 wanted
  /// ```
  public init(_ grid: RectangularGrid, values: Matrix<Double>) throws(PlotError) {
    guard values.rowCount == grid.y.count, values.columnCount == grid.x.count else {
      throw PlotError(
        .mismatch, "the values of a grid", expected: "\(grid.shape)", found: values.shape)
    }
    self.init(unchecked: grid, values)
  }

  init(unchecked grid: RectangularGrid, _ values: Matrix<Double>) {
    self.grid = grid
    self.values = values
  }
}

/// A field drawn as bands of colour between levels, over all its grid.
///
/// ```swift
/// let grid = try RectangularGrid(x: [0, 1, 2], y: [0, 1])
/// let field = try ScalarField(grid, values: [[0, 1, 2], [1, 2, 3]])
/// let contours = FilledContours(field, levels: [0, 1, 2, 3])
/// assert(try! Figure(Panel([.filledContours(contours)])).svg().count > 1000)
/// ```
public struct FilledContours: Sendable, Hashable {
  /// The data that are drawn.
  public var field: ScalarField
  /// The levels between the bands. Without any they are round numbers, about ten.
  public var levels: [Double]?
  /// The numbers that the two ends of the colour map stand for; the field's own range where nil.
  public var limits: ClosedRange<Double>?
  /// The colours.
  public var map: ColorMap
  /// The name of the colour bar; no bar where nil.
  public var colorBar: String?

  /// A field as bands of colour.
  public init(
    _ field: ScalarField, levels: [Double]? = nil, limits: ClosedRange<Double>? = nil,
    map: ColorMap = .viridis, colorBar: String? = nil
  ) {
    self.field = field
    self.levels = levels
    self.limits = limits
    self.map = map
    self.colorBar = colorBar
  }
}

/// The lines along which a field has given values.
///
/// ```swift
/// let grid = try RectangularGrid(x: [0, 1, 2], y: [0, 1])
/// let field = try ScalarField(grid, values: [[0, 1, 2], [1, 2, 3]])
/// let lines = ContourLines(field, levels: [1.5])
/// assert(lines.levels == [1.5])
/// ```
public struct ContourLines: Sendable, Hashable {
  /// The data that are drawn.
  public var field: ScalarField
  /// The values. Without any they are round numbers, about ten.
  public var levels: [Double]?
  /// The name in the legend.
  public var label: String?
  /// The colour.
  public var paint: Paint
  /// The width in pixels.
  public var width: Double
  /// True if the lines are whole.
  public var dash: Line.Dash

  /// Contour lines.
  public init(
    _ field: ScalarField, levels: [Double]? = nil, label: String? = nil,
    paint: Paint = .foreground, width: Double = 1.25, dash: Line.Dash = .solid
  ) {
    self.field = field
    self.levels = levels
    self.label = label
    self.paint = paint
    self.width = width
    self.dash = dash
  }
}

/// The regions of a grid where each class of several is the likeliest, in tints of the palette,
/// with a line between them.
///
/// With probabilities the borders run where two classes are equally likely, interpolated in each
/// cell; with labels alone midway between neighbours that differ. Regions share their borders:
/// there is neither a gap nor an overlap.
///
/// Where borders run through more than 50,000 cells, too many to be seen, there is a point of the
/// grid in each pixel and no line.
///
/// ```swift
/// let grid = try RectangularGrid(x: [0, 1], y: [0, 1])
/// let regions = try ClassRegions(grid, classes: [[0, 1], [1, 1]], names: ["cat", "dog"])
/// assert(regions.classes[0, 1] == 1)
/// ```
public struct ClassRegions: Sendable, Hashable {
  /// Where the numbers stand.
  public internal(set) var grid: RectangularGrid
  /// The class of each point, ny×nx, from 0; negative where there is none.
  public internal(set) var classes: Matrix<Int>
  /// The probability of each class at each point, ny×nx×K, or nil.
  public internal(set) var probabilities: NDArray<Double>?
  /// How strong the tints are: 1 for the full colours.
  public var strength: Double
  /// The names of the classes in the legend. Where there are any, each class's marker stands in its
  /// region too; points drawn over the regions do as well.
  public var names: [String]

  /// Regions from the class of each point, ny×nx. Throws `.mismatch` where the sizes differ.
  public init(
    _ grid: RectangularGrid, classes: Matrix<Int>, names: [String] = [], strength: Double = 0.4
  ) throws(PlotError) {
    guard classes.rowCount == grid.y.count, classes.columnCount == grid.x.count else {
      throw PlotError(
        .mismatch, "the classes of a grid", expected: "\(grid.shape)", found: classes.shape)
    }
    self.grid = grid
    self.classes = classes
    self.probabilities = nil
    self.names = names
    self.strength = strength
  }

  /// Regions from the probabilities of K classes, ny×nx×K; they need not add to one, so any scores
  /// will do. Of classes that are equally likely the first wins. A point with a score that is not
  /// finite has no class.
  ///
  /// Throws `.mismatch` where the sizes differ.
  public init(
    _ grid: RectangularGrid, probabilities: NDArray<Double>, names: [String] = [],
    strength: Double = 0.4
  ) throws(PlotError) {
    let (ny, nx) = (grid.y.count, grid.x.count)
    guard probabilities.rank <= 3, probabilities.size[0] == ny, probabilities.size[1] == nx else {
      throw PlotError(
        .mismatch, "the probabilities of a grid", expected: "\(grid.shape)×K",
        found: probabilities.size.map(String.init).joined(separator: "×"))
    }
    self.grid = grid
    self.classes = Self.likeliest(in: probabilities, rowCount: ny, columnCount: nx)
    self.probabilities = probabilities
    self.names = names
    self.strength = strength
  }

  private static func likeliest(
    in probabilities: NDArray<Double>, rowCount: Int, columnCount: Int
  ) -> Matrix<Int> {
    let pageSize = rowCount * columnCount
    let classCount = probabilities.rank == 3 ? probabilities.size[2] : 1
    let p = probabilities.elements
    var best = Array(repeating: -Double.infinity, count: pageSize)
    var classes = Array(repeating: -1, count: pageSize)
    for k in 0..<classCount {
      for point in 0..<pageSize {
        let value = p[k * pageSize + point]
        // Nothing is greater than NaN, so a point that has one bad score stays without a class.
        if !value.isFinite {
          best[point] = .nan
          classes[point] = -1
        } else if value > best[point] {
          best[point] = value
          classes[point] = k
        }
      }
    }
    return Matrix(rowCount: rowCount, columnCount: columnCount, elements: classes)
  }
}

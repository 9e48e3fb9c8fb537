// Marching squares: the lines where a field on a grid has a given level, and the regions above it.
//
// William E. Lorensen and Harvey E. Cline, "Marching Cubes" (SIGGRAPH 1987), in two dimensions. A
// cell with two opposite corners above the level and two below is a saddle; which corners are
// joined is decided by the bilinear interpolant's value at its saddle point: Gregory M. Nielson and
// Bernd Hamann, "The Asymptotic Decider" (Visualization 1991), section 3.
//
// Departures. A corner at the level counts as above. Segments run with the high side on their left
// and are joined by the grid edges their ends lie on, never by comparing coordinates, so that lines
// never break through rounding. A cell with a corner that is not finite is left out, and the
// regions end at its edges.

/// Traces the contours of one field, at one level after the other.
///
/// Each level takes O(nx·ny) time; the buffers are made once.
struct ContourTracer {
  let x: [Double]
  let y: [Double]
  /// The field in column-major order, ny×nx.
  let z: [Double]
  /// True if the cell above and to the right of each node exists and is finite at its corners.
  let isCell: [Bool]
  /// The edges of the grid that have a cell on one side alone, that cell on their left.
  let boundary: [BoundaryEdge]
  var links: ContourLinks

  struct BoundaryEdge {
    let from: Int
    let to: Int
    let edge: Int
  }

  init(_ field: ScalarField) {
    x = field.grid.x
    y = field.grid.y
    z = field.values.elements
    isCell = Self.cells(x.count, y.count, z)
    boundary = Self.boundary(x.count, y.count, isCell)
    links = ContourLinks(nodeCount: z.count)
  }

  /// The lines at a level, open ones from boundary to boundary and closed ones.
  mutating func lines(at level: Double) -> [Polyline] {
    traceCells(level)
    defer { links.removeAll() }
    return links.chains().map { chain in
      Polyline(points: chain.keys.map { point($0, level) }, isClosed: chain.isClosed).simplified
    }
  }

  /// The region where the field is at least `level`, as closed lines with the region on their left
  /// (as x and y count up); minus infinity gives all cells.
  mutating func region(atLeast level: Double) -> [Polyline] {
    traceCells(level)
    traceBoundary(level)
    defer { links.removeAll() }
    return links.chains().map { chain in
      Polyline(points: chain.keys.map { point($0, level) }, isClosed: true).simplified
    }
  }

  /// Adds the segments inside the cells. Corner 0 is the node itself, 1 to its right, 2 above that,
  /// 3 above corner 0; edge k leads from corner k to corner k + 1.
  private mutating func traceCells(_ level: Double) {
    let ny = y.count
    guard ny > 1, x.count > 1 else { return }
    for column in 0..<x.count - 1 {
      let start = column * ny
      var (low0, low1) = (z[start] >= level, z[start + ny] >= level)
      for node in start..<start + ny - 1 {
        let (high0, high1) = (z[node + 1] >= level, z[node + ny + 1] >= level)
        let pattern =
          (low0 ? 1 : 0) | (low1 ? 2 : 0) | (high1 ? 4 : 0) | (high0 ? 8 : 0)
        (low0, low1) = (high0, high1)
        guard pattern != 0, pattern != 15, isCell[node] else { continue }
        addSegments(node, pattern, level)
      }
    }
  }

  /// Adds the one or two segments of a cell: from each edge where going round leads down through
  /// the level to the next edge where it leads up again; in a saddle whose corners are apart, to
  /// the edge before.
  private mutating func addSegments(_ node: Int, _ pattern: Int, _ level: Double) {
    let isSaddle = pattern == 5 || pattern == 10
    let step = isSaddle && !isJoined(node, level) ? 3 : 1
    for edge in 0..<4 where pattern >> edge & 1 == 1 && pattern >> ((edge + 1) % 4) & 1 == 0 {
      var target = (edge + step) % 4
      while pattern >> target & 1 == 1 || pattern >> ((target + 1) % 4) & 1 == 0 {
        target = (target + step) % 4
      }
      links.add(from: edgeKey(node, edge), to: edgeKey(node, target))
    }
  }

  /// True if the two corners of a saddle that are above the level are joined: if the bilinear
  /// interpolant, z₀z₂ − z₁z₃ over z₀ + z₂ − z₁ − z₃ at its saddle point, is above the level too.
  ///
  /// With the level taken off each corner the denominator's sign is known from the corners, and the
  /// numerator's alone decides.
  private func isJoined(_ node: Int, _ level: Double) -> Bool {
    let ny = y.count
    let corners = SIMD4(z[node], z[node + ny], z[node + ny + 1], z[node + 1]) / 4 - level / 4
    // Scaled to at most 1, so that no product overflows or vanishes.
    let scaled = corners / max(abs(corners.min()), abs(corners.max()))
    let numerator = scaled[0] * scaled[2] - scaled[1] * scaled[3]
    return scaled[0] >= 0 ? numerator >= 0 : numerator <= 0
  }

  /// Adds the parts of the boundary that are above the level.
  private mutating func traceBoundary(_ level: Double) {
    for edge in boundary {
      let (starts, ends) = (z[edge.from] >= level, z[edge.to] >= level)
      guard starts || ends else { continue }
      links.add(
        from: starts ? links.key(ofNode: edge.from) : edge.edge,
        to: ends ? links.key(ofNode: edge.to) : edge.edge)
    }
  }

  /// The number of the grid edge that is edge k of a cell: twice its lower node, plus one where it
  /// leads along y.
  private func edgeKey(_ node: Int, _ edge: Int) -> Int {
    switch edge {
    case 0: 2 * node
    case 1: 2 * (node + y.count) + 1
    case 2: 2 * (node + 1)
    default: 2 * node + 1
    }
  }

  /// Where the field crosses the level on an edge, by linear interpolation; or the place of a node.
  private func point(_ key: Int, _ level: Double) -> Point {
    let ny = y.count
    if let node = links.node(ofKey: key) { return Point(x: x[node / ny], y: y[node % ny]) }
    let a = key / 2
    let isAlongY = key % 2 == 1
    let b = isAlongY ? a + 1 : a + ny
    // Halves, so that values as far apart as doubles go don't overflow.
    let fraction = (level / 2 - z[a] / 2) / (z[b] / 2 - z[a] / 2)
    let t = min(max(fraction, 0), 1)
    let (i, j) = (a % ny, a / ny)
    return isAlongY
      ? Point(x: x[j], y: y[i] + (y[i + 1] - y[i]) * t)
      : Point(x: x[j] + (x[j + 1] - x[j]) * t, y: y[i])
  }
}

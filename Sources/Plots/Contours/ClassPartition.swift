import Matrices

// The regions of a grid where each of K classes has the greatest score, without gaps or overlaps.
//
// Each cell is cut into four triangles that meet at its middle, which takes the mean of the
// corners. Over a triangle every score is linear, so the regions are convex polygons: the cells of
// the upper envelope of K planes. Classes are put in one after the other; where a class beats the
// envelope so far, each triangle is cut along the line where the two are equal and its pieces are
// triangles again, with corners shared between neighbours. So there is no point of a triangle that
// belongs to no class or to two, whatever the rounding.
//
// On an edge between two cells both compute the same cuts from the same two ends, bit for bit: a
// corner keeps its weights on the cell's four corners, of which only two are not zero there, and a
// cut is always computed from the lower end. A class that beats the envelope nowhere makes no cut.
// Equal scores go to the first class.

/// The regions of the classes and the borders between them.
struct ClassPartition {
  /// The closed outlines of each class's region, which lies on their left as x and y count up.
  private(set) var regions: [Int: [Polyline]] = [:]
  /// The lines between regions.
  private(set) var borders: [Polyline] = []

  /// Partitions the cells of a grid whose four corners have a class. O(nx·ny) for the cells in one
  /// class, and O(K) for each of the others.
  init(_ field: ClassRegions) {
    var builder = PartitionBuilder(field)
    builder.build()
    for (owner, edges) in builder.outlines {
      regions[owner] = builder.join(edges).map(\.simplified)
    }
    borders = builder.borders.sorted { $0.key < $1.key }
      .flatMap { builder.join($0.value) }.map(\.simplified)
  }
}

/// A directed edge between two numbered corners.
struct DirectedEdge {
  let from: Int
  let to: Int
}

/// Two classes that meet, the smaller first.
struct ClassPair: Hashable, Comparable {
  let first: Int
  let second: Int

  init(_ a: Int, _ b: Int) {
    (first, second) = (min(a, b), max(a, b))
  }

  static func < (a: ClassPair, b: ClassPair) -> Bool {
    (a.first, a.second) < (b.first, b.second)
  }
}

/// Collects the edges between regions, cell by cell.
struct PartitionBuilder {
  let field: ClassRegions
  let nx: Int
  let ny: Int
  /// The places of the corners: the grid's nodes, then the others as they are made.
  var points: [Point]
  /// The edges of each class's outline, the class on their left.
  var outlines: [Int: [DirectedEdge]] = [:]
  /// The edges where two classes meet, the smaller class on their left.
  var borders: [ClassPair: [DirectedEdge]] = [:]
  /// The parts of the grid's edges that cells of several classes cut.
  var cutEdges: [Int: CutEdge] = [:]

  /// A grid's edge cut into pieces, and whose they are on the two sides.
  struct CutEdge {
    var corners: [Int]
    var left: [Int]?
    var right: [Int]?
  }

  /// The classes in a cell.
  enum Cell: Equatable {
    case none
    case single(Int)
    case several
  }

  init(_ field: ClassRegions) {
    self.field = field
    nx = field.grid.x.count
    ny = field.grid.y.count
    points = []
    points.reserveCapacity(nx * ny)
    for x in field.grid.x {
      for y in field.grid.y { points.append(Point(x: x, y: y)) }
    }
  }

  /// Goes through the cells, then through the edges between them.
  mutating func build() {
    guard nx > 1, ny > 1 else { return }
    let cells = (0..<nx - 1).map { column in (0..<ny - 1).map { cell(column, $0) } }
    for column in 0..<nx - 1 {
      for row in 0..<ny - 1 where cells[column][row] == .several { cut(column * ny + row) }
    }
    for column in 0..<nx {
      for row in 0..<ny {
        let node = column * ny + row
        let here = column < nx - 1 && row < ny - 1 ? cells[column][row] : .none
        if column < nx - 1 {
          let below = row > 0 ? cells[column][row - 1] : .none
          addEdge(2 * node, from: node, to: node + ny, left: here, right: below)
        }
        if row < ny - 1 {
          let before = column > 0 ? cells[column - 1][row] : .none
          addEdge(2 * node + 1, from: node, to: node + 1, left: before, right: here)
        }
      }
    }
  }

  private func cell(_ column: Int, _ row: Int) -> Cell {
    let node = column * ny + row
    let classes = field.classes.elements
    let k = classes[node]
    let others = (classes[node + 1], classes[node + ny], classes[node + ny + 1])
    guard k >= 0, others.0 >= 0, others.1 >= 0, others.2 >= 0 else { return .none }
    return others == (k, k, k) ? .single(k) : .several
  }

  /// Adds the pieces of a grid's edge that have different owners on their two sides.
  private mutating func addEdge(_ key: Int, from: Int, to: Int, left: Cell, right: Cell) {
    guard left != right || left == .several else { return }
    let edge = cutEdges[key] ?? CutEdge(corners: [from, to])
    for piece in 0..<edge.corners.count - 1 {
      add(
        DirectedEdge(from: edge.corners[piece], to: edge.corners[piece + 1]),
        left: owner(left, edge.left, piece), right: owner(right, edge.right, piece))
    }
  }

  private func owner(_ cell: Cell, _ pieces: [Int]?, _ piece: Int) -> Int? {
    switch cell {
    case .none: nil
    case .single(let k): k
    case .several: pieces?[piece]
    }
  }

  /// Adds an edge to the outlines of its two sides where those differ.
  mutating func add(_ edge: DirectedEdge, left: Int?, right: Int?) {
    guard left != right else { return }
    let back = DirectedEdge(from: edge.to, to: edge.from)
    if let left { outlines[left, default: []].append(edge) }
    if let right { outlines[right, default: []].append(back) }
    if let left, let right {
      borders[ClassPair(left, right), default: []].append(left < right ? edge : back)
    }
  }

  /// Joins directed edges into lines, open ones first.
  func join(_ edges: [DirectedEdge]) -> [Polyline] {
    var leaving: [Int: [Int]] = [:]
    var entered: [Int: Int] = [:]
    for edge in edges.reversed() {
      leaving[edge.from, default: []].append(edge.to)
      entered[edge.to, default: 0] += 1
    }
    var lines: [Polyline] = []
    func follow(_ start: Int) {
      var corners = [start]
      while let next = leaving[corners[corners.count - 1]]?.popLast() { corners.append(next) }
      guard corners.count > 1 else { return }
      lines.append(
        Polyline(points: corners.map { points[$0] }, isClosed: corners.last == corners.first))
    }
    for edge in edges where (leaving[edge.from]?.count ?? 0) > (entered[edge.from] ?? 0) {
      follow(edge.from)
    }
    for edge in edges { follow(edge.from) }
    return lines
  }
}

import Matrices

extension PartitionBuilder {
  /// Cuts up a cell that holds several classes, adds the edges between them, and notes what becomes
  /// of its four sides.
  mutating func cut(_ node: Int) {
    let nodes = [node, node + ny, node + ny + 1, node + 1]
    var cell = NumberedCell(triangles(nodes), nodes)
    for side in 0..<4 { note(side, of: &cell) }
    for (from, to, owner) in cell.edges where from < to {
      guard let opposite = cell.owner(to, from), opposite != owner else { continue }
      add(
        DirectedEdge(from: number(from, &cell), to: number(to, &cell)),
        left: owner, right: opposite)
    }
  }

  /// The triangles of a cell with all its classes put in.
  private func triangles(_ nodes: [Int]) -> CellTriangles {
    guard let p = field.probabilities else {
      let labels = nodes.map { field.classes.elements[$0] }
      let scores = { (k: Int) in SIMD4<Double>(labels.map { $0 == k ? 1 : 0 }) }
      let present = Set(labels).sorted()
      var cell = CellTriangles(present[0], scores: scores(present[0]))
      for k in present.dropFirst() { cell.insert(k, scores: scores(k)) }
      return cell
    }
    let pageSize = nx * ny
    let scores = { (k: Int) in
      SIMD4(
        p.elements[k * pageSize + nodes[0]], p.elements[k * pageSize + nodes[1]],
        p.elements[k * pageSize + nodes[2]], p.elements[k * pageSize + nodes[3]])
    }
    var cell = CellTriangles(0, scores: scores(0))
    for k in 1..<p.count / pageSize { cell.insert(k, scores: scores(k)) }
    return cell
  }

  /// The number of a cell's corner among all corners, given on first use.
  private mutating func number(_ corner: Int, _ cell: inout NumberedCell) -> Int {
    if let number = cell.numbers[corner] { return number }
    let place = cell.triangles.position(corner)
    let (column, row) = (cell.node / ny, cell.node % ny)
    let (x, y) = (field.grid.x, field.grid.y)
    points.append(
      Point(
        x: x[column] + (x[column + 1] - x[column]) * place.x,
        y: y[row] + (y[row + 1] - y[row]) * place.y))
    cell.numbers[corner] = points.count - 1
    return points.count - 1
  }

  /// Notes the pieces of a cell's side and their owners, with the corners' numbers that the cell on
  /// the other side has given already.
  private mutating func note(_ side: Int, of cell: inout NumberedCell) {
    // Sides 0 and 1 lead upwards along the outline, 2 and 3 downwards.
    var (corners, owners) = cell.side(side)
    if side >= 2 {
      corners.reverse()
      owners.reverse()
    }
    let node = cell.node
    let key = [2 * node, 2 * (node + ny) + 1, 2 * (node + 1), 2 * node + 1][side]
    if let known = cutEdges[key] {
      guard known.corners.count == corners.count else {
        // Not known to happen; were rounding to bring it about, each side would keep its own
        // outline.
        addOutline(corners, owners, isLeft: side < 2, of: &cell)
        return
      }
      for (corner, number) in zip(corners, known.corners) { cell.numbers[corner] = number }
    }
    var edge = cutEdges[key] ?? CutEdge(corners: [])
    edge.corners = corners.map { number($0, &cell) }
    // The outline has the cell on its left, and runs along the edge on sides 0 and 1.
    if side < 2 { edge.left = owners } else { edge.right = owners }
    cutEdges[key] = edge
  }

  /// Adds the pieces of a side for the cell on one side of it alone.
  private mutating func addOutline(
    _ corners: [Int], _ owners: [Int], isLeft: Bool, of cell: inout NumberedCell
  ) {
    let numbers = corners.map { number($0, &cell) }
    for (piece, owner) in owners.enumerated() {
      add(
        DirectedEdge(from: numbers[piece], to: numbers[piece + 1]), left: isLeft ? owner : nil,
        right: isLeft ? nil : owner)
    }
  }
}

/// The triangles of a cell, with the numbers of its corners among all corners.
struct NumberedCell {
  let node: Int
  let triangles: CellTriangles
  /// The edges of all triangles, each with its triangle on its left.
  let edges: [(from: Int, to: Int, owner: Int)]
  var numbers: [Int?]
  /// The owners by edge.
  private var owners: [Int: Int] = [:]
  /// Where the outline leads from each corner on it.
  private var outline: [Int: Int] = [:]

  init(_ triangles: CellTriangles, _ nodes: [Int]) {
    self.node = nodes[0]
    self.triangles = triangles
    edges = triangles.triangles.flatMap { triangle in
      let (a, b, c) = triangle.corners
      return [(a, b, triangle.owner), (b, c, triangle.owner), (c, a, triangle.owner)]
    }
    numbers = nodes + Array(repeating: nil, count: triangles.weights.count - 4)
    for edge in edges { owners[key(edge.from, edge.to)] = edge.owner }
    for edge in edges where owners[key(edge.to, edge.from)] == nil { outline[edge.from] = edge.to }
  }

  /// The class on the left of the edge between two corners.
  func owner(_ from: Int, _ to: Int) -> Int? { owners[key(from, to)] }

  /// The corners along a side in the order of the outline, and the owners of the pieces between.
  func side(_ side: Int) -> (corners: [Int], owners: [Int]) {
    var (corners, pieces) = ([side], [Int]())
    var corner = side
    repeat {
      guard let next = outline[corner], let owner = owner(corner, next) else {
        preconditionFailure("the outline of a cell is not closed")
      }
      pieces.append(owner)
      corners.append(next)
      corner = next
    } while corner != (side + 1) % 4
    return (corners, pieces)
  }

  private func key(_ from: Int, _ to: Int) -> Int { from * numbers.count + to }
}

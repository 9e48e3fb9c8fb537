extension ContourTracer {
  /// Which nodes have a cell above and to the right that is finite at its four corners.
  static func cells(_ nx: Int, _ ny: Int, _ z: [Double]) -> [Bool] {
    var cells = Array(repeating: false, count: z.count)
    guard nx > 1, ny > 1 else { return cells }
    for column in 0..<nx - 1 {
      for node in column * ny..<column * ny + ny - 1 {
        cells[node] =
          z[node].isFinite && z[node + 1].isFinite && z[node + ny].isFinite
          && z[node + ny + 1].isFinite
      }
    }
    return cells
  }

  /// The edges that have a cell on one side alone, directed with that cell on their left.
  static func boundary(_ nx: Int, _ ny: Int, _ isCell: [Bool]) -> [BoundaryEdge] {
    var edges: [BoundaryEdge] = []
    for column in 0..<nx {
      for row in 0..<ny {
        let node = column * ny + row
        if column + 1 < nx {
          let above = isCell[node]
          let below = row > 0 && isCell[node - 1]
          if above && !below {
            edges.append(BoundaryEdge(from: node, to: node + ny, edge: 2 * node))
          }
          if below && !above {
            edges.append(BoundaryEdge(from: node + ny, to: node, edge: 2 * node))
          }
        }
        if row + 1 < ny {
          let right = isCell[node]
          let left = column > 0 && isCell[node - ny]
          if left && !right {
            edges.append(BoundaryEdge(from: node, to: node + 1, edge: 2 * node + 1))
          }
          if right && !left {
            edges.append(BoundaryEdge(from: node + 1, to: node, edge: 2 * node + 1))
          }
        }
      }
    }
    return edges
  }
}

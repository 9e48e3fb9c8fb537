// Where a region has room for its class's marker.

extension ClassRegions {
  /// For each class in the grid one of its points that is farthest from any other class and from
  /// the grid's edge, by increasing class.
  ///
  /// Distances are counted in steps between neighbours along rows and columns, by two sweeps over
  /// the grid: Azriel Rosenfeld and John L. Pfaltz, "Sequential Operations in Digital Picture
  /// Processing", Journal of the ACM 13 (1966). O(nx·ny).
  var innermostPoints: [(index: Int, point: Point)] {
    let (nx, ny) = (grid.x.count, grid.y.count)
    guard nx > 1, ny > 1 else { return [] }
    let distances = distancesToBorder(nx, ny)
    var best: [Int: (distance: Int, node: Int)] = [:]
    for (node, index) in classes.elements.enumerated() where index >= 0 {
      if distances[node] > best[index]?.distance ?? 0 { best[index] = (distances[node], node) }
    }
    return best.sorted { $0.key < $1.key }.map { index, place in
      (index, Point(x: grid.x[place.node / ny], y: grid.y[place.node % ny]))
    }
  }

  /// How many steps each point of the grid is from one of another class, or from outside the grid.
  private func distancesToBorder(_ nx: Int, _ ny: Int) -> [Int] {
    let classes = classes.elements
    var distances = Array(repeating: 0, count: classes.count)
    /// A neighbour's distance where it is of the same class.
    func reach(_ node: Int, _ neighbor: Int) -> Int {
      classes[neighbor] == classes[node] ? distances[neighbor] : 0
    }
    for column in 0..<nx {
      for row in 0..<ny {
        let node = column * ny + row
        let left = column > 0 ? reach(node, node - ny) : 0
        let below = row > 0 ? reach(node, node - 1) : 0
        distances[node] = min(left, below) + 1
      }
    }
    for column in (0..<nx).reversed() {
      for row in (0..<ny).reversed() {
        let node = column * ny + row
        let right = column < nx - 1 ? reach(node, node + ny) : 0
        let above = row < ny - 1 ? reach(node, node + 1) : 0
        distances[node] = min(distances[node], min(right, above) + 1)
      }
    }
    return distances
  }
}

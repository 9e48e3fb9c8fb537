import Matrices
import SeededRandomness
import Testing

@testable import Plots

@Suite("Class regions")
struct ClassPartitionTests {
  /// The areas of the regions of classes.
  private func areas(_ partition: ClassPartition) -> [Int: Double] {
    partition.regions.mapValues(area)
  }

  private func grid(_ nx: Int, _ ny: Int) throws -> RectangularGrid {
    try RectangularGrid(x: (0..<nx).map(Double.init), y: (0..<ny).map(Double.init))
  }

  @Test("two classes split a cell where they are equally likely")
  func twoClasses() throws {
    let p = NDArray(size: [2, 2, 2], elements: [0.8, 0.8, 0.2, 0.2, 0.2, 0.2, 0.8, 0.8])
    let partition = ClassPartition(try ClassRegions(grid(2, 2), probabilities: p))
    #expect(areas(partition) == [0: 0.5, 1: 0.5])
    #expect(partition.borders.count == 1)
    #expect(partition.borders[0].points.allSatisfy { $0.x == 0.5 })
  }

  @Test("three classes that meet in a point meet in that point alone")
  func threeClasses() throws {
    // Score k falls with the distance from corner k's direction: linear functions, so the borders are
    // straight and meet where all three are equal.
    let (nx, ny) = (9, 7)
    let scores: [(Double, Double) -> Double] = [
      { x, _ in x }, { _, y in y }, { x, y in 7.3 - x - y },
    ]
    var p: [Double] = []
    for score in scores {
      for column in 0..<nx {
        for row in 0..<ny { p.append(score(Double(column), Double(row))) }
      }
    }
    let regions = try ClassRegions(
      grid(nx, ny), probabilities: NDArray(size: [ny, nx, 3], elements: p))
    let partition = ClassPartition(regions)
    #expect(partition.regions.mapValues(\.count) == [0: 1, 1: 1, 2: 1])
    #expect(partition.borders.count == 3)
    let meeting = 7.3 / 3
    for border in partition.borders {
      let nearest = border.points.map { max(abs($0.x - meeting), abs($0.y - meeting)) }.min()
      #expect(try #require(nearest) < 1e-12)
      for point in border.points {
        let values = scores.map { $0(point.x, point.y) }.sorted(by: >)
        #expect(values[0] - values[1] < 1e-12)
      }
    }
  }

  @Test("the regions add up to the whole, whatever the scores", arguments: 0..<60)
  func regionsAddUp(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let (nx, ny) = (Int.random(in: 2...8, using: &random), Int.random(in: 2...8, using: &random))
    let classCount = Int.random(in: 1...7, using: &random)
    // Scores on a few levels tie often; scores anywhere seldom do.
    let levels = [2.0, 3, 5, 1e9][seed % 4]
    let p = (0..<nx * ny * classCount).map { _ in
      (Double.random(in: 0...1, using: &random) * levels).rounded() / levels
    }
    let regions = try ClassRegions(
      grid(nx, ny), probabilities: NDArray(size: [ny, nx, classCount], elements: p))
    let partition = ClassPartition(regions)
    let total = areas(partition).values.reduce(0, +)
    #expect(abs(total - Double((nx - 1) * (ny - 1))) < 1e-9)
    for (index, lines) in partition.regions {
      #expect((0..<classCount).contains(index))
      #expect(lines.allSatisfy { $0.isClosed && $0.points.first == $0.points.last })
      #expect(area(lines) >= -1e-12)
    }
  }

  @Test("the regions of labels add up to the cells that have all four", arguments: 0..<40)
  func labelsAddUp(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) &* 77)
    let (nx, ny) = (Int.random(in: 2...9, using: &random), Int.random(in: 2...9, using: &random))
    let classes = Matrix(rowCount: ny, columnCount: nx) { _, _ in
      Int.random(in: (seed % 2 == 0 ? 0 : -1)...4, using: &random)
    }
    let partition = ClassPartition(try ClassRegions(grid(nx, ny), classes: classes))
    var cells = 0
    for column in 0..<nx - 1 {
      for row in 0..<ny - 1
      where classes[row..<row + 2, column..<column + 2].elements.min() ?? -1 >= 0 {
        cells += 1
      }
    }
    #expect(abs(areas(partition).values.reduce(0, +) - Double(cells)) < 1e-9)
  }

  @Test("every point of a fine raster lies in exactly the region of its greatest score")
  func rasterAgrees() throws {
    var random = SplitMix(state: 5)
    let (n, classCount) = (5, 4)
    let p = (0..<n * n * classCount).map { _ in Double.random(in: 0...1, using: &random) }
    let partition = ClassPartition(
      try ClassRegions(grid(n, n), probabilities: NDArray(size: [n, n, classCount], elements: p)))
    for _ in 0..<400 {
      let point = Point(
        x: Double.random(in: 0..<4, using: &random), y: Double.random(in: 0..<4, using: &random))
      let scores = (0..<classCount).map { score(p, n, $0, point) }
      let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
      let owners = partition.regions.filter { winding($0.value, point) != 0 }
      #expect(Array(owners.keys) == [best])
      #expect(owners.values.allSatisfy { winding($0, point) == 1 })
    }
  }

  @Test("a class that no corner of a cell prefers can still win inside it")
  func winnerInside() throws {
    // Along x class 0 falls from 1 to 0 and class 1 rises; class 2 is 0.6 everywhere.
    let p = [1.0, 1, 0, 0] + [0, 0, 1, 1] + [0.6, 0.6, 0.6, 0.6]
    let partition = ClassPartition(
      try ClassRegions(
        grid(2, 2), classes: Matrix(rowCount: 2, columnCount: 2, elements: [0, 0, 1, 1])))
    #expect(areas(partition)[2] == nil)
    let withScores = ClassPartition(
      try ClassRegions(grid(2, 2), probabilities: NDArray(size: [2, 2, 3], elements: p)))
    #expect(abs((areas(withScores)[2] ?? 0) - 0.2) < 1e-12)
  }

  @Test("scores that are not finite leave their cells out")
  func missing() throws {
    var p = Array(repeating: 0.5, count: 9)
    p[0] = .nan
    let partition = ClassPartition(
      try ClassRegions(grid(3, 3), probabilities: NDArray(size: [3, 3], elements: p)))
    #expect(areas(partition) == [0: 3])
  }

  /// The score of a class at a point by linear interpolation in the cell's four triangles.
  private func score(_ p: [Double], _ n: Int, _ k: Int, _ point: Point) -> Double {
    let (column, row) = (Int(point.x), Int(point.y))
    let (u, v) = (point.x - Double(column), point.y - Double(row))
    let at = { (i: Int, j: Int) in p[k * n * n + (column + j) * n + row + i] }
    let corners = [at(0, 0), at(0, 1), at(1, 1), at(1, 0)]
    let middle = corners.reduce(0, +) / 4
    // The triangle whose side is nearest; t along it, s from the side to the middle.
    let distances = [v, 1 - u, 1 - v, u]
    let side = distances.indices.min { distances[$0] < distances[$1] } ?? 0
    let s = 2 * distances[side]
    let along = [u, v, 1 - u, 1 - v][side]
    let t = s < 1 ? (along - s / 2) / (1 - s) : 0.5
    return (corners[side] * (1 - t) + corners[(side + 1) % 4] * t) * (1 - s) + middle * s
  }

  /// How often closed lines run around a point, counterclockwise.
  private func winding(_ lines: [Polyline], _ point: Point) -> Int {
    var winding = 0
    for line in lines {
      for (a, b) in zip(line.points, line.points.dropFirst())
      where (a.y <= point.y) != (b.y <= point.y) {
        let crossing = a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)
        if crossing > point.x { winding += b.y > a.y ? 1 : -1 }
      }
    }
    return winding
  }
}

import Matrices
import SeededRandomness
import Testing

@testable import Plots

/// How far an interpolated place may be off by rounding alone, relative to numbers of about one.
private let rounding = 1e-12

/// A field of the given function on a grid.
func field(
  x: [Double], y: [Double], _ function: (Double, Double) -> Double
) throws -> ScalarField {
  try ScalarField(
    RectangularGrid(x: x, y: y),
    values: Matrix(rowCount: y.count, columnCount: x.count) { function(x[$1], y[$0]) })
}

/// A field of the given rows, at whole coordinates; the first row is at the bottom.
func field(_ rows: [[Double]]) throws -> ScalarField {
  let values = Matrix(rows: rows)
  return try ScalarField(
    RectangularGrid(
      x: (0..<values.columnCount).map(Double.init), y: (0..<values.rowCount).map(Double.init)),
    values: values)
}

func area(_ lines: [Polyline]) -> Double { lines.reduce(0) { $0 + $1.signedArea } }

@Suite("Contours")
struct ContourTests {
  @Test("the contour of x² + y² is one closed line on the circle")
  func circle() throws {
    let axis = linspace(-1.5, 1.5, count: 301)
    var tracer = ContourTracer(try field(x: axis, y: axis) { $0 * $0 + $1 * $1 })
    for radius in [0.3, 0.75, 1.0, 1.4] {
      let lines = tracer.lines(at: radius * radius)
      #expect(lines.count == 1 && lines[0].isClosed)
      // Along an edge of length h the chord leaves x² by h²/4 at most.
      let slack = 0.01 * 0.01 / 4
      for point in lines[0].points {
        #expect(abs(point.x * point.x + point.y * point.y - radius * radius) <= slack + rounding)
      }
      let exact = Double.pi * radius * radius
      // The outside is above the level, so the line runs clockwise.
      #expect(abs(area(lines) + exact) < 1e-3 * exact)
    }
  }

  @Test("the region above a level is closed, and its area is the disc's")
  func disc() throws {
    let axis = linspace(-1.0, 1.0, count: 401)
    var tracer = ContourTracer(try field(x: axis, y: axis) { 1 - $0 * $0 - $1 * $1 })
    let region = tracer.region(atLeast: 0.5)
    #expect(region.count == 1 && region[0].isClosed)
    #expect(region[0].points.first == region[0].points.last)
    #expect(abs(area(region) - Double.pi / 2) < 1e-4)
  }

  @Test("contour points lie on the level of the interpolated field, whatever the field")
  func pointsOnLevel() throws {
    var random = SplitMix(state: 7)
    for _ in 0..<20 {
      let size = Int.random(in: 2...12, using: &random)
      let values = Matrix(rowCount: size, columnCount: size) { _, _ in
        Double.random(in: -1...1, using: &random)
      }
      let axis = (0..<size).map(Double.init)
      let field = try ScalarField(RectangularGrid(x: axis, y: axis), values: values)
      var tracer = ContourTracer(field)
      for level in [-0.5, 0, 0.25] {
        for line in tracer.lines(at: level) {
          for point in line.points {
            #expect(abs(try #require(field.interpolated(point.x, point.y)) - level) < 1e-9)
          }
        }
      }
    }
  }

  @Test("the bands between levels add up to the whole grid, with missing places left out")
  func bandsAddUp() throws {
    var random = SplitMix(state: 11)
    for round in 0..<30 {
      let (ny, nx) = (Int.random(in: 2...9, using: &random), Int.random(in: 2...9, using: &random))
      let values = Matrix(rowCount: ny, columnCount: nx) { _, _ in
        round % 2 == 1 && Int.random(in: 0..<6, using: &random) == 0
          ? [.nan, .infinity, -.infinity].randomElement(using: &random) ?? .nan
          : Double(Int.random(in: -3...3, using: &random)) / 3
      }
      let axes = ((0..<nx).map { Double($0 * $0) }, (0..<ny).map { Double(-3 * $0) })
      let field = try ScalarField(RectangularGrid(x: axes.0, y: axes.1), values: values)
      var tracer = ContourTracer(field)
      var whole = 0.0
      for column in 0..<nx - 1 {
        for row in 0..<ny - 1 where tracer.isCell[column * ny + row] {
          whole += (axes.0[column + 1] - axes.0[column]) * 3
        }
      }
      // Rows count downwards here, so outlines run the other way.
      #expect(abs(-area(tracer.region(atLeast: -.infinity)) - whole) < 1e-9)
      var above = whole
      for level in [-1, -2 / 3.0, -0.1, 0, 1 / 3.0, 0.9, 1, 1.5] {
        let region = tracer.region(atLeast: level)
        #expect(region.allSatisfy { $0.isClosed && $0.points.first == $0.points.last })
        #expect(-area(region) <= above + 1e-9 && -area(region) >= -1e-9)
        above = -area(region)
      }
      #expect(above == 0)
    }
  }

  @Test("a region and the region below the same level share their border exactly")
  func complement() throws {
    var random = SplitMix(state: 3)
    for _ in 0..<30 {
      let values = Matrix(rowCount: 7, columnCount: 6) { _, _ in
        Double.random(in: -1...1, using: &random)
      }
      let axes = ((0..<6).map(Double.init), (0..<7).map(Double.init))
      let grid = try RectangularGrid(x: axes.0, y: axes.1)
      var above = ContourTracer(try ScalarField(grid, values: values))
      var below = ContourTracer(try ScalarField(grid, values: values.map { -$0 }))
      for level in [-0.4, 0.0, 0.3] {
        let sum = area(above.region(atLeast: level)) + area(below.region(atLeast: -level))
        #expect(abs(sum - 30) < 1e-9)
      }
    }
  }

  @Test(
    "a saddle's corners are joined where the bilinear interpolant is above the level at its saddle",
    arguments: [
      // The saddle's value (z₀z₂ − z₁z₃)/(z₀ + z₂ − z₁ − z₃) is 0.8/1.8 and 0.1/1.1.
      (1.0, 0.8, 0.4, true), (1.0, 0.8, 0.5, false), (1.0, 0.1, 0.05, true),
      (1.0, 0.1, 0.095, false),
    ])
  func saddle(z0: Double, z2: Double, level: Double, isJoined: Bool) throws {
    var tracer = ContourTracer(try field([[z0, 0], [0, z2]]))
    let region = tracer.region(atLeast: level)
    #expect(region.count == (isJoined ? 1 : 2))
    #expect(tracer.lines(at: level).count == 2)
    var turned = ContourTracer(try field([[0, z0], [z2, 0]]))
    #expect(turned.region(atLeast: level).count == (isJoined ? 1 : 2))
  }

  @Test("values as far apart as doubles go make no line that is not finite")
  func hugeValues() throws {
    let most = Double.greatestFiniteMagnitude
    var tracer = ContourTracer(try field([[most, -most, most], [-most, most, -most]]))
    for level in [-most / 2, 0, most / 2] {
      let lines = tracer.lines(at: level)
      #expect(!lines.isEmpty)
      #expect(lines.allSatisfy { $0.points.allSatisfy { $0.x.isFinite && $0.y.isFinite } })
    }
  }

  @Test("a constant, an empty, a one-point and an all-missing field have no lines")
  func nothingToTrace() throws {
    let fields = [
      try field([[2, 2], [2, 2]]), try field([]), try field([[1]]), try field([[1, 2, 3]]),
      try field([[.nan, .nan], [.nan, .nan]]),
    ]
    for field in fields {
      var tracer = ContourTracer(field)
      #expect(tracer.lines(at: 2).isEmpty)
      #expect(tracer.lines(at: 0).isEmpty)
    }
    var constant = ContourTracer(fields[0])
    #expect(area(constant.region(atLeast: 2)) == 1)
    #expect(constant.region(atLeast: 2.1).isEmpty)
  }

  @Test("round levels lie inside the values")
  func roundLevels() throws {
    let levels = try field([[0, 1], [0.5, 10]]).roundLevels
    #expect(levels == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(try field([[1, 1], [1, 1]]).roundLevels.isEmpty)
  }
}

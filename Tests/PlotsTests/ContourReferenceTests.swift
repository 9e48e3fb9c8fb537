import Matrices
import Testing

@testable import Plots

private struct ContourCase: Decodable {
  let x: [Double]
  let y: [Double]
  let z: [[Double]]
  let levels: [Double]
  let lengths: [Double]
  let areas: [Double]
}

@Suite("Contours")
struct CurveTests {
  @Test("contours are as long as contourpy's, and the regions above them as large")
  func contours() throws {
    let expected = try reference(ContourCase.self, "contours.json")
    let field = try ScalarField(
      RectangularGrid(x: expected.x, y: expected.y), values: Matrix(rows: expected.z))
    var tracer = ContourTracer(field)
    for (index, level) in expected.levels.enumerated() {
      let lines = tracer.lines(at: level)
      let length = lines.reduce(0) { sum, line in
        zip(line.points, line.points.dropFirst()).reduce(sum) { sum, pair in
          let (dx, dy) = (pair.1.x - pair.0.x, pair.1.y - pair.0.y)
          return sum + (dx * dx + dy * dy).squareRoot()
        }
      }
      #expect(abs(length - expected.lengths[index]) <= 1e-9 * expected.lengths[index])
      let area = area(tracer.region(atLeast: level))
      #expect(abs(area - expected.areas[index]) <= 1e-9 * expected.areas[index])
    }
  }
}

import NetworkFiles
import MATFiles
import Matrices
import Networks
import Testing

@Suite("The decision grid") struct DecisionGridTests {
  let points: Matrix = [[0.0, -1], [1, 2], [0.25, 0]]

  @Test("starts the padding before the data and ends at or just after the padding behind them")
  func coverage() throws {
    for step in [0.01, 0.1, 0.3, 1] {
      let grid = try DecisionGrid(over: points, step: step, padding: 0.5)
      #expect(grid.x[0] == -0.5 && grid.y[0] == -1.5)
      let (x, y) = (grid.x[grid.x.count - 1], grid.y[grid.y.count - 1])
      #expect(x >= 1.5 - 1e-12 && x < 1.5 + step && y >= 2.5 - 1e-12 && y < 2.5 + step)
    }
  }

  @Test("its points are in the order of the elements of its mesh")
  func order() throws {
    let grid = try DecisionGrid(over: points, step: 0.7)
    let (xx, yy) = grid.mesh
    #expect(xx.rowCount == grid.y.count && xx.columnCount == grid.x.count)
    #expect(grid.points.column(0) == xx.elements && grid.points.column(1) == yy.elements)
  }

  @Test("one point alone has a grid around it")
  func onePoint() throws {
    let grid = try DecisionGrid(over: [[3.0, 4]], step: 0.25, padding: 0.5)
    #expect(grid.x == [2.5, 2.75, 3, 3.25, 3.5])
  }

  @Test(
    "what cannot be laid out is an error that says why",
    arguments: [(0, 0.5), (-1, 0.5), (.nan, 0.5), (0.1, -1), (1e-9, 0.5), (0.1, .infinity)])
  func refusals(step: Double, padding: Double) {
    let error = #expect(throws: NetworkFileError.self) {
      try DecisionGrid(over: points, step: step, padding: padding)
    }
    #expect(error?.code == .noGrid)
  }

  @Test("points in space have no grid")
  func space() {
    #expect(throws: NetworkFileError.self) { try DecisionGrid(over: [[1.0, 2, 3]]) }
  }

  @Test("the default step keeps the number of points bounded, for any span")
  func defaultStep() throws {
    for span in [1e-3, 1, 10, 1e3, 1e6, 1e150] {
      let points: Matrix = [[0, 0], [span, span]]
      let step = DecisionGrid.defaultStep(over: points)
      let grid = try DecisionGrid(over: points, step: step)
      #expect(grid.x.count * grid.y.count <= 1_000_000)
      #expect(step == 0.01 || grid.x.count * grid.y.count > 100_000)
    }
  }
}

import Matrices
import Networks
public import Plots

extension Figure {
  /// What a trained network decides, with its points over it, beside the loss at each iterate.
  ///
  /// Wrong points are ringed. Without a grid, as where the points are not in the plane, the loss stands
  /// alone. Throws a `PlotError` where the grid is none.
  public static func network(_ result: LabResult, title: String? = nil) throws -> Figure {
    let loss = Panel.lossHistory(
      [("loss", result.network.lossHistory)], scale: .logarithmic, title: "Loss")
    guard let grid = result.grid else { return Figure(loss, title: title) }
    return Figure(
      [[try regions(grid, result), loss]], title: title, width: 1040, height: 460)
  }

  private static func regions(_ grid: GridResult, _ result: LabResult) throws -> Panel {
    let network = result.network
    let names = network.classes.map { "class \($0.formatted)" }
    let outputs = try network.outputs(for: result.data.points, from: result.data.source)
    let points = try LabeledPoints(
      result.data.points, labels: result.data.classIndices(in: network.classes), names: names)
    let predicted = network.network.classes(ofOutputs: outputs)
    let rectangle = try RectangularGrid(xx: grid.xx, yy: grid.yy)
    guard let P = grid.P else {
      return try .decisionRegions(
        ScalarField(rectangle, values: grid.Z), data: points, predicted: predicted,
        title: "Decision")
    }
    return try .classRegions(
      ClassRegions(rectangle, probabilities: P, names: names), data: points, predicted: predicted,
      title: "Decision")
  }

  /// Points in the plane in the colours and markers of their classes.
  ///
  /// Throws a `PlotError` where the points do not have two columns.
  public static func points(_ data: LabData, title: String? = nil) throws -> Figure {
    Figure(
      .classScatter(
        try LabeledPoints(
          data.points, labels: data.classIndices(in: data.classes),
          names: data.classes.map { "class \($0.formatted)" })), title: title)
  }
}

import MATFiles
import Matrices
import OrderedCollections

/// Everything that training leaves in a file: the network, how it came about, its answers on a grid, and
/// the points it was trained on.
public struct LabResult: Sendable {
  public let network: SavedNetwork
  public var training: TrainingRecord
  public let data: LabData
  /// The answers over the data; nil where the points are not two-dimensional.
  public let grid: GridResult?
  /// What became of each start, where there were several.
  public var ledger: StartLedger?
  /// The candidates that were compared, where some were.
  public var search: SearchTable?
  /// The iterates, where they were asked for.
  public var trace: TrainingTrace?

  public init(
    network: SavedNetwork, training: TrainingRecord, data: LabData, grid: GridResult?
  ) {
    self.network = network
    self.training = training
    self.data = data
    self.grid = grid
  }

  /// Writes the variables `net`, `Theta1` …, `legacy`, `training`, `grid`, `starts`, `search`, `trace`, `X`
  /// and `y` as a v7 file, whole or not at all.
  public func write(to path: String) throws {
    var variables = network.variables
    variables["training"] = training.matValue
    if let grid { variables["grid"] = grid.matValue }
    if let ledger { variables["starts"] = ledger.matValue }
    if let search { variables["search"] = search.matValue }
    if let trace { variables["trace"] = trace.matValue }
    variables["X"] = data.points.matValue
    variables["y"] = (data.targets ?? Matrix(column: data.labels)).matValue
    try MATFile.write(variables, to: path, version: .v7)
  }
}

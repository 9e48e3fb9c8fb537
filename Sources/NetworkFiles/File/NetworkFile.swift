public import MATFiles
import Matrices
import OrderedCollections

/// Everything that training leaves in a file: the network, how it came about, its answers on a grid, and
/// the points it was trained on.
///
///     let file = try NetworkFile(MATFile("week6.mat"))
///     print(file.network.network, file.training.reason)
///
/// Each variable is decoded once.
public struct NetworkFile: Sendable {
  public let network: SavedNetwork
  public var training: TrainingRecord
  public let data: TrainingData
  /// The answers over the data; nil where the points are not two-dimensional.
  public let grid: GridResult?
  /// What became of each start, where there were several. Written, and not read.
  public var ledger: StartLedger?
  /// The candidates that were compared, where some were. Written, and not read.
  public var search: SearchTable?
  /// The iterates, where they were asked for. Written, and not read.
  public var trace: TrainingTrace?

  public init(
    network: SavedNetwork, training: TrainingRecord, data: TrainingData, grid: GridResult?
  ) {
    self.network = network
    self.training = training
    self.data = data
    self.grid = grid
  }

  /// Reads what training left in a file: `net`, `training`, `grid` where there is one, `X` and `y`.
  ///
  /// Throws a `MATError` where a variable is missing or not what it should be, and a ``NetworkFileError`` where
  /// the parts do not fit together.
  public init(_ file: MATFile) throws {
    guard file.variable(named: "net") != nil else {
      throw NetworkFileError(
        .notANetwork, at: file.path, "there is no struct 'net'",
        advice: "give a file that matkit train wrote")
    }
    var decoder = MATDecoder()
    if let key = CodingUserInfoKey.file { decoder.userInfo[key] = file.path }
    do {
      self = try file.decode(NetworkFile.self, using: decoder)
    } catch let error as NetworkFileError {
      throw error.at(file.path)
    }
  }

  /// Writes the variables `net`, `Theta1` …, `legacy`, `training`, `grid`, `starts`, `search`, `trace`, `X`
  /// and `y` as a v7 file, whole or not at all.
  public func write(to path: String) throws {
    let encoder = MATEncoder(absence: .omitted)
    var variables = try network.variables
    variables["training"] = try encoder.encode(training)
    if let grid { variables["grid"] = grid.matValue }
    if let ledger { variables["starts"] = ledger.matValue }
    if let search { variables["search"] = search.matValue }
    if let trace { variables["trace"] = trace.matValue }
    variables["X"] = data.points.matValue
    variables["y"] = data.answers
    try MATFile.write(variables, to: path, version: .v7)
  }
}

extension NetworkFile: Decodable {
  private enum Variable: String, CodingKey {
    case net, training, grid, X, y
  }

  public init(from decoder: any Decoder) throws {
    let variables = try decoder.container(keyedBy: Variable.self)
    network = try variables.decode(SavedNetwork.self, forKey: .net)
    training = try variables.decode(TrainingRecord.self, forKey: .training)
    let points = try variables.decode(Matrix<Double>.self, forKey: .X)
    let answers = try variables.decode(Matrix<Double>.self, forKey: .y)
    let source = CodingUserInfoKey.file.flatMap { decoder.userInfo[$0] as? String } ?? "X"
    data =
      network.isMultiLabel
      ? try TrainingData(
        points: points, labelSets: answers.map { $0 > 0.5 }, source: source)
      : network.isRegression
        ? try TrainingData(points: points, targets: answers, source: source)
        : try TrainingData(points: points, labels: answers.elements, source: source)
    let grid =
      variables.contains(.grid) ? try variables.decode(GridResult.self, forKey: .grid) : nil
    self.grid =
      network.isRegression ? grid?.withoutLabels : grid?.labelled(above: network.threshold)
  }
}

/// What a network's file may have beside the network, each decoded once.
package struct NetworkParts: Decodable {
  /// The answers on a grid; nil where there are none.
  package let grid: GridResult?
  /// How the network came about; nil where a variable of that name is not MatKit's.
  package let training: TrainingRecord?

  private enum Variable: String, CodingKey {
    case grid, training
  }

  package init(from decoder: any Decoder) throws {
    let variables = try decoder.container(keyedBy: Variable.self)
    // Asked for the value of an optional, a decoder reads it twice.
    grid = variables.contains(.grid) ? try variables.decode(GridResult.self, forKey: .grid) : nil
    training =
      variables.contains(.training)
      ? try? variables.decode(TrainingRecord.self, forKey: .training) : nil
  }

  /// The parts of a file. Throws a `MATError` or a ``NetworkFileError`` that names it.
  package init(_ file: MATFile) throws {
    do {
      self = try file.decode(NetworkParts.self)
    } catch let error as NetworkFileError {
      throw error.at(file.path)
    }
  }
}

extension CodingUserInfoKey {
  /// The path of the file that is decoded, for errors about its samples.
  fileprivate static let file: CodingUserInfoKey? = CodingUserInfoKey(rawValue: "matkit.file")
}

extension NetworkFileError {
  /// The same at a place, where it names none.
  package func at(_ place: String) -> NetworkFileError {
    var error = self
    error.place = error.place ?? place
    return error
  }
}

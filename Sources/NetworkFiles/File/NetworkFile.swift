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
  /// The points that it was trained on, or as many of them as the file holds.
  public let data: TrainingData
  /// What is said of the samples where the file does not hold them all; nil where it does, or is not written yet.
  public private(set) var samples: SampleRecord?
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

  /// Reads what training left in a file: `net`, `training`, `grid` and `data` where there are any, `X` and `y`.
  ///
  /// Throws `noSamples` where the file was written with none, a `MATError` where a variable is missing or not what it should be, and a ``NetworkFileError`` where
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

  /// Writes the variables `net`, `Theta1` …, `legacy`, `training`, `grid`, `starts`, `search`, `trace`, `X`,
  /// `y` and `data` as a v7 file, whole or not at all.
  ///
  /// `data` is there where not all samples are kept, and with more than ``SampleRecord/limit`` in any case.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - kept: Which of the samples it holds as `X` and `y`; nil for ``KeptSamples/standard(forCount:)``. Has no
  ///     effect on samples that were read from such a file.
  public func write(to path: String, keeping kept: KeptSamples? = nil) throws {
    let encoder = MATEncoder(absence: .omitted)
    var variables = try network.variables
    variables["training"] = try encoder.encode(training)
    if let grid { variables["grid"] = grid.matValue }
    if let ledger { variables["starts"] = ledger.matValue }
    if let search { variables["search"] = search.matValue }
    if let trace { variables["trace"] = trace.matValue }
    let (record, points, answers) = try samples(keeping: kept)
    if record?.kept != KeptSamples.none {
      variables["X"] = points.matValue
      variables["y"] = data.value(ofAnswers: answers)
    }
    if let record { variables["data"] = try encoder.encode(record) }
    try MATFile.write(variables, to: path, version: .v7)
  }

  /// The samples that a file holds, and what it says of them.
  private func samples(
    keeping wanted: KeptSamples?
  ) throws -> (SampleRecord?, points: Matrix<Double>, answers: Matrix<Double>) {
    let count = data.table.rowCount
    let kept = wanted ?? .standard(forCount: count)
    guard samples == nil, kept != .all || count > SampleRecord.limit else {
      return (samples, data.points, data.answers)
    }
    let record = try SampleRecord(of: data, keeping: kept, seed: network.seed)
    let rows = kept == .all ? nil : record.rows
    guard let rows else { return (record, data.points, data.answers) }
    return (record, data.table.selectingRows(rows).matrix, data.answers.selectingRows(rows))
  }
}

extension NetworkFile: Decodable {
  private enum Variable: String, CodingKey {
    case net, training, grid, X, y, data
  }

  public init(from decoder: any Decoder) throws {
    let variables = try decoder.container(keyedBy: Variable.self)
    network = try variables.decode(SavedNetwork.self, forKey: .net)
    training = try variables.decode(TrainingRecord.self, forKey: .training)
    // A variable of that name in a file of others is theirs.
    samples =
      variables.contains(.data) ? try? variables.decode(SampleRecord.self, forKey: .data) : nil
    guard samples?.kept != KeptSamples.none else {
      throw NetworkFileError(
        .noSamples, "it holds none of the samples that the network was trained on",
        advice: "train with --data sample, or name a file with X and y")
    }
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

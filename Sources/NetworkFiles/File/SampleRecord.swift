public import MATFiles
import Matrices
import Randomness

/// Which of the samples that it was trained on a network's file holds, as `X` and `y`. The raw value is the name on
/// the command line.
public enum KeptSamples: String, CaseIterable, Codable, Sendable {
  /// None of them.
  case none
  /// ``SampleRecord/sampleSize`` drawn at random, for pictures of the data.
  case sample
  /// All of them.
  case all

  /// What is kept of so many where nothing else was asked for: all, and of more than ``SampleRecord/limit`` a sample.
  public static func standard(forCount count: Int) -> KeptSamples {
    count > SampleRecord.limit ? .sample : .all
  }
}

/// The samples that a network was trained on, where its file does not hold them all: the struct `data`.
///
/// Its fields are `kept` ('none', 'sample' or 'all'); `file` and `variable`, where the features were read, char, or
/// where there is a file a class cells of char; `labels` or `targets`, the `file:variable` of these; `N` and `d`, how many
/// samples and features there were; `hash` and `answers_hash`, the semantic hashes of the features as N×d and of the labels
/// or targets as N×1 or N×K doubles; and with a sample `rows`, n×1, which of the rows `X` and `y` are, from 1.
///
///     let names = try NetworkFile(MATFile("trained.mat")).samples?.features.map(\.place)
public struct SampleRecord: Hashable, Sendable {
  /// What the file has of the samples.
  public let kept: KeptSamples
  /// Where the features were read; empty where a program made them.
  public let features: [DataArgument]
  /// Where the labels, or for regression the targets, were read; nil where they are of a file each, or made.
  public let answers: DataArgument?
  /// Whether the answers are numbers, not classes.
  public let isRegression: Bool
  /// N, the number of samples.
  public let count: Int
  /// d, the number of features.
  public let featureCount: Int
  /// The semantic hash of the features, N×d doubles.
  public let hash: MATHash
  /// That of the labels, N×1, or targets, N×K doubles.
  public let answersHash: MATHash
  /// The rows that are kept, ascending from zero; empty where that is not some of them.
  public let rows: [Int]

  /// With more samples than this a file holds a sample of them, where nothing else was asked for.
  public static let limit = 100_000
  /// The most samples that a sample has.
  public static let sampleSize = 2000

  /// The record of data of which so much is kept. The sample depends on the seed and the number of samples alone.
  ///
  /// Throws as `MATValue.semanticHash()` does. O(N·d).
  public init(of data: TrainingData, keeping kept: KeptSamples, seed: UInt32) throws {
    self.kept = kept
    (features, answers) = (data.origins, data.answersOrigin)
    isRegression = data.targets != nil
    (count, featureCount) = (data.table.rowCount, data.table.columnCount)
    hash = try data.table.semanticHash()
    answersHash = try data.answers.matValue.semanticHash()
    rows = kept == .sample ? Self.rows(of: count, seed: seed) : []
  }

  /// As many rows of so many as a sample has, ascending: R. W. Floyd's algorithm (J. Bentley, "Programming pearls: a
  /// sample of brilliance", Communications of the ACM 30(9), 1987), which draws each but once.
  static func rows(of count: Int, seed: UInt32) -> [Int] {
    var random = MersenneTwister(seed: seed)
    var chosen: Set<Int> = []
    for last in max(0, count - sampleSize)..<count {
      let row = random.integer(in: 0..<last + 1)
      chosen.insert(chosen.contains(row) ? last : row)
    }
    return chosen.sorted()
  }
}

extension SampleRecord: Codable {
  private enum Field: String, CodingKey {
    case kept, file, variable, labels, targets, N, d, hash
    case answersHash = "answers_hash"
    case rows
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(kept.rawValue, forKey: .kept)
    let texts = [features.map(\.file), features.map { $0.variable ?? "" }]
    for (field, texts) in zip([Field.file, .variable], texts) {
      if texts.count == 1 {
        try fields.encode(texts[0], forKey: field)
      } else {
        try fields.encode(texts, forKey: field)
      }
    }
    try fields.encodeIfPresent(answers?.place, forKey: isRegression ? .targets : .labels)
    try fields.encode(Double(count), forKey: .N)
    try fields.encode(Double(featureCount), forKey: .d)
    try fields.encode(hash, forKey: .hash)
    try fields.encode(answersHash, forKey: .answersHash)
    if !rows.isEmpty {
      try fields.encode(Matrix(column: rows.map { Double($0 + 1) }), forKey: .rows)
    }
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    func texts(_ field: Field) throws -> [String] {
      if let text = try? fields.decode(String.self, forKey: field) { return [text] }
      return try fields.decode([String].self, forKey: field)
    }
    kept = try fields.decode(KeptSamples.self, forKey: .kept)
    features = zip(try texts(.file), try texts(.variable)).map {
      DataArgument(file: $0, variable: $1.isEmpty ? nil : $1)
    }
    let targets = try fields.decodeIfPresent(String.self, forKey: .targets)
    let labels = try fields.decodeIfPresent(String.self, forKey: .labels)
    isRegression = targets != nil
    answers = (targets ?? labels).map {
      let (file, variable) = MATPath.splitArgument($0)
      return DataArgument(file: file, variable: variable)
    }
    count = try fields.decode(Int.self, forKey: .N)
    featureCount = try fields.decode(Int.self, forKey: .d)
    hash = try fields.decode(MATHash.self, forKey: .hash)
    answersHash = try fields.decode(MATHash.self, forKey: .answersHash)
    let numbers = try fields.decodeIfPresent(Matrix<Double>.self, forKey: .rows)?.elements ?? []
    rows = numbers.compactMap { Int(exactly: $0 - 1) }
  }
}

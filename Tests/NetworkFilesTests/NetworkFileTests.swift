import Foundation
import MATFiles
import Matrices
import Synchronization
import TemporaryFolders
import Testing

@testable import NetworkFiles

@Suite("A network's file") struct NetworkFileTests {
  private static func write(_ settings: TrainingSettings, to path: String) throws -> NetworkFile {
    let points = Matrix<Double>(rowCount: 18, columnCount: 2) { row, column in
      sin(0.7 * Double(row) + 1.9 * Double(column)) + Double(row % 3)
    }
    let data = try TrainingData(
      points: points, labels: (0..<18).map { Double($0 % 3) }, source: "test")
    let file = try settings.train(on: data, validation: data).result
    try file.write(to: path)
    return file
  }

  @Test("what is written is read again, and each variable is decoded once")
  func once() throws {
    let path = try TemporaryFolders.untilExit().appending(path: "n.mat").path
    var settings = TrainingSettings(hidden: [3], maxIterations: 3)
    settings.classWeights = .values([1, 2, 3])
    settings.loss = .crossEntropy
    let written = try Self.write(settings, to: path)
    let counts = Counts()
    let read = try Counting.decode(NetworkFile.self, from: MATFile(path), counts)
    #expect(counts.all == ["net": 1, "training": 1, "grid": 1, "X": 1, "y": 1])
    #expect(read.training == written.training)
    #expect(read.training.settings == settings)
    #expect(read.network.trained.parameters == written.network.trained.parameters)
    #expect(read.network.lossHistory == written.network.lossHistory)
    #expect(read.grid?.Z == written.grid?.Z && read.grid?.P == written.grid?.P)
    #expect(read.grid?.label == written.grid?.label)
    #expect(read.data.points == written.data.points && read.data.labels == written.data.labels)
    let parts = Counts()
    _ = try Counting.decode(NetworkParts.self, from: MATFile(path), parts)
    #expect(parts.all == ["training": 1, "grid": 1])
  }

  @Test("of many samples a file holds a sample, and what names all of them")
  func manySamples() throws {
    let path = try TemporaryFolders.untilExit().appending(path: "n.mat").path
    let count = SampleRecord.limit + 1
    let points = Matrix<Double>(rowCount: count, columnCount: 3) { Double($0 * 3 + $1) / 1e5 }
    let data = try TrainingData(
      points: points, labels: (0..<count).map { Double($0 % 2) }, source: "test")
    let file = try TrainingSettings(hidden: [2], seed: 7, maxIterations: 1).train(on: data).result
    try file.write(to: path)
    let read = try NetworkFile(MATFile(path))
    let record = try #require(read.samples)
    #expect(record.kept == .sample && record.count == count && record.featureCount == 3)
    #expect(record.hash == (try points.matValue.semanticHash()))
    #expect(record.answersHash == (try Matrix(column: data.labels).matValue.semanticHash()))
    #expect(record.rows == SampleRecord.rows(of: count, seed: 7))
    #expect(record.rows.count == 2000 && Set(record.rows).count == 2000)
    #expect(read.data.points == points.selectingRows(record.rows))
    #expect(read.data.labels == record.rows.map { Double($0 % 2) })
    // What was read is written as it is.
    let again = try TemporaryFolders.untilExit().appending(path: "again.mat").path
    try read.write(to: again)
    #expect(try NetworkFile(MATFile(again)).samples == record)
  }

  @Test("a file holds none, a sample or all of the samples, as was asked")
  func keptSamples() throws {
    let path = try TemporaryFolders.untilExit().appending(path: "n.mat").path
    let file = try Self.write(TrainingSettings(hidden: [3], maxIterations: 3), to: path)
    #expect(try NetworkFile(MATFile(path)).samples == nil)
    try file.write(to: path, keeping: .all)
    #expect(try MATFile(path).variable(named: "data") == nil)
    try file.write(to: path, keeping: .sample)
    let sample = try NetworkFile(MATFile(path))
    #expect(sample.samples?.rows == Array(0..<18) && sample.data.points == file.data.points)
    try file.write(to: path, keeping: KeptSamples.none)
    let names = try MATFile(path).variables.map(\.name)
    #expect(names.contains("data") && !names.contains("X") && !names.contains("y"))
    let error = #expect(throws: NetworkFileError.self) { try NetworkFile(MATFile(path)) }
    #expect(error?.code == .noSamples && error?.place == path)
    #expect(throws: Never.self) { try SavedNetwork(MATFile(path)) }
  }

  @Test("a sample's rows are drawn without repetition, for any number of samples")
  func sampleRows() {
    for count in [0, 1, 1999, 2000, 2001, 5000] {
      for seed: UInt32 in 0..<5 {
        let rows = SampleRecord.rows(of: count, seed: seed)
        #expect(rows.count == min(count, 2000) && Set(rows).count == rows.count)
        #expect(rows == rows.sorted() && rows.allSatisfy((0..<count).contains))
      }
    }
    #expect(SampleRecord.rows(of: 9000, seed: 1) != SampleRecord.rows(of: 9000, seed: 2))
  }

  @Test("the settings of a file that contradict each other are not known, and the rest is read")
  func contradicting() throws {
    let path = try TemporaryFolders.untilExit().appending(path: "n.mat").path
    _ = try Self.write(TrainingSettings(hidden: [3], maxIterations: 3), to: path)
    let good = try MATFile(path)
    guard case .structure(let training) = try good.value("training"),
      case .structure(let settings)? = training["settings"]?.first
    else {
      Issue.record("no settings")
      return
    }
    for (name, value) in [
      ("method", "who".matValue), ("momentum", 0.5.matValue), ("hidden", [1.5].matValue),
      ("activation", ["tanh", "relu"].matValue), ("loss", 3.0.matValue), ("starts", 0.0.matValue),
      ("seed", (-1.0).matValue), ("class_weights", ["a", "b"].matValue),
    ] as [(String, MATValue)] {
      var (fields, inner) = (training.fields, settings.fields)
      inner[name] = [value]
      fields["settings"] = [MATStructArray(size: [1, 1], fields: inner).matValue]
      var variables = try good.values()
      variables["training"] = MATStructArray(size: [1, 1], fields: fields).matValue
      try MATFile.write(variables, to: path)
      let file = try NetworkFile(MATFile(path))
      #expect(file.training.settings == nil, "\(name)")
      #expect(file.training.iterations == 3)
    }
  }
}

/// How often each key was decoded.
private final class Counts: Sendable {
  private let counts = Mutex<[String: Int]>([:])
  func add(_ key: String) { counts.withLock { $0[key, default: 0] += 1 } }
  var all: [String: Int] { counts.withLock { $0 } }
}

/// A value read through a decoder that counts what is asked for at the top, nil and contents alike.
private struct Counting<Value: Decodable>: Decodable {
  let value: Value

  init(from decoder: any Decoder) throws {
    value = try Value(from: CountingDecoder(inner: decoder))
  }

  static func decode(_ type: Value.Type, from file: MATFile, _ counts: Counts) throws -> Value {
    try CountingDecoder.$counts.withValue(counts) { try file.decode(Counting<Value>.self).value }
  }
}

private struct CountingDecoder: Decoder {
  @TaskLocal static var counts = Counts()
  let inner: any Decoder
  var codingPath: [any CodingKey] { inner.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { inner.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Container(inner: try inner.container(keyedBy: type)))
  }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try inner.unkeyedContainer() }
  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    try inner.singleValueContainer()
  }

  struct Container<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let inner: KeyedDecodingContainer<Key>
    var codingPath: [any CodingKey] { inner.codingPath }
    var allKeys: [Key] { inner.allKeys }
    func contains(_ key: Key) -> Bool { inner.contains(key) }
    func decodeNil(forKey key: Key) throws -> Bool {
      CountingDecoder.counts.add(key.stringValue)
      return try inner.decodeNil(forKey: key)
    }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      CountingDecoder.counts.add(key.stringValue)
      return try inner.decode(type, forKey: key)
    }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
      try inner.nestedContainer(keyedBy: type, forKey: key)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try inner.nestedUnkeyedContainer(forKey: key)
    }
    func superDecoder() throws -> any Decoder { try inner.superDecoder() }
    func superDecoder(forKey key: Key) throws -> any Decoder { try inner.superDecoder(forKey: key) }
  }
}

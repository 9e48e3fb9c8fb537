import Foundation
import Matrices
import RandomValues
import Testing

@testable import MATFiles

@Suite("Two readers that agree")
struct SecondReaderTests {
  @Test(
    "every value that MatKit writes is read the same by both",
    arguments: [MATVersion.v4, .v6, .v7],
    2000..<2060)
  func random(version: MATVersion, seed: UInt64) throws {
    var random = RandomValues(seed: seed, version: version)
    let variables = random.variables()
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(variables, to: path, version: version)
      let file = try MATFile(path, decoding: .both)
      for (variable, wanted) in zip(file.variables, variables) {
        let (value, reading) = try file.reading(of: variable)
        #expect(difference(wanted.value, value, path: wanted.name) == nil)
        if case .sparse(let matrix) = value, version == .v4, matrix.entryCount == 0 { continue }
        #expect(reading == .both, "\(wanted.name)")
      }
      #expect(
        try MATFile(path, decoding: .libmatio).contents().map(\.name) == variables.map(\.name))
    }
  }

  @Test(
    "every sound file of other software is read by both, or it is said why not", Corpora.areNeeded,
    arguments: Corpora.files)
  func corpora(name: String) throws {
    guard let file = try? MATFile(Corpora.path(name), decoding: .both) else { return }
    let own = try MATFile(Corpora.path(name), decoding: .swift)
    for (variable, other) in zip(file.variables, own.variables) {
      guard let value = try? own.value(of: other) else { continue }
      let (read, _) = try file.reading(of: variable)
      #expect(read == value, "\(variable.name)")
    }
  }

  @Test(
    "where libmatio is known to be wrong, one reader counts and that is said", Corpora.areNeeded,
    arguments: [
      ("scipy/miuint32_for_miint32.mat", LibmatioFault.names),
      ("scipy/miutf8_array_name.mat", .names),
      ("scipy/nasty_duplicate_fieldnames.mat", .leftOut),
      ("scipy/testobject_7.4_GLNX86.mat", .objects), ("mat-io/test_string_v7.mat", .objects),
      ("mat-io/test_string_v73.mat", .version73),
    ])
  func faults(name: String, fault: LibmatioFault) throws {
    let file = try MATFile(Corpora.path(name), decoding: .both)
    let readings = try file.variables.map { try file.reading(of: $0).by }
    #expect(readings.contains(.onlySwift(because: fault.rawValue)), "\(readings)")
  }

  @Test(
    "one bit that differs in one reader's value is found and named",
    arguments: [MATVersion.v6, .v7])
  func bit(version: MATVersion) throws {
    let value = MATValue.structure([
      "a": MATValue.cell(
        NDArray(
          size: [1, 2], elements: ["text".matValue, Matrix(rows: [[1.0, 2], [3, 4]]).matValue]))
    ])
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(["s": value], to: path, version: version)
      let file = try MATFile(path)
      let bits = MATValue.structure([
        "a": MATValue.cell(
          NDArray(
            size: [1, 2],
            elements: ["text".matValue, Matrix(rows: [[1.0, 2], [3, 4.0.nextUp]]).matValue]))
      ])
      let reader = SecondReader(file.content, .both) { _ in bits }
      let error = #expect(throws: MATError.self) {
        try reader.value(of: file.variables[0], value)
      }
      #expect(error?.code == .readersDiffer && error?.path == ".a{2}(2, 2)")
      let same = SecondReader(file.content, .both) { $0 }
      #expect(try same.value(of: file.variables[0], value).1 == .both)
    }
  }

  @Test("the environment says who reads, for programs that say nothing")
  func environment() {
    var decoding = MATDecoding.swift
    decoding.reader = .bothIfSmall
    #expect(
      decoding.environmentText(naming: decoding.reader)
        == "text=automatic,reader=both-if-small")
    // The tests are run without the variable, so that a program's own choice counts.
    #expect(MATDecoding.standardReader == nil && MATDecoding.standard.reader == .swift)
    #expect(MATDecoding.standard(unlessNamed: .bothIfSmall).reader == .bothIfSmall)
    #expect(MATReaders(rawValue: "both") == .both)
  }
}

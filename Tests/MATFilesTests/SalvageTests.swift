import Foundation
import Matrices
import Testing

@testable import MATFiles

@Suite("What is left of damaged files")
struct SalvageTests {
  /// A file of variables of which no two are alike.
  static func variables(_ count: Int) -> [MATVariable] {
    (1...count).map { index in
      let numbers = (0..<index % 7 + 1).map { Double(index * 100 + $0) + 0.5 }
      let array = NDArray(size: [1, numbers.count], elements: numbers)
      return MATVariable(name: "v\(index)", value: .numeric(MATNumericArray(array)))
    }
  }

  /// The bytes of a file, and its variables with where they lie.
  private func written(
    _ variables: [MATVariable], _ version: MATVersion
  ) throws -> (bytes: [UInt8], ranges: [Range<Int>]) {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.mat"
      try MATFile.write(variables, to: path, version: version)
      let ranges = try MATFile(path).variables.compactMap(\.byteRange)
      return (Array(try Data(contentsOf: URL(filePath: path))), ranges)
    }
  }

  private func salvaged(_ bytes: [UInt8]) throws -> MATFile {
    let file = try AnonymousFile()
    try bytes.withUnsafeBytes { try file.write($0) }
    return try MATFile(file.path, damage: .skip)
  }

  /// Every cut of a small file, and every eleventh of one of 100 variables.
  @Test(
    "a file cut anywhere gives back every variable before the cut",
    arguments: [MATVersion.v4, .v6, .v7], [(count: 8, step: 1), (count: 100, step: 11)])
  func truncation(version: MATVersion, cuts: (count: Int, step: Int)) throws {
    let variables = Self.variables(cuts.count)
    let (bytes, ranges) = try written(variables, version)
    let first = try #require(ranges.first).upperBound
    for cut in stride(from: first, to: bytes.count, by: cuts.step) {
      let file = try salvaged(Array(bytes[..<cut]))
      let count = ranges.prefix { $0.upperBound <= cut }.count
      let end = ranges[count - 1].upperBound
      #expect(try file.contents() == Array(variables.prefix(count)), "cut at \(cut)")
      #expect(file.losses.count == (cut == end ? 0 : 1), "cut at \(cut)")
      if let loss = file.losses.first {
        #expect(loss.byteRange == end..<cut)
        #expect(loss.reason.code == .damaged)
        #expect(loss.name == nil || loss.name == "v\(count + 1)")
      }
    }
  }

  /// Cuts before the end of the first variable leave none, and before the end of the header no file.
  @Test(
    "a file cut before its first variable ends has no variable", arguments: [MATVersion.v6, .v7])
  func nothingLeft(version: MATVersion) throws {
    let (bytes, ranges) = try written(Self.variables(2), version)
    for cut in 0..<(try #require(ranges.first).upperBound) {
      guard let file = try? salvaged(Array(bytes[..<cut])) else { continue }
      #expect(file.variables.isEmpty, "cut at \(cut)")
    }
  }

  /// What may befall a tag of eight bytes, and a header of version 4.
  static let wounds: [[UInt8]] = [
    Array(repeating: 0, count: 8), Array(repeating: 0xFF, count: 8),
    [14, 0, 0, 0, 255, 255, 255, 0],
    [15, 0, 0, 0, 3, 0, 0, 0], [15, 0, 0, 0, 200, 1, 0, 0], [14, 0, 0, 0, 200, 0, 0, 0],
    [14, 0, 0, 0, 0, 0, 0, 0], [9, 0, 0, 0, 8, 0, 0, 0], [0, 0, 0, 0, 9, 0, 0, 0],
  ]

  @Test(
    "a broken tag costs the variable behind it and no other",
    arguments: [MATVersion.v4, .v6, .v7], wounds)
  func brokenTag(version: MATVersion, wound: [UInt8]) throws {
    let variables = Self.variables(12)
    let (sound, ranges) = try written(variables, version)
    for index in ranges.indices {
      var bytes = sound
      bytes.replaceSubrange(ranges[index].lowerBound..<ranges[index].lowerBound + 8, with: wound)
      // A wound can be what was there.
      if bytes == sound { continue }
      let file = try salvaged(bytes)
      var expected = variables
      expected.remove(at: index)
      #expect(try file.contents() == expected, "variable \(index + 1)")
      #expect(file.losses.map(\.byteRange) == [ranges[index]], "variable \(index + 1)")
      #expect(file.losses.first?.name == "v\(index + 1)")
    }
  }

  @Test("a length that leads to the next variable but one hides nothing", arguments: [0, 4, 9])
  func swallowed(index: Int) throws {
    for version in [MATVersion.v6, .v7] {
      let variables = Self.variables(12)
      var (bytes, ranges) = try written(variables, version)
      let length = ranges[index + 1].upperBound - ranges[index].lowerBound - 8
      let place = ranges[index].lowerBound + 4
      bytes.replaceSubrange(place..<place + 4, with: V5Bytes().integers([UInt32(length)]))
      #expect(try code(of: bytes) == .damaged)
      var expected = variables
      expected.remove(at: index)
      #expect(try salvaged(bytes).contents() == expected)
    }
  }

  @Test("damaged data cost their variable and no other")
  func damagedData() throws {
    let variables = Self.variables(12)
    let (sound, ranges) = try written(variables, .v7)
    var bytes = sound
    for index in [2, 3, 11] { bytes[ranges[index].upperBound - 1] ^= 0x55 }
    let file = try salvaged(bytes)
    #expect(file.losses.map(\.name) == ["v3", "v4", "v12"])
    #expect(file.losses.map(\.byteRange) == [2, 3, 11].map { ranges[$0] })
    #expect(file.variables.map(\.name) == [1, 2, 5, 6, 7, 8, 9, 10, 11].map { "v\($0)" })
    let value: Matrix<Double> = try file["v5"]
    #expect(value.matValue == variables[4].value)
  }

  @Test("a file without its head is recognised by its variables", arguments: [MATVersion.v6, .v7])
  func lostHead(version: MATVersion) throws {
    let variables = Self.variables(5)
    let (sound, _) = try written(variables, version)
    for damaged in [0..<128, 124..<128, 0..<20] {
      var bytes = sound
      bytes.replaceSubrange(damaged, with: Array(repeating: 0, count: damaged.count))
      #expect(try salvaged(bytes).contents() == variables)
    }
  }

  @Test("big-endian files are salvaged too")
  func bigEndian() throws {
    let big = V5Bytes(isBigEndian: true)
    let arrays = (1...3).map { big.doubleArray([Double($0)], size: [1, 1], name: "v\($0)") }
    var bytes = big.file(arrays[0], arrays[1], big.compressed(arrays[2]))
    for offset in 0..<8 { bytes[128 + arrays[0].count + offset] = 0xAA }
    let file = try salvaged(bytes)
    #expect(file.variables.map(\.name) == ["v1", "v3"])
    #expect(file.losses.map(\.name) == ["v2"])
  }

  @Test("what is no .mat file stays none")
  func noFile() throws {
    #expect(throws: MATError.self) { try salvaged(Array("not a .mat file at all".utf8)) }
    #expect(throws: MATError.self) { try salvaged([]) }
    #expect(throws: MATError.self) { try salvaged(Array(repeating: 0, count: 4096)) }
  }

  @Test("strict reading refuses what salvage keeps")
  func strict() throws {
    let (bytes, ranges) = try written(Self.variables(5), .v7)
    #expect(try code(of: Array(bytes.dropLast())) == .damaged)
    #expect(try salvaged(bytes).losses.isEmpty)
    #expect(try salvaged(Array(bytes[..<ranges[3].upperBound])).losses.isEmpty)
  }

  @Test(
    "the sound variables of a damaged file make a sound one",
    arguments: [MATVersion.v4, .v6, .v7, .v73])
  func salvage(version: MATVersion) throws {
    let variables = Self.variables(6)
    try withTemporaryFolder { folder in
      let (path, output) = ("\(folder)/damaged.mat", "\(folder)/saved.mat")
      try MATFile.write(variables, to: path, version: version)
      var expected = variables
      if version != .v73 {
        var bytes = Array(try Data(contentsOf: URL(filePath: path)))
        let range = try #require(try MATFile(path).variables[2].byteRange)
        bytes.replaceSubrange(range.prefix(12), with: Array(repeating: 0xEE, count: 12))
        try Data(bytes).write(to: URL(filePath: path))
        expected.remove(at: 2)
      }
      let losses = try MATFile(path, damage: .skip).salvage(to: output)
      #expect(losses.isEmpty)
      let saved = try MATFile(output)
      #expect(try saved.contents() == expected)
      #expect(saved.format == version.format)
    }
  }

  @Test(
    "a sound v7.3 file is copied whole, whatever MatKit could not write of it",
    arguments: ["v73/structs", "objects/labels_v73"])
  func soundV73(name: String) throws {
    let path = Corpora.resources.appending(path: "\(name).mat").path
    let file = try MATFile(path, damage: .skip)
    try withTemporaryFolder { folder in
      let output = folder + "/saved.mat"
      #expect(try file.salvage(to: output).isEmpty)
      let (copy, original) = try (
        Data(contentsOf: URL(filePath: output)), Data(contentsOf: URL(filePath: path))
      )
      #expect(copy == original)
    }
  }

  @Test(
    "of a damaged v7.3 file everything sound is kept as it is, objects and what they refer to too",
    arguments: ["v73/objects", "v73/structs", "v73/fields", "v73/sparse", "objects/labels_v73"])
  func damagedV73(name: String) throws {
    let path = Corpora.resources.appending(path: "\(name).mat").path
    let sound = try MATFile(path, damage: .skip)
    let victim = try #require(sound.variables.first)
    let address = try #require(try sound.version73?.places[victim.index].get())
    var bytes = try Data(contentsOf: URL(filePath: path))
    let start = Int(address) + (bytes.prefix(8).elementsEqual(FoundFile.hdf5Signature) ? 0 : 512)
    bytes.replaceSubrange(start..<start + 16, with: Array(repeating: 0xEE, count: 16))
    try withTemporaryFolder { folder in
      let (damaged, output) = (folder + "/damaged.mat", folder + "/saved.mat")
      try bytes.write(to: URL(filePath: damaged))
      let file = try MATFile(damaged, damage: .skip)
      #expect(file.losses.contains { $0.name == victim.name && $0.isDamage })
      #expect(try file.salvage(to: output).isEmpty)
      let saved = try MATFile(output, damage: .skip)
      #expect(saved.losses.isEmpty, "\(saved.losses)")
      #expect(Set(saved.variables.map(\.name)) == Set(file.variables.map(\.name)))
      for variable in file.variables {
        let copy = try #require(saved.variable(named: variable.name))
        #expect(try saved.value(of: copy) == file.value(of: variable), "\(variable.name)")
        #expect(copy.isGlobal == variable.isGlobal && copy.isCompressed == variable.isCompressed)
      }
    }
  }

  @Test("where nothing is left of a v7.3 file, no file is made")
  func nothingOfV73() throws {
    try withTemporaryFolder { folder in
      let (path, output) = (folder + "/x.mat", folder + "/saved.mat")
      try MATFile.write(["x": 1.0], to: path, version: .v73)
      let address = try #require(try MATFile(path).version73?.places[0].get())
      var bytes = try Data(contentsOf: URL(filePath: path))
      let start = Int(address) + 512
      bytes.replaceSubrange(start..<start + 16, with: Array(repeating: 0xEE, count: 16))
      try bytes.write(to: URL(filePath: path))
      #expect(throws: MATError.self) { try MATFile(path, damage: .skip).salvage(to: output) }
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }

  /// HDF5 reads what lies behind the end of a file as zeros.
  @Test("a v7.3 file that is cut short gives what is before the cut, and never zeros for the rest")
  func truncatedV73() throws {
    let path = Corpora.resources.appending(path: "v73/storage.mat").path
    let bytes = try Data(contentsOf: URL(filePath: path))
    let whole = try MATFile(path)
    let values = try MATFile(path, damage: .skip).contents().map(\.value)
    var kept = 0
    for cut in stride(from: bytes.count - 12_000, to: bytes.count, by: 701) {
      let damaged = try Scratch(bytes.prefix(cut))
      defer { withExtendedLifetime(damaged) {} }
      #expect(throws: MATError.self) { try MATFile(damaged.path) }
      guard let salvaged = try? MATFile(damaged.path, damage: .skip) else { continue }
      for variable in salvaged.variables {
        kept += 1
        let value = try salvaged.value(of: variable)
        let isLeft =
          variable.name.hasPrefix("unnamed_")
          ? values.contains(value) : try value == whole.value(variable.name)
        #expect(isLeft, "\(variable.name), cut at \(cut)")
      }
      #expect(!salvaged.losses.isEmpty, "cut at \(cut)")
    }
    #expect(kept > 0)
  }

  @Test(
    "files that other software wrote are sound", Corpora.areNeeded,
    arguments: ["libmatio", "mat-io", "scipy"])
  func corpora(folder: String) throws {
    for name in Corpora.files where name.hasPrefix(folder) {
      guard let strict = try? MATFile(Corpora.path(name)), (try? strict.contents()) != nil else {
        continue
      }
      let file = try MATFile(Corpora.path(name), damage: .skip)
      #expect(file.losses.isEmpty, "\(name): \(file.losses)")
      #expect(file.variables.count == strict.variables.count, "\(name)")
    }
  }
}

extension MATFile {
  /// The file as HDF5 has it in this process; nil for files of other formats.
  var version73: Version73File<V73File>? { content as? Version73File<V73File> }
}

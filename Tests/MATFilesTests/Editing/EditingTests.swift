import Foundation
import Matrices
import SeededRandomness
import RandomValues
import Testing

@testable import MATFiles

@Suite("Files are changed whole or not at all")
struct EditingTests {
  @Test(
    "random changes give what changing the list of variables gives", arguments: MATVersion.allCases,
    0..<25)
  func randomChanges(version: MATVersion, seed: UInt64) throws {
    var values = RandomValues(seed: seed + 500, version: version)
    var random = SplitMix(state: seed)
    var wanted = values.variables()
    try withTemporaryFolder { folder in
      let path = folder + "/random.mat"
      try MATFile.write(wanted, to: path, version: version)
      for round in 0..<4 {
        try MATFile.update(path) { file throws(MATError) in
          for variable in values.variables() where Bool.random(using: &random) {
            let name = wanted.randomElement(using: &random)?.name ?? "x"
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where wanted.count > 1:
              try file.remove(name)
              wanted.removeAll { $0.name == name }
            case 1:
              try file.rename(name, to: "renamed_\(round)_\(variable.name)".prefix(60).description)
              let place = wanted.firstIndex { $0.name == name } ?? 0
              wanted[place].name = "renamed_\(round)_\(variable.name)".prefix(60).description
            case 2:
              file.set(name, to: variable.value)
              let place = wanted.firstIndex { $0.name == name } ?? 0
              wanted[place].value = variable.value
            default:
              var added = variable
              added.name = "new_\(round)_\(variable.name)".prefix(60).description
              guard !wanted.contains(where: { $0.name == added.name }) else { break }
              file.set(added)
              wanted.append(added)
            }
          }
          // A variable of v7.3 that was replaced or renamed has come last.
          let names = version == .v73 ? file.names.sorted() : file.names
          #expect(names == (version == .v73 ? wanted.map(\.name).sorted() : wanted.map(\.name)))
        }
        try expect(path, has: wanted, inOrder: version != .v73)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["random.mat"])
    }
  }

  private func expect(_ path: String, has wanted: [MATVariable], inOrder: Bool) throws {
    let file = try MATFile(path)
    if inOrder { #expect(file.variables.map(\.name) == wanted.map(\.name)) }
    #expect(file.variables.count == wanted.count)
    for variable in wanted {
      let found = try file.value(variable.name)
      #expect(difference(variable.value, found, path: variable.name) == nil)
      #expect(file.variable(named: variable.name)?.isGlobal == variable.isGlobal)
    }
  }

  @Test("what is not changed keeps its bytes", arguments: [MATVersion.v4, .v6, .v7])
  func bytesAreKept(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/kept.mat"
      try MATFile.write(["a": [1.0, 2], "b": "text", "c": 3.0], to: path, version: version)
      let old = try [UInt8](Data(contentsOf: URL(filePath: path)))
      let ranges = try MATFile(path).variables.compactMap(\.byteRange)
      try MATFile.update(path) { file throws(MATError) in
        try file.remove("b")
        file.set("d", to: 4.0)
      }
      let new = try [UInt8](Data(contentsOf: URL(filePath: path)))
      let kept = old[..<ranges[1].lowerBound] + old[ranges[2]]
      #expect(new.starts(with: kept))
      #expect(try MATFile(path).variables.map(\.name) == ["a", "c", "d"])
    }
  }

  @Test("permissions stay, and a link stays a link to the file that changed")
  func permissionsAndLinks() throws {
    try withTemporaryFolder { folder in
      let (path, link) = (folder + "/target.mat", folder + "/link.mat")
      try MATFile.write(["a": 1.0], to: path, version: .v7)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target.mat")
      try MATFile.update(link) { file throws(MATError) in file.set("b", to: 2.0) }
      #expect(try MATFile(path).variables.map(\.name) == ["a", "b"])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target.mat")
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
    }
  }

  @Test("names that are not there or taken, and values that do not fit, change nothing")
  func refusals() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/refused.mat"
      try MATFile.write(["a": 1.0, "b": 2.0], to: path, version: .v4)
      let old = try Data(contentsOf: URL(filePath: path))
      var editor = try MATFile.Editor(path)
      let missing = #expect(throws: MATError.self) { try editor.remove("c") }
      #expect(missing?.code == .notFound)
      #expect(missing?.variable == "c")
      let taken = #expect(throws: MATError.self) { try editor.rename("a", to: "b") }
      #expect(taken?.code == .mismatch)
      editor.set("c", to: NDArray(repeating: 1.0, size: [2, 2, 2]))
      let tooMany = #expect(throws: MATError.self) { try editor.commit() }
      #expect(tooMany?.code == .cannotRepresent)
      #expect(tooMany?.variable == "c")
      let named = #expect(throws: MATError.self) {
        try MATFile.update(path) { file throws(MATError) in try file.rename("a", to: "1a") }
      }
      #expect(named?.code == .cannotRepresent)
      let empty = #expect(throws: MATError.self) {
        try MATFile.update(path) { file throws(MATError) in
          try file.remove("a")
          try file.remove("b")
        }
      }
      #expect(empty?.code == .cannotRepresent)
      #expect(try Data(contentsOf: URL(filePath: path)) == old)
      let absent = #expect(throws: MATError.self) { try MATFile.Editor(folder + "/none.mat") }
      #expect(absent?.code == .cannotOpen)
    }
  }

  @Test("a file that another program has replaced meanwhile is left alone")
  func replacedMeanwhile() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/both.mat"
      for version in MATVersion.allCases {
        try MATFile.write(["a": 1.0], to: path, version: version)
        var editor = try MATFile.Editor(path)
        editor.set("mine", to: 1.0)
        try MATFile.write(["theirs": 2.0], to: path, version: version)
        let error = #expect(throws: MATError.self) { try editor.commit() }
        #expect(error?.code == .writeFailed)
        #expect(try MATFile(path).variables.map(\.name) == ["theirs"])
      }
    }
  }

  @Test(
    "objects and the data behind them survive, at the place that the header says",
    Corpora.areNeeded)
  func objectsSurvive() throws {
    let files = Corpora.files.filter { file in
      let opened = try? MATFile(Corpora.path(file))
      return opened?.level5?.subsystem != nil
    }
    #expect(!files.isEmpty)
    try withTemporaryFolder { folder in
      for name in files.prefix(20) {
        let path = folder + "/copy.mat"
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: Corpora.path(name), toPath: path)
        let old = try MATFile(path)
        let oldSubsystem = try #require(old.level5?.subsystem)
        var reader = ByteReader(old.bytes)
        let bytes = try reader.bytes(oldSubsystem.range)
        try MATFile.update(path) { file throws(MATError) in
          file.set("added_by_us", to: [1.0, 2, 3])
          try file.rename(file.names[0], to: "renamed_by_us")
        }
        let new = try MATFile(path)
        let newSubsystem = try #require(new.level5?.subsystem, "\(name)")
        var newReader = ByteReader(new.bytes)
        #expect(try newReader.bytes(newSubsystem.range) == bytes, "\(name)")
        #expect(new.variables.map(\.className).dropLast() == old.variables.map(\.className)[...])
        #expect(try new.value("renamed_by_us") == old.value(of: old.variables[0]))
      }
    }
  }

  @Test("a big-endian file can lose and rename variables, and takes no new ones")
  func bigEndian() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/big.mat"
      let big = V5Bytes(isBigEndian: true)
      let arrays = [
        big.doubleArray([1, 2], size: [1, 2], name: "a"),
        big.doubleArray([3], size: [1, 1], name: "b"),
      ]
      try Data(big.file(arrays[0], arrays[1])).write(
        to: URL(filePath: path))
      try MATFile.update(path) { file throws(MATError) in
        try file.rename("a", to: "a_longer_name")
        try file.remove("b")
      }
      let values: [Double] = try MATFile(path)["a_longer_name"]
      #expect(values == [1, 2])
      let error = #expect(throws: MATError.self) {
        try MATFile.update(path) { file throws(MATError) in file.set("c", to: 1.0) }
      }
      #expect(error?.code == .cannotRepresent)
    }
  }
}

extension MATFile {
  /// The file as level 5 has it; nil for files of other formats.
  var level5: Level5File? { content as? Level5File }
}

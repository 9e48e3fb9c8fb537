import Foundation
import Matrices
import Testing

@testable import MATFiles

@Suite("Objects are written as they were read")
struct StoredObjectsTests {
  /// The files of other software that have data of objects, sound ones.
  static let files = Corpora.files.filter { name in
    guard let file = try? MATFile(Corpora.path(name)) else { return false }
    return (try? file.storedObjects()) ?? nil != nil
  }

  @Test(
    "the data of objects, taken apart and put together anew, are the same bytes",
    Corpora.areNeeded, arguments: files.filter { !$0.contains("_v73") })
  func subsystemBytes(name: String) throws {
    let objects = try #require(try MATFile(Corpora.path(name)).storedObjects())
    guard let bytes = objects.bytes else { return }
    let anew = StoredObjects(systems: objects.systems.fields.mapValues { $0[0] })
    #expect(try Data(anew.subsystemBytes()) == Data(bytes))
  }

  @Test(
    "converting a file with objects to any version and back loses nothing",
    Corpora.areNeeded, arguments: files, [MATVersion.v6, .v7, .v73])
  func conversions(name: String, version: MATVersion) throws {
    let file = try MATFile(Corpora.path(name))
    try withTemporaryFolder { folder in
      let (there, back) = (folder + "/there.mat", folder + "/back.mat")
      try file.convert(to: there, version: version)
      try MATFile(there).convert(to: back, version: file.format == .v73 ? .v73 : .v7)
      for path in [there, back] {
        let copy = try MATFile(path)
        // Damaged objects are copied as they are.
        for variable in file.variables {
          let other = try #require(copy.variable(named: variable.name))
          #expect(other.className == variable.className && other.size == variable.size)
          #expect(other.isGlobal == variable.isGlobal)
          let value = Result { try file.value(of: variable) }
          let found = Result { try copy.value(of: other) }
          switch (value, found) {
          case (.success(let value), .success(let found)):
            #expect(difference(value, found, path: variable.name) == nil)
          case (.failure, .failure): break
          default: Issue.record("\(variable.name) is read from one alone")
          }
        }
        let objects = try #require(try copy.storedObjects())
        let original = try #require(try file.storedObjects())
        // v7.3 has the systems by name.
        #expect(objects.systems.fields.keys.sorted() == original.systems.fields.keys.sorted())
        for (system, values) in original.systems.fields {
          #expect(objects.systems[system] == values, "\(system)")
        }
      }
    }
  }

  @Test(
    "v7 and v7.3 files of the same variables become the same data of objects",
    Corpora.areNeeded,
    arguments: [
      "dynamic", "enum", "function_handles", "maps", "string", "tables", "time", "user_defined",
    ])
  func pairs(name: String) throws {
    let old = try MATFile(Corpora.path("mat-io/test_\(name)_v7.mat"))
    let new = try MATFile(Corpora.path("mat-io/test_\(name)_v73.mat"))
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try old.convert(to: path, version: .v73)
      let systems = try MATFile(path).storedObjects()?.systems
      #expect(try systems == new.storedObjects()?.systems)
      try new.convert(to: path, version: .v7)
      #expect(try MATFile(path).storedObjects()?.bytes == old.storedObjects()?.bytes)
    }
  }

  @Test("an object cannot be written to v4, which is said by name", Corpora.areNeeded)
  func version4() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      for (name, found) in [
        ("string", "1×1 string"), ("type_systems", "1×1 java.lang.String"),
        ("function_handles", "1×1 function_handle"),
      ] {
        let file = try MATFile(Corpora.path("mat-io/test_\(name)_v7.mat"))
        let error = #expect(throws: MATError.self) {
          try file.convert(to: path, version: .v4)
        }
        #expect(error?.code == .cannotRepresent)
        #expect(file.variables.contains { "\(sizeDescription($0.size)) \($0.className)" == found })
        #expect(file.variables.contains { $0.name == error?.variable })
        #expect(!FileManager.default.fileExists(atPath: path))
      }
    }
  }

  @Test(
    "a file with objects can be written to a pipe, where nobody can go back", Corpora.areNeeded,
    arguments: [MATVersion.v6, .v7])
  func pipe(version: MATVersion) throws {
    let file = try MATFile(Corpora.path("mat-io/test_string_v7.mat"))
    try withTemporaryFolder { folder in
      try file.convert(to: folder + "/a.mat", version: version)
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      let reading = Process()
      reading.executableURL = URL(filePath: "/bin/sh")
      reading.arguments = ["-c", "cat '\(pipe)' > '\(folder)/b.mat'"]
      try reading.run()
      try file.convert(to: pipe, version: version)
      reading.waitUntilExit()
      #expect(
        try Data(contentsOf: URL(filePath: folder + "/a.mat"))
          == Data(contentsOf: URL(filePath: folder + "/b.mat")))
    }
  }

  @Test("what is left of a file without its objects has no data of objects", Corpora.areNeeded)
  func excerpt() throws {
    let file = try MATFile(Corpora.path("mat-io/test_user_defined_v7.mat"))
    var excerpt = MATExcerpt()
    try excerpt.only("obj_with_vals")
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try file.convert(to: path, version: .v73, excerpt: excerpt)
      #expect(try MATFile(path).values() == ["obj_with_vals": file.value("obj_with_vals")])
      try MATFile.write(["x": 1.0], to: path)
      #expect(try MATFile(path).storedObjects() == nil)
    }
  }
}

extension StoredObjects: Equatable {
  static func == (a: StoredObjects, b: StoredObjects) -> Bool {
    a.systems == b.systems && a.bytes == b.bytes
  }
}

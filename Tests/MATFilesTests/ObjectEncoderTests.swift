import Foundation
import Matrices
import OrderedCollections
import Testing

@testable import MATFiles

@Suite("Objects are written as MATLAB writes them")
struct ObjectEncoderTests {
  static let names = [
    "dynamic_v7", "enum_v7", "function_handles_v7", "maps_v7", "string_v7", "tables_v7", "time_v7",
    "user_defined_v7",
  ]

  @Test(
    "what was read from a file of MATLAB's and written again is the same data of objects, byte for byte",
    Corpora.areNeeded, arguments: names, [MATVersion.v6, .v7, .v73])
  func read(name: String, version: MATVersion) throws {
    let file = try MATFile(Corpora.path("mat-io/test_\(name).mat"))
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(try file.contents(), to: path, version: version)
      let copy = try MATFile(path)
      let (found, wanted) = (try copy.storedObjects(), try file.storedObjects())
      #expect(found?.systems == wanted?.systems)
      if version != .v73 { #expect(found?.bytes == wanted?.bytes) }
      for (variable, other) in zip(try file.contents(), try copy.contents()) {
        #expect(difference(variable.value, other.value, path: variable.name) == nil)
      }
      // What stands in place of the objects is the same too.
      let stored = try file.storedContents(of: file.variables)
      #expect(try copy.storedContents(of: copy.variables) == stored)
    }
  }

  @Test(
    "values of MATLAB's own classes, known by what they are alone, are the same data of objects",
    Corpora.areNeeded, arguments: ["maps_v7", "string_v7", "tables_v7", "time_v7"])
  func typed(name: String) throws {
    let file = try MATFile(Corpora.path("mat-io/test_\(name).mat"))
    let variables = try file.contents().map {
      MATVariable(name: $0.name, value: $0.value.withoutStored)
    }
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(variables, to: path)
      let (found, wanted) = (try MATFile(path).storedObjects(), try file.storedObjects())
      #expect(found?.systems == wanted?.systems)
      #expect(found?.bytes == wanted?.bytes)
    }
  }

  @Test(
    "objects of files of other software are read back equal, after they were written from values",
    Corpora.areNeeded, arguments: StoredObjectsTests.files, [MATVersion.v7, .v73])
  func corpora(name: String, version: MATVersion) throws {
    let file = try MATFile(Corpora.path(name))
    guard let variables = try? file.contents(),
      variables.allSatisfy({ $0.value.undecodedPlaces().isEmpty })
    else { return }
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(variables, to: path, version: version)
      for (variable, other) in zip(variables, try MATFile(path).contents()) {
        #expect(difference(variable.value, other.value, path: variable.name) == nil)
      }
    }
  }

  @Test("the smallest file with an object is the one that the layout was worked out from")
  func smallest() throws {
    let (variables, objects) = try ObjectEncoder.encode([
      MATVariable(name: "s", value: .string(MATStringArray(size: [1, 1], elements: ["Hi"])))
    ])
    var encoder = V5Encoder()
    try encoder.append(variables[0])
    #expect(encoder.image.count == 136)
    encoder.removeAll()
    let subsystem = try #require(objects)
    try encoder.append(subsystem)
    #expect(encoder.image.count == 1168)
    let tables = Array(try subsystem.subsystemBytes()[248..<440])
    let words = tables.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
    #expect(
      words == [
        4, 2, 56, 88, 112, 160, 168, 184, 184, 192, 0x0079_6E61, 0x6972_7473, 0x0000_676E, 0,
        0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0,
        0, 0, 0, 0,
      ])
  }

  @Test(
    "strings of any sort come back: missing, empty, beyond the basic plane, of any size",
    arguments: [MATVersion.v6, .v7, .v73])
  func strings(version: MATVersion) throws {
    let arrays = [
      MATStringArray(size: [1, 1], elements: [""]), MATStringArray(size: [1, 1], elements: [nil]),
      MATStringArray(size: [0, 1], elements: []),
      MATStringArray(size: [2, 1, 2], elements: ["x😀ß", nil, "", "four units and more"]),
      MATStringArray(size: [1, 1000], elements: (0..<1000).map { String($0) }),
    ]
    let variables = arrays.enumerated().map {
      MATVariable(name: "s\($0)", value: .string($1), isGlobal: $0 == 1)
    }
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(variables, to: path, version: version)
      #expect(try MATFile(path).contents() == variables)
    }
  }

  @Test("two handles to one object stay two handles to one", Corpora.areNeeded)
  func identity() throws {
    let file = try MATFile(Corpora.path("mat-io/test_user_defined_v7.mat"))
    let handles = try ["obj_handle_1", "obj_handle_2"].map {
      MATVariable(name: $0, value: try file.value($0))
    }
    let (stored, _) = try ObjectEncoder.encode(handles)
    #expect(stored[0].value == stored[1].value)
  }

  @Test(
    "new objects are added to a file that has some, and those stay what they are",
    Corpora.areNeeded, arguments: ["v7", "v73"])
  func adding(version: String) throws {
    let source = Corpora.path("mat-io/test_user_defined_\(version).mat")
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try FileManager.default.copyItem(atPath: source, toPath: path)
      let text = MATValue.string(MATStringArray(size: [1, 1], elements: ["new"]))
      try MATFile.update(path) { (editor) throws(MATError) in
        editor.set("text", to: text)
        try editor.remove("obj_no_vals")
      }
      let (old, new) = (try MATFile(source).values(), try MATFile(path).values())
      #expect(new["text"] == text)
      #expect(new.count == old.count)
      for (name, value) in new where name != "text" { #expect(value == old[name]) }
    }
  }

  @Test("function handles made in Swift come back with what they captured")
  func handles() throws {
    let handles = [
      MATFunctionHandle(text: "@sin"), MATFunctionHandle(text: "@(x)x.^2"),
      MATFunctionHandle(
        text: "@(x)a*x",
        workspace: .structure([
          "a": 2.5, "s": MATValue.string(MATStringArray(size: [1, 1], elements: ["t"])),
        ])),
    ]
    let variables = handles.enumerated().map {
      MATVariable(name: "f\($0)", value: .functionHandle($1))
    }
    try withTemporaryFolder { folder in
      for version in [MATVersion.v6, .v7, .v73] {
        let path = folder + "/\(version).mat"
        try MATFile.write(variables, to: path, version: version)
        #expect(try MATFile(path).contents() == variables)
      }
    }
  }

  @Test(
    "a handle that was a variable can be part of an object, and the other way round",
    Corpora.areNeeded, arguments: ["v7", "v73"])
  func movedHandles(version: String) throws {
    let file = try MATFile(Corpora.path("mat-io/test_function_handles_\(version).mat"))
    let handle = try file.value("anonymous_fh")
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      let object = MATObject(
        className: "Holder", size: [1, 1], properties: MATStructArray(["f": handle]))
      try MATFile.write(["o": object], to: path)
      guard case .object(let read) = try MATFile(path).value("o"),
        let inner = read.properties?.scalar("f")
      else {
        Issue.record("no object with a handle")
        return
      }
      #expect(inner == handle)
      try MATFile.write(["f": inner], to: path, version: .v73)
      #expect(try MATFile(path).value("f") == handle)
    }
  }

  @Test("what cannot be written is refused with its place")
  func refused() throws {
    let foreign = MATValue.opaque(
      className: "java.lang.String", size: [1, 1], reason: .foreign(system: "java"))
    let error = #expect(throws: MATError.self) {
      try ObjectEncoder.encode([MATVariable(name: "s", value: .structure(["a": [foreign]]))])
    }
    #expect(error?.code == .cannotRepresent && error?.variable == "s" && error?.path == ".a{1}")
  }
}

extension MATValue {
  /// The value without what it was read from.
  var withoutStored: MATValue {
    switch self {
    case .cell(let array):
      .cell(NDArray(size: array.size, elements: array.elements.map(\.withoutStored)))
    case .structure(let array): .structure(array.withoutStored)
    case .object(let object):
      if let elements = object.elements {
        .object(
          MATObject(
            className: object.className, size: object.size,
            elements: elements.map(\.withoutStored), alias: object.alias))
      } else {
        .object(
          MATObject(
            className: object.className, size: object.size,
            properties: object.properties?.withoutStored, alias: object.alias))
      }
    case .functionHandle(let handle):
      .functionHandle(
        MATFunctionHandle(
          text: handle.text, workspace: handle.workspace?.withoutStored, details: handle.details))
    default: self
    }
  }
}

extension MATStructArray {
  fileprivate var withoutStored: MATStructArray {
    MATStructArray(size: size, fields: fields.mapValues { $0.map(\.withoutStored) })
  }
}

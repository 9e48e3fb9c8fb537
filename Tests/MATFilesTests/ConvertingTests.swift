import ComplexModule
import Foundation
import Matrices
import OrderedCollections
import RandomValues
import Testing

@testable import MATFiles

@Suite("Converting files")
struct ConvertingTests {
  private static let pairs = MATVersion.allCases.flatMap { a in
    MATVersion.allCases.map { (a, $0) }
  }

  @Test("from any version to any keeps names, order, values and what is global", arguments: pairs)
  func all(from: MATVersion, to: MATVersion) throws {
    for seed in 0..<5 as Range<UInt64> {
      // What both can hold.
      let narrow = from == .v4 || to == .v4 ? MATVersion.v4 : .v73
      var random = RandomValues(seed: seed, version: narrow)
      let variables = random.variables()
      guard !variables.isEmpty else { continue }
      try withTemporaryFolder { folder in
        try MATFile.write(variables, to: folder + "/in.mat", version: from)
        try MATFile(folder + "/in.mat").convert(to: folder + "/out.mat", version: to)
        let converted = try MATFile(folder + "/out.mat")
        #expect(converted.format == to.format)
        #expect(try converted.contents() == variables)
      }
    }
  }

  @Test("to what cannot hold a value is refused with its place, and leaves the old file as it was")
  func refused() throws {
    try withTemporaryFolder { folder in
      let (input, output) = (folder + "/in.mat", folder + "/out.mat")
      try MATFile.write(["x": 1.0, "net": ["W": [1.0, 2]] as MATStructArray], to: input)
      let error = #expect(throws: MATError.self) {
        try MATFile(input).convert(to: output, version: .v4)
      }
      #expect(error?.code == .cannotRepresent && error?.variable == "net")
      #expect(!FileManager.default.fileExists(atPath: output))
      #expect(throws: MATError.self) {
        try MATFile(input).convert(to: input, version: .v4)
      }
      #expect(try MATFile(input).variables.count == 2)
    }
  }

  /// A file with what some versions or programs cannot hold.
  private func write(to path: String) throws {
    let inner: MATValue = .structure(["keep": 1.0, "my field": [1.0, 2], "h": "handle"])
    let pair = MATStructArray(
      size: [1, 2], fields: ["a": [inner, inner], "b": [(1.0).matValue, (2.0).matValue]])
    try MATFile.write(
      ["x": 1.0, "debug1": 2.0, "debug2": 3.0, "s": inner, "p": pair, "c": [inner].matValue],
      to: path)
  }

  @Test("variables and fields are left out, and only those named are taken along")
  func leftOut() throws {
    try withTemporaryFolder { folder in
      let (input, output) = (folder + "/in.mat", folder + "/out.mat")
      try write(to: input)
      func names(_ change: (inout MATExcerpt) throws -> Void) throws -> [String] {
        var excerpt = MATExcerpt()
        try change(&excerpt)
        try MATFile(input).convert(to: output, version: .v73, excerpt: excerpt)
        return try MATFile(output).variables.map(\.name)
      }
      #expect(try names { try $0.skip("debug*") } == ["x", "s", "p", "c"])
      #expect(try names { try $0.skip("debug?") } == ["x", "s", "p", "c"])
      #expect(try names { try $0.skip("*") } == [])
      #expect(try names { try $0.only("debug2") } == ["debug2"])
      #expect(
        try names {
          try $0.only("?")
          try $0.only("debug1")
          try $0.skip("(\"p\")")
        } == ["x", "debug1", "s", "c"])
      let all = ["x", "debug1", "debug2", "s", "p", "c"]
      #expect(
        try names {
          try $0.skip("s.h")
          try $0.skip("p.a.(\"my field\")")
          try $0.skip("p(2).a.h")
          try $0.skip("c{1}.keep")
        } == all)
      let file = try MATFile(output)
      func fields(_ path: String) throws -> [String] {
        guard case .structure(let array) = try file.value(at: MATPath(path)) else { return [] }
        return Array(array.fields.keys)
      }
      #expect(try fields("s") == ["keep", "my field"])
      #expect(try fields("p(1).a") == ["keep", "h"])
      #expect(try fields("p(2).a") == ["keep"])
      #expect(try fields("c{1}") == ["my field", "h"])
      #expect(try file.value(at: MATPath("s.(\"my field\")")) == [1.0, 2].matValue)
    }
  }

  @Test("variables and fields get other names, in their places")
  func renamed() throws {
    try withTemporaryFolder { folder in
      let (input, output) = (folder + "/in.mat", folder + "/out.mat")
      try write(to: input)
      var excerpt = MATExcerpt()
      try excerpt.rename("x", to: "debug1")
      try excerpt.rename("debug1", to: "x")
      try excerpt.rename("s.(\"my field\")", to: "my_field")
      try excerpt.rename("p.a.h", to: "g")
      try MATFile(input).convert(to: output, version: .v6, excerpt: excerpt)
      let file = try MATFile(output)
      #expect(file.variables.map(\.name) == ["debug1", "x", "debug2", "s", "p", "c"])
      #expect(try file["debug1"] == 1.0)
      guard case .structure(let s) = try file.value("s") else {
        Issue.record("no struct")
        return
      }
      #expect(Array(s.fields.keys) == ["keep", "my_field", "h"])
      #expect(try file.value(at: MATPath("p(2).a.g")) == "handle".matValue)
    }
  }

  @Test("of two variables of one name, the first gets another, and the last is the one that stays")
  func twins() throws {
    let bytes = V5Bytes()
    let arrays = (1...2).map { bytes.doubleArray([Double($0)], size: [1, 1], name: "x") }
    try withTemporaryFolder { folder in
      let (input, output) = (folder + "/in.mat", folder + "/out.mat")
      try Data(bytes.file(arrays[0], arrays[1])).write(to: URL(filePath: input))
      #expect(throws: MATError.self) { try MATFile(input).convert(to: output) }
      var excerpt = MATExcerpt()
      try excerpt.rename("x", to: "older")
      try MATFile(input).convert(to: output, excerpt: excerpt)
      let file = try MATFile(output)
      #expect(try file["older"] == 1.0)
      #expect(try file["x"] == 2.0)
    }
  }

  @Test("what is named and is not there, or is no variable and no field, is an error that names it")
  func misnamed() throws {
    try withTemporaryFolder { folder in
      let (input, output) = (folder + "/in.mat", folder + "/out.mat")
      try write(to: input)
      func error(_ change: (inout MATExcerpt) throws -> Void) -> MATError? {
        #expect(throws: MATError.self) {
          var excerpt = MATExcerpt()
          try change(&excerpt)
          try MATFile(input).convert(to: output, excerpt: excerpt)
        }
      }
      #expect(error { try $0.skip("none*") }?.variable == "none*")
      #expect(error { try $0.only("none") }?.code == .notFound)
      #expect(error { try $0.rename("none", to: "x") }?.variable == "none")
      #expect(error { try $0.skip("s.none") }?.expected?.contains("(\"my field\")") == true)
      #expect(error { try $0.skip("none.f") }?.variable == "none")
      #expect(error { try $0.skip("x.f") }?.code == .mismatch)
      #expect(error { try $0.skip("p.a(1)") }?.code == .invalidPath)
      #expect(error { try $0.skip("p(2).a") }?.code == .mismatch)
      #expect(error { try $0.only("s.keep") }?.code == .invalidPath)
      #expect(error { try $0.rename("s.keep", to: "h") }?.code == .mismatch)
      #expect(error { try $0.rename("x", to: "s") }?.expected == "different names")
      let refused = error { try $0.rename("x", to: "1x") }
      #expect(refused?.file == input && refused?.variable == "1x")
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }

  @Test("what other programs do not read is told, once a kind, with its place")
  func notes() throws {
    try withTemporaryFolder { folder in
      let (input, output) = (folder + "/in.mat", folder + "/out.mat")
      let integers = MATNumbers.int64([1])
      let complex = MATValue.numeric(
        MATNumericArray(size: [1, 1], real: integers, imaginary: integers))
      let none = NDArray<Complex<Double>>(size: [0, 0], elements: []).matValue
      let long = String(repeating: "n", count: 64)
      try MATFile.write(
        ["e": ["plain", "\u{1F600}", "\u{1F600}"], "i": complex, "n": none, "s": [long: 1.0]],
        to: input, version: .v73)
      let v7 = try MATFile(input).convert(to: output)
      #expect(v7.count == 3)
      #expect(v7[0].hasPrefix("e{2} and in 1 more places: SciPy"))
      #expect(v7[1].hasPrefix("i: Octave"))
      #expect(v7[2].hasPrefix("s.\(long): MATLAB"))
      let v73 = try MATFile(input).convert(to: output, version: .v73)
      #expect(v73.map { $0.prefix(2) } == ["n:", "s."])
      try MATFile.write(["x": "é", "y": Int64(1)], to: input)
      #expect(try MATFile(input).convert(to: output).isEmpty)
    }
  }

  @Test("a file can be converted in its place")
  func inPlace() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.mat"
      try MATFile.write(["x": [1.0, 2]], to: path, version: .v73)
      try MATFile(path).convert(to: path, version: .v4)
      let file = try MATFile(path)
      #expect(file.format == .v4)
      let x: [Double] = try file["x"]
      #expect(x == [1, 2])
    }
  }
}

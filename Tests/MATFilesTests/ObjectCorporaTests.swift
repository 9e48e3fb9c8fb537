import Foundation
import Matrices
import Testing

@testable import MATFiles

@Suite("MATLAB's own objects in files that MATLAB wrote", Corpora.areNeeded)
struct ObjectCorporaTests {
  static func file(_ name: String) throws -> MATFile {
    try MATFile(Corpora.path("mat-io/test_\(name).mat"))
  }

  @Test("a string array is read with its shape", arguments: ["string_v7", "string_v73"])
  func strings(_ name: String) throws {
    let file = try Self.file(name)
    #expect(
      try file.value("string_scalar")
        == .string(MATStringArray(size: [1, 1], elements: ["Hello"])))
    #expect(
      try file.value("string_array")
        == .string(
          MATStringArray(
            size: [2, 3], elements: ["Apple", "Date", "Banana", "Fig", "Cherry", "Grapes"])))
    #expect(
      try file.value("string_empty") == .string(MATStringArray(size: [1, 1], elements: [""])))
    #expect(file.variable(named: "string_array")?.size == [2, 3])
    let texts: NDArray<String> = try file["string_array"]
    #expect(texts[0, 2] == "Cherry")
    #expect(try file.read(at: MATPath("string_array(2,1)")) == "Date")
  }

  @Test("data of objects in a form that is not known leave them opaque")
  func unknownSubsystem() throws {
    let file = try Self.file("corrupted_subsystem")
    #expect(
      try file.value("var")
        == .opaque(className: "datetime", size: [1, 1], reason: .unknownVersion(5)))
  }

  @Test("damage in the data of objects is an error of those objects")
  func damaged() throws {
    let file = try Self.file("corrupted_mcos_object_metadata")
    let error = #expect(throws: MATError.self) { try file.value("var") }
    #expect(error?.code == .damaged && error?.variable == "var")
  }

  @Test("an object of every kind is decoded", arguments: ["_v7", "_v73"])
  func everyKind(_ version: String) throws {
    let times = try Self.file("time" + version)
    let zoned = try MATDatetimeArray(matValue: times.value("dt_tz"))
    #expect(zoned.timeZone == "America/New_York")
    #expect(zoned.dates == [Date(timeIntervalSince1970: 1_743_523_200)])
    #expect(try MATDurationArray(matValue: times.value("dur_array")).size == [2, 3])
    let tables = try Self.file("tables" + version)
    #expect(tables.variable(named: "table_row_names")?.size == [3, 2])
    #expect(try tables.read(at: MATPath("table_row_names.Properties.RowNames{3}")) == "R3")
    let column: [Double] = try tables.read(at: MATPath("table_row_names.Col2"))
    #expect(column == [4, 5, 6])
    let maps = try Self.file("maps" + version)
    #expect(try maps.read(at: MATPath("map_char_keys.keys{2}")) == "b")
    let enumerations = try Self.file("enum" + version)
    #expect(try enumerations.read(at: MATPath("enum_array(2,3).Name")) == "enum6")
    let own = try Self.file("user_defined" + version)
    #expect(try own.read(at: MATPath("obj_with_default_val.b")) == 10.0)
  }
}

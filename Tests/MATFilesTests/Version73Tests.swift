import Matrices
import Testing

@testable import MATFiles

@Suite("Version 7.3 files, through libmatio", .enabled(if: Corpora.isPresent))
struct Version73Tests {
  @Test(
    "a file agrees with its twin of version 6 or 7",
    arguments: [
      ("libmatio/test_le_hdf5.mat", "libmatio/test_le_v6.mat"),
      ("libmatio/test_file_hdf5.mat", "libmatio/test_file_v6.mat"),
      ("mat-io/test_basic_v73.mat", "mat-io/test_basic_v7.mat"),
      ("mat-io/bug-52/chars_hdf.mat", "mat-io/bug-52/chars.mat"),
    ])
  func twins(_ name: String, _ twin: String) throws {
    let (file, other) = (try MATFile(Corpora.path(name)), try MATFile(Corpora.path(twin)))
    #expect(file.format == .v73)
    #expect(Set(file.variables.map(\.name)) == Set(other.variables.map(\.name)))
    for variable in file.variables where !Self.refused.contains(variable.name) {
      let listed = try #require(other.variable(named: variable.name))
      #expect(variable.className == listed.className && variable.size == listed.size)
      #expect(try file.value(of: variable) == other.value(of: listed), "\(variable.name)")
    }
  }

  /// Structs whose field names take 4096 characters and more, and one without fields, which libmatio
  /// returns in the same way.
  static let refused = ["struct_large", "struct_even_larger", "struct_no_fields"]

  @Test("a struct whose fields libmatio loses is an error", arguments: refused)
  func manyFields(name: String) throws {
    let file = try MATFile(Corpora.path("mat-io/test_basic_v73.mat"))
    let error = #expect(throws: MATError.self) { _ = try file.value(name) }
    #expect(error?.code == .unsupported && error?.variable == name)
  }

  @Test(
    "a file in which libmatio would hide variables is an error",
    arguments: [
      "mat-io/test_function_handles_v73.mat", "mat-io/test_enum_v73.mat",
    ])
  func hiddenVariables(name: String) throws {
    let error = #expect(throws: MATError.self) { _ = try MATFile(Corpora.path(name)) }
    #expect(error?.code == .unsupported)
  }

  @Test("MATLAB's own objects are opaque, and no empty arrays")
  func opaque() throws {
    let file = try MATFile(Corpora.path("mat-io/test_string_v73.mat"))
    #expect(!file.variables.isEmpty)
    for variable in file.variables {
      guard case .opaque = try file.value(of: variable) else {
        Issue.record("\(variable.name) is taken for something else")
        continue
      }
    }
  }
}

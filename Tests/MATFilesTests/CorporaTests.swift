import Testing

@testable import MATFiles

@Suite("Files that other software wrote", Corpora.areNeeded)
struct CorporaTests {
  @Test(
    "every leaf of every sound file is what SciPy reads",
    arguments: Corpora.reference.keys.filter { !refused.contains($0) }.sorted())
  func agreesWithSciPy(_ name: String) throws {
    let file = try MATFile(Corpora.path(name))
    let differences = Self.differences[name] ?? [:]
    let expected = try #require(Corpora.reference[name]).map { differences[$0] ?? $0 }
    let found = try file.contents().flatMap { Leaves($0.value, path: $0.name).lines }
    #expect(found == expected)
  }

  /// Where SciPy's answer is not the right one: its line, and ours.
  static let differences: [String: [String: String]] = [
    "mat-io/test_basic_v7.mat": [
      // SciPy has an array of objects for a struct without elements and fields, as for a cell.
      "struct_empty cell 0x0 cbf29ce484222325": "struct_empty struct 0x0 cbf29ce484222325",
      // SciPy tells logical sparse matrices from others by the type of their stored entries.
      "sparse_logical double 3x3 sparse 4af19c97990d66f8":
        "sparse_logical logical 3x3 sparse 72665d324daef1e2",
    ]
  ]

  /// Files that SciPy reads with a replacement character, and that are an error here.
  static let refused: Set = ["scipy/broken_utf8.mat"]

  @Test(
    "every file gives values that its listing announced, or a typed error", arguments: Corpora.files
  )
  func valuesOrError(_ name: String) {
    guard let file = try? MATFile(Corpora.path(name)) else { return }
    for variable in file.variables {
      guard let value = try? file.value(of: variable) else { continue }
      #expect(value.size == variable.size, "\(variable.name)")
      #expect(value.className == variable.className, "\(variable.name)")
      #expect(value.isComplex == variable.isComplex, "\(variable.name)")
      #expect(value.isSparse == variable.isSparse, "\(variable.name)")
    }
  }

  /// What becomes of the files that are damaged on purpose, variable by variable; "" stands for opening.
  static let damaged: [(file: String, variable: String, code: MATError.Code?)] = [
    ("bad_miuint32.mat", "", .damaged),
    ("broken_utf8.mat", "bad_string", .damaged),
    ("corrupted_zlib_checksum.mat", "dates", .damaged),
    ("corrupted_zlib_checksum.mat", "dscodes", nil),
    ("corrupted_zlib_data.mat", "dates", nil),
    ("corrupted_zlib_data.mat", "datagrid", .damaged),
    ("debigged_m4.mat", "", .damaged),
    ("malformed1.mat", "", .damaged),
    // SciPy refuses the name, which is not ASCII and is sound UTF-8.
    ("bad_miutf8_array_name.mat", "äray_name", nil),
  ]

  @Test("a damaged file is refused, what is sound in it is read", arguments: damaged)
  func refusesDamage(_ name: String, _ variable: String, _ code: MATError.Code?) {
    do throws(MATError) {
      _ = try MATFile(Corpora.path("scipy/" + name)).value(variable)
      #expect(code == nil, "\(variable) was read")
    } catch {
      #expect(error.code == code)
      #expect(error.file == Corpora.path("scipy/" + name))
      #expect(error.variable == (variable.isEmpty ? nil : variable))
    }
  }

  /// Files of which libmatio cannot read everything, and why.
  static let beyondLibmatio: [String: String] = [
    "scipy/broken_utf8.mat": "gives the bytes, which are no UTF-8, as text",
    "scipy/miuint32_for_miint32.mat": "no name where dimensions are stored as uint32",
    "scipy/miutf8_array_name.mat": "no name where it is stored as UTF-8",
    "scipy/nasty_duplicate_fieldnames.mat": "nothing for a character that was left out",
    "scipy/testobject_6.1_SOL2.mat": "no old-style objects",
    "scipy/testobject_6.5.1_GLNX86.mat": "no old-style objects",
    "scipy/testobject_7.1_GLNX86.mat": "no old-style objects",
    "scipy/testobject_7.4_GLNX86.mat": "no old-style objects",
  ]

  @Test(
    "libmatio reads the same, but for what it cannot",
    arguments: Corpora.reference.keys.filter { beyondLibmatio[$0] == nil }.sorted())
  func agreesWithLibmatio(_ name: String) throws {
    let ours = try MATFile(Corpora.path(name)).contents()
    let theirs = try MatioReader(path: Corpora.path(name)).values()
    for variable in ours {
      let other = try #require(theirs.first { $0.name == variable.name }).value
      let lines = Leaves(variable.value, path: variable.name).lines
      #expect(Leaves(other, path: variable.name).lines == lines)
    }
  }
}

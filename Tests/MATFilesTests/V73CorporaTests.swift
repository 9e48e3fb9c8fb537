import Foundation
import Testing

@testable import MATFiles

@Suite("v7.3 files that other software wrote", Corpora.areNeeded)
struct V73CorporaTests {
  /// What h5py finds in each file, as `Resources/make_v73_reference.py` writes it.
  static let reference = V73Lines.reference("corpora_h5py.json")

  /// An object in it is damaged, of which h5py does not look inside.
  static let refused: Set = ["mat-io/test_corrupted_mcos_object_metadata.mat"]

  @Test(
    "every leaf of every file is what h5py finds",
    arguments: reference.keys.filter { !refused.contains($0) }.sorted())
  func agreesWithH5py(_ name: String) throws {
    let file = try MATFile(Corpora.path(name))
    #expect(file.format == .v73)
    let lines = try file.contents().flatMap { V73Lines($0.value, name: $0.name).lines }
    #expect(
      lines.map(\.withoutObjectSize) == Self.reference[name]?.map(\.withoutObjectSize))
  }

  @Test("no file is left out")
  func complete() {
    let files = Corpora.files.filter { (try? MATFile(Corpora.path($0)))?.format == .v73 }
    #expect(files == Self.reference.keys.sorted())
  }

  /// The files that are there as v7 and as v7.3.
  static let twins =
    Corpora.files.filter { $0.hasSuffix("_v7.mat") }
    .map { ($0, $0.replacing("_v7.mat", with: "_v73.mat")) }
    + [("mat-io/bug-52/chars.mat", "mat-io/bug-52/chars_hdf.mat")]

  @Test("twins in v7 and v7.3 give equal values and equal canonical JSON", arguments: twins)
  func twinsAreEqual(_ name: String, _ twin: String) throws {
    let v7 = try MATFile(Corpora.path(name))
    let v73 = try MATFile(Corpora.path(twin))
    #expect(Set(v7.variables.map(\.name)) == Set(v73.variables.map(\.name)))
    for variable in v7.variables {
      let (a, b) = (try v7.value(of: variable), try v73.value(variable.name))
      #expect(a == b, "\(variable.name)")
      #expect(
        CanonicalJSON.text(of: a, name: variable.name)
          == CanonicalJSON.text(of: b, name: variable.name))
    }
  }
}

extension String {
  /// A line "path is class size" without the size, which h5py takes from the reference to an object.
  fileprivate var withoutObjectSize: String {
    contains(" is ") ? replacing(/\ [0-9]+(x[0-9]+)+$/, with: "") : self
  }
}

/// The lines of a variable as `Resources/make_v73_reference.py` writes them: its leaves, or their number
/// and hash where there are many, and behind them what is known of its objects and function handles.
struct V73Lines {
  private(set) var lines: [String]

  init(_ value: MATValue, name: String, atMost limit: Int = 40) {
    lines = Leaves(value, path: name).lines
    if lines.count > limit {
      let hash = lines.joined(separator: "\n").utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
      }
      let digits = String(hash, radix: 16)
      lines = [
        "\(name) leaves \(lines.count) " + String(repeating: "0", count: 16 - digits.count) + digits
      ]
    }
    appendNotes(on: value, name)
  }

  private mutating func appendNotes(on value: MATValue, _ path: String) {
    switch value {
    case .functionHandle(let handle): lines.append("\(path) is \(handle.text ?? "nothing")")
    case .opaque, .string:
      lines.append(
        "\(path) is \(value.className) " + value.size.map(String.init).joined(separator: "x"))
    case .object where !Leaves.oldStyleClasses.contains(value.className):
      lines.append(
        "\(path) is \(value.className) " + value.size.map(String.init).joined(separator: "x"))
    case .cell(let cells):
      for (index, cell) in cells.elements.enumerated() {
        appendNotes(on: cell, "\(path){\(index + 1)}")
      }
    case .structure(let array):
      for index in 0..<array.count {
        for (name, values) in array.fields {
          appendNotes(on: values[index], "\(path)(\(index + 1)).\(name)")
        }
      }
    default: break
    }
  }

  /// Whether there is anything in a value that is not decoded.
  static func holdsOpaque(_ value: MATValue) -> Bool {
    switch value {
    case .opaque: true
    case .object(let object):
      object.properties.map { $0.fields.values.contains { $0.contains(where: holdsOpaque) } }
        ?? true
    case .cell(let cells): cells.elements.contains(where: holdsOpaque)
    case .structure(let array): array.fields.values.contains { $0.contains(where: holdsOpaque) }
    default: false
    }
  }

  /// The lines of each file in one of the reference files.
  static func reference(_ name: String) -> [String: [String]] {
    guard let data = try? Data(contentsOf: Corpora.resources.appending(path: name)),
      let reference = try? JSONDecoder().decode([String: [String]].self, from: data)
    else { return [:] }
    return reference
  }
}

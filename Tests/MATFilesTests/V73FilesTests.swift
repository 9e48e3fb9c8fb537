import Foundation
import Testing

@testable import MATFiles

/// Files that `Resources/make_v73_files.py` wrote with h5py, hdf5storage and Octave, and what is in them.
@Suite("v7.3 files of every kind")
struct V73FilesTests {
  /// What a file's variables are expected to be.
  static let expected: [String: [String: Expectation]] = {
    let file = Corpora.resources.appending(path: "v73_files.json")
    guard let data = try? Data(contentsOf: file) else { return [:] }
    return (try? JSONDecoder().decode([String: [String: Expectation]].self, from: data)) ?? [:]
  }()

  static func path(_ name: String) -> String {
    Corpora.resources.appending(path: "v73/\(name)").path
  }

  @Test(
    "every variable is what was written, or the error that it must be", arguments: expected.keys)
  func variables(_ name: String) throws {
    let file = try MATFile(Self.path(name))
    let expected = try #require(Self.expected[name])
    #expect(Set(file.variables.map(\.name)) == Set(expected.keys))
    for variable in file.variables {
      switch expected[variable.name] {
      case .lines(let lines)?:
        let value = try file.value(of: variable)
        #expect(V73Lines(value, name: variable.name, atMost: .max).lines == lines)
        #expect(value.size == variable.size, "\(variable.name)")
        #expect(value.className == variable.className, "\(variable.name)")
        #expect(value.isComplex == variable.isComplex, "\(variable.name)")
        #expect(value.isSparse == variable.isSparse, "\(variable.name)")
      case .error(let code, let path)?:
        let error = #expect(throws: MATError.self, "\(variable.name)") {
          try file.value(of: variable)
        }
        #expect(error?.code.rawValue == code, "\(variable.name): \(error.debugDescription)")
        #expect(error?.file == Self.path(name))
        #expect(error?.variable == variable.name)
        if let path { #expect(error?.path == path, "\(variable.name)") }
      case nil: break
      }
    }
  }

  /// The lines of a variable, or the error that it gives.
  enum Expectation: Decodable {
    case lines([String])
    case error(code: String, path: String?)

    init(from decoder: any Decoder) throws {
      if let lines = try? [String](from: decoder) {
        self = .lines(lines)
      } else {
        let error = try [String: String](from: decoder)
        self = .error(code: error["error"] ?? "", path: error["path"])
      }
    }
  }
}

import Foundation
import SeededRandomness
import Testing

@testable import MATFiles

@Suite("Damaged v7.3 files")
struct V73DamageTests {
  @Test("a file cut short anywhere is refused", arguments: V73FilesTests.expected.keys)
  func truncation(_ name: String) throws {
    let bytes = try Data(contentsOf: URL(filePath: V73FilesTests.path(name)))
    for length in stride(from: 0, to: bytes.count, by: bytes.count / 20) {
      let damaged = try Scratch(bytes.prefix(length))
      let error = withExtendedLifetime(damaged) {
        #expect(throws: MATError.self, "\(length) bytes") { try MATFile(damaged.path) }
      }
      #expect(error?.code == .damaged || error?.code == .notAMATFile)
    }
  }

  /// Where the headers of some objects of `arrays.mat` lie: the first byte and the number of bytes.
  static let headers: [String: [Int]] = {
    let file = Corpora.resources.appending(path: "v73_headers.json")
    guard let data = try? Data(contentsOf: file) else { return [:] }
    return (try? JSONDecoder().decode([String: [Int]].self, from: data)) ?? [:]
  }()

  /// Nothing in the format would tell a flipped bit of a number, of a size that is stored as a number or
  /// of an object's class. But what the headers say of arrays, and say twice, is compared.
  ///
  /// One bit in a header hides all attributes, and an array without attributes is another program's: the
  /// truth values come out as the bytes that they are stored as.
  @Test("a flipped bit in an array's header gives the array or an error", arguments: headers.keys)
  func headerFlips(_ name: String) throws {
    let sound = try #require(try shapes(V73FilesTests.path("arrays.mat"))[name])
    let bytes = try Data(contentsOf: URL(filePath: V73FilesTests.path("arrays.mat")))
    let header = try #require(Self.headers[name])
    // Every eleventh bit is enough to meet every byte or its neighbour.
    for bit in stride(from: 8 * header[0], to: 8 * (header[0] + header[1]), by: 11) {
      var copy = bytes
      copy[bit / 8] ^= 1 << UInt8(bit % 8)
      let damaged = try Scratch(copy)
      let found = try? withExtendedLifetime(damaged) { try shapes(damaged.path)[name] }
      if let found, found != sound {
        Issue.record("\(found) with bit \(bit % 8) flipped at \(bit / 8)")
      }
    }
  }

  /// These files have no heaps of field names: HDF5 1.10 runs for ever or crashes on damaged ones,
  /// against which reading in a process of its own is the remedy.
  @Test(
    "a flipped bit anywhere never changes an array's class or size in silence",
    arguments: ["order.mat", "sparse.mat"])
  func flips(_ name: String) throws {
    let sound = try shapes(V73FilesTests.path(name))
    let bytes = try Data(contentsOf: URL(filePath: V73FilesTests.path(name)))
    var generator = SplitMix(state: 73)
    for _ in 0..<150 {
      var copy = bytes
      let position = Int.random(in: 512..<copy.count, using: &generator)
      let bit = UInt8.random(in: 0..<8, using: &generator)
      copy[position] ^= 1 << bit
      let damaged = try Scratch(copy)
      let found = withExtendedLifetime(damaged) { try? shapes(damaged.path) }
      for (name, shape) in found ?? [:] {
        // A damaged name is another name.
        guard let before = sound[name] else { continue }
        #expect(shape == before, "\(name) with bit \(bit) flipped at \(position)")
      }
    }
  }

  @Test("a file of a newer HDF5 says that it needs one")
  func newerHDF5() throws {
    var bytes = try Data(contentsOf: URL(filePath: V73FilesTests.path("storage.mat")))
    let start = try #require(bytes.firstRange(of: Data([0x89, 0x48, 0x44, 0x46]))?.lowerBound)
    bytes[start + 8] = 4
    let newer = try Scratch(bytes)
    let error = withExtendedLifetime(newer) {
      #expect(throws: MATError.self) { try MATFile(newer.path) }
    }
    #expect(error?.code == .unsupported && error?.found?.contains("needs a newer HDF5") == true)
  }

  /// The class and size of each variable that can be decoded, but for sizes that are numbers in the file.
  private func shapes(_ path: String) throws -> [String: String] {
    let file = try MATFile(path)
    var shapes: [String: String] = [:]
    for variable in file.variables {
      guard let value = try? file.value(of: variable) else { continue }
      #expect(value.size == variable.size, "\(variable.name)")
      #expect(value.className == variable.className, "\(variable.name)")
      if value.count > 0 && !value.isSparse {
        shapes[variable.name] = "\(value.className) \(value.size)"
      }
    }
    return shapes
  }
}

/// A temporary file, which HDF5 opens by its name, and which is gone when its owner is.
final class Scratch {
  let url = FileManager.default.temporaryDirectory.appending(path: "matkit-\(UUID()).mat")
  var path: String { url.path }

  init(_ bytes: Data) throws {
    try bytes.write(to: url)
  }

  deinit {
    // What is left behind in the folder for temporary files does no harm.
    try? FileManager.default.removeItem(at: url)
  }
}

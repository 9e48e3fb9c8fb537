import Foundation
import Testing

@testable import MATFiles

@Suite("Damaged v7.3 files")
struct V73DamageTests {
  /// The files that are damaged: small ones, of every class and layout.
  static let files = [
    "conversions.mat", "empties.mat", "hdf5storage.mat", "objects.mat", "order.mat",
  ]

  @Test("a file cut short anywhere is refused", arguments: files)
  func truncation(_ name: String) throws {
    let bytes = try Data(contentsOf: URL(filePath: V73FilesTests.path(name)))
    for length in stride(from: 0, to: bytes.count, by: 1021) {
      let damaged = try Scratch(bytes.prefix(length))
      let path = damaged.path
      let error = #expect(throws: MATError.self, "\(length) bytes") { try MATFile(path) }
      #expect(error?.code == .damaged || error?.code == .notAMATFile)
      withExtendedLifetime(damaged) {}
    }
  }

  /// A flipped bit may change a number, which nothing in the format would tell; but what is listed is
  /// what is read, and no array comes out in another class or size than the undamaged file has. Sizes
  /// that are numbers in the file, those of arrays without elements and of sparse matrices, and the
  /// names of objects' classes cannot be told from others.
  ///
  /// The heaps of field names are left alone: HDF5 1.10 runs for ever on some damaged ones, against which
  /// reading in a process of its own is the remedy.
  @Test("a flipped bit never changes a class or size in silence", arguments: files)
  func flips(_ name: String) throws {
    let bytes = try Data(contentsOf: URL(filePath: V73FilesTests.path(name)))
    let sound = try shapes(V73FilesTests.path(name))
    let heaps = bytes.ranges(of: Data("GCOL".utf8)).map { $0.lowerBound..<$0.lowerBound + 4096 }
    var generator = SeededGenerator(seed: 73)
    for _ in 0..<150 {
      var copy = bytes
      let position = Int.random(in: 512..<copy.count, using: &generator)
      if heaps.contains(where: { $0.contains(position) }) { continue }
      let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
      copy[position] ^= bit
      let damaged = try Scratch(copy)
      let found = withExtendedLifetime(damaged) { try? shapes(damaged.path) }
      guard let found else { continue }
      for (name, shape) in found {
        // A damaged name is another name.
        guard let before = sound[name] else { continue }
        #expect(shape == before, "\(name) with bit \(bit) flipped at \(position)")
      }
    }
  }

  /// The class and size of each variable that can be decoded and has elements.
  private func shapes(_ path: String) throws -> [String: String] {
    let file = try MATFile(path)
    var shapes: [String: String] = [:]
    for variable in file.variables {
      guard let value = try? file.value(of: variable) else { continue }
      #expect(value.size == variable.size, "\(variable.name)")
      #expect(value.className == variable.className, "\(variable.name)")
      if case .opaque = value { continue }
      if value.count > 0 && !value.isSparse {
        shapes[variable.name] = "\(value.className) \(value.size)"
      }
    }
    return shapes
  }
}

/// A temporary file, which HDF5 opens by its name, and which is gone when its owner is.
private final class Scratch {
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

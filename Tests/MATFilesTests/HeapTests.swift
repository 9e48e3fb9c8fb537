import Foundation
import Testing

@testable import MATFiles

/// MATLAB_fields of v7.3 and texts of any length lie in global heaps, which references lead to.
@Suite("Texts in HDF5's heaps")
struct HeapTests {
  private let path = V73FilesTests.path("structs.mat")

  /// The file, and where its references to texts in heaps begin: a length of four bytes, the address of a
  /// heap, counted behind the user block, and a number.
  private func references() throws -> (bytes: [UInt8], places: [Int], heaps: [Int]) {
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    let heaps = (0..<bytes.count - 4).filter { bytes[$0..<$0 + 4].elementsEqual("GCOL".utf8) }
    let addresses = heaps.map { V5Bytes().integers([UInt64($0 - 512)]) }
    let places = (4..<bytes.count - 8).filter { place in
      addresses.contains { bytes[place..<place + 8].elementsEqual($0) }
    }
    return (bytes, places.map { $0 - 4 }, heaps)
  }

  /// How many variables are lost as damaged, and the names of those that are not what they were.
  private func outcome(_ bytes: [UInt8]) throws -> (lost: Int, wrong: [String]) {
    let (sound, damaged) = (try MATFile(path), try Scratch(Data(bytes)))
    defer { withExtendedLifetime(damaged) {} }
    let (file, whole) = (try MATFile(damaged.path, damage: .skip), try MATFile(path, damage: .skip))
    var wrong: [String] = []
    for variable in file.variables {
      if try file.value(of: variable) != sound.value(variable.name) { wrong.append(variable.name) }
    }
    return (file.losses.count { $0.reason.code == .damaged } - whole.losses.count, wrong)
  }

  @Test("a forged length, which HDF5 would take memory for, is damage", arguments: [3, 2, 0])
  func forgedLength(byte: Int) throws {
    let (bytes, places, _) = try references()
    #expect(places.count > 2)
    for place in places {
      var copy = bytes
      copy[place + byte] ^= 0x10
      let (lost, wrong) = try outcome(copy)
      #expect(lost > 0 && wrong.isEmpty, "byte \(place): \(lost) \(wrong)")
    }
  }

  @Test(
    "a reference that leads to no heap, or to no object of one, is damage", arguments: [4, 8, 12])
  func forgedAddress(byte: Int) throws {
    let (bytes, places, _) = try references()
    for place in places {
      var copy = bytes
      copy[place + byte] ^= 0x60
      let (lost, wrong) = try outcome(copy)
      #expect(lost > 0 && wrong.isEmpty, "byte \(place): \(lost) \(wrong)")
    }
  }

  @Test("a damaged heap is damage, and never another text")
  func damagedHeap() throws {
    let (bytes, _, heaps) = try references()
    for heap in heaps {
      // The head of the heap, and that of its first object but for the count of references, of no use here.
      for offset in Array(0..<5) + [8, 9, 10, 15, 16, 24, 25, 31] {
        var copy = bytes
        copy[heap + offset] ^= 0x81
        let (lost, wrong) = try outcome(copy)
        // A heap that says it is a little longer still has its texts.
        let isHarmless = offset == 8 || offset == 9
        #expect(
          (lost > 0 || isHarmless) && wrong.isEmpty, "byte \(heap + offset): \(lost) \(wrong)")
      }
    }
  }

  @Test("references that all name one long text are refused before they take the memory")
  func shared() throws {
    let (bytes, places, _) = try references()
    let first = try #require(places.first)
    var copy = bytes
    // Each the same text: the names would be twice the same.
    for place in places {
      copy.replaceSubrange(place..<place + 16, with: bytes[first..<first + 16])
    }
    #expect(try outcome(copy).lost > 0)
  }
}

import Foundation
import Matrices
import Testing

@testable import MATFiles

/// HDF5 trusts its index of chunks, and hands out memory that nothing was written to where it is wrong.
@Suite("Damaged chunks of v7.3 files")
struct V73ChunkTests {
  /// What is changed of the index of a matrix's chunks or of its header, and the bytes for it.
  enum Change: String, CaseIterable {
    /// The place of the second chunk lies between chunks.
    case place
    /// The second chunk has the place of the first.
    case placeTwice
    /// A chunk lies behind the matrix.
    case placeOutside
    /// A chunk is said not to be compressed.
    case filters
    /// A chunk has more bytes than it has.
    case length
    /// A chunk lies behind the end of the file.
    case address
    /// Chunks are said to be half as large, and twice as large.
    case smallerChunks, largerChunks
    /// The second chunk lies where the first of another matrix does.
    case otherMatrix

    /// Whether it shows only when every chunk is inflated.
    var isDeep: Bool { self == .otherMatrix }
  }

  private let numbers = Matrix(
    rowCount: 40, columnCount: 30, elements: (0..<1200).map { Double($0 * 31 % 97) })
  private let others = Matrix(
    rowCount: 10, columnCount: 60, elements: (0..<600).map { Double($0 * 17 % 89) })

  /// A file of a matrix of 4 chunks, `x`, and of another with smaller chunks, `y`.
  private func file(deflate: Int) throws -> Data {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.mat"
      try MATFile.write(
        ["x": numbers, "y": others], to: path, version: .v73,
        layout: MATArrayLayout(deflate: deflate, chunk: [20, 15]))
      return try Data(contentsOf: URL(filePath: path))
    }
  }

  /// Where the trees of chunks begin, in the order of the file.
  private func trees(_ bytes: Data) -> [Int] {
    var trees: [Int] = []
    var start = bytes.startIndex
    while let found = bytes[start...].firstRange(of: Data("TREE".utf8) + [1, 0]) {
      trees.append(found.lowerBound)
      start = found.upperBound
    }
    return trees
  }

  private func put(_ number: UInt64, _ count: Int, at place: Int, in bytes: inout Data) {
    for index in 0..<count {
      bytes[place + index] = UInt8(truncatingIfNeeded: number >> (8 * index))
    }
  }

  private func changed(_ bytes: Data, _ change: Change) throws -> Data {
    var bytes = bytes
    let trees = trees(bytes)
    try #require(trees.count == 2)
    // Behind the head a key of 32 bytes and an address, for each chunk.
    let second = trees[0] + 24 + 40
    switch change {
    case .place: put(7, 8, at: second + 16, in: &bytes)
    case .placeTwice: for index in 8..<24 { bytes[second + index] = bytes[second + index - 40] }
    case .placeOutside: put(60, 8, at: trees[0] + 24 + 3 * 40 + 8, in: &bytes)
    case .filters: put(3, 4, at: second + 4, in: &bytes)
    case .length: put(1 << 24, 4, at: second, in: &bytes)
    case .address: put(UInt64(bytes.count), 8, at: second + 32, in: &bytes)
    case .otherMatrix:
      for index in [0, 1, 2, 3] + Array(32..<40) {
        bytes[second + index] = bytes[trees[1] + 24 + index]
      }
    case .smallerChunks, .largerChunks:
      // The message of the layout: version 3, chunks, two dimensions and the bytes of an element.
      var message = Data([3, 2, 3])
      message += withUnsafeBytes(of: UInt64(trees[0] - 512).littleEndian) { Data($0) }
      let place = try #require(bytes.firstRange(of: message)).upperBound
      put(change == .smallerChunks ? 5 : 30, 4, at: place, in: &bytes)
    }
    return bytes
  }

  @Test(
    "what is wrong in their index is an error and never a number", arguments: [0, 3],
    Change.allCases)
  func damage(deflate: Int, change: Change) throws {
    // Without compression no chunk has passed a filter, and all are of one length.
    if deflate == 0 && [.filters, .otherMatrix].contains(change) { return }
    let bytes = try file(deflate: deflate)
    let sound = try Scratch(bytes)
    #expect(try MATFile(sound.path).value("x") == numbers.matValue)
    #expect(try MATFile(sound.path, damage: .skip).losses.isEmpty)
    let damaged = try Scratch(changed(bytes, change))
    let checked = try MATFile(damaged.path, damage: .skip)
    #expect(checked.losses.map(\.name) == ["x"], "\(checked.losses)")
    #expect(checked.variables.map(\.name) == ["y"])
    if !change.isDeep {
      let error = #expect(throws: MATError.self) { try MATFile(damaged.path).value("x") }
      #expect(error?.code == .damaged, "\(error as Any)")
    }
    #expect(try MATFile(damaged.path).value("y") == others.matValue)
  }

  @Test("bytes that a file has behind its own end, or that were put into it, are told")
  func surplus() throws {
    let bytes = try file(deflate: 3)
    for place in [bytes.count, 2000] {
      var longer = bytes
      longer.insert(contentsOf: Array(repeating: 0, count: 24), at: place)
      let damaged = try Scratch(longer)
      let checked = try? MATFile(damaged.path, damage: .skip)
      let found = checked?.losses.contains { $0.reason.isUnverifiable }
      #expect(checked == nil || found == true, "at \(place)")
      guard place == bytes.count else { continue }
      let file = try MATFile(damaged.path)
      #expect(file.unverified.map(\.byteRange) == [bytes.count..<bytes.count + 24])
      #expect(try file.value("x") == numbers.matValue)
    }
  }
}

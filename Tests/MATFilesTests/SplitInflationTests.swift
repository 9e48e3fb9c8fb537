import CMatio
import Foundation
import SeededRandomness
import Testing

@testable import MATFiles

@Suite("Inflating one stream by several threads")
struct SplitInflationTests {
  /// So many doubles give two segments or more, hardly compressible as they are.
  private static let count = 700_000

  @Test(
    "gives what libmatio reads, of streams made by libdeflate and by zlib", arguments: [6, nil])
  func libmatio(level: Int?) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      let numbers = Self.noise(Self.count, seed: 1)
      try Self.write(numbers, to: path, byZlib: level == nil)
      let stream = try Self.stream(in: path, workers: 2)
      let split = try #require(SplitInflation(stream, keeping: 0..<stream.count))
      #expect(Self.inflated(stream, by: split) != nil)
      let read: [Double] = try MATFile(path)["x"]
      #expect(read == numbers)
      let reference = try MatioReader(path: path).values()
      #expect(reference.map(\.value) == [.numeric(Self.array(numbers))])
    }
  }

  @Test("gives the bytes that one thread gives, whatever is kept", arguments: [2, 4])
  func kept(workers: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      try Self.write(Self.noise(workers * Self.count / 2, seed: 2), to: path, byZlib: true)
      let one = try Self.stream(in: path, workers: 1)
      let all: [UInt8] = try Inflater().inflate(one, keeping: 0..<one.count)
      let several = try Self.stream(in: path, workers: workers)
      for kept in [56..<one.count, 100..<one.count - 100] {
        let split = try #require(SplitInflation(several, keeping: kept))
        // As data, which are compared quickly in tests too.
        #expect(Self.inflated(several, by: split)?.prefix(kept.count) == Data(all[kept]))
        let part: [UInt8] = try Inflater().inflate(several, keeping: kept)
        #expect(Data(part) == Data(all[kept]))
      }
    }
  }

  @Test("a stream in which something is wrong anywhere is not split, and is a damaged error")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      try Self.write(Self.noise(Self.count, seed: 3), to: path, byZlib: true)
      let sound = try Data(contentsOf: URL(filePath: path))
      var random = SplitMix(state: 4)
      let offsets = [137, 138, sound.count - 4, sound.count - 1]
      for offset in offsets
        + (0..<3).map({ _ in Int.random(in: 200..<sound.count, using: &random) })
      {
        var bytes = sound
        bytes[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        try bytes.write(to: URL(filePath: path))
        let stream = try Self.stream(in: path, workers: 2, count: Self.count * 8 + 56)
        let split = try #require(SplitInflation(stream, keeping: 0..<stream.count))
        #expect(Self.inflated(stream, by: split) == nil, "byte \(offset)")
        let error = #expect(throws: MATError.self) {
          let _: [UInt8] = try Inflater().inflate(stream, keeping: 0..<stream.count)
        }
        #expect(error?.code == .damaged)
      }
    }
  }

  @Test("a stream that says another length than it has is a damaged error", arguments: [-8, 8])
  func length(more: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      try Self.write(Self.noise(Self.count, seed: 5), to: path, byZlib: true)
      let count = try Self.stream(in: path, workers: 2).count + more
      let stream = try Self.stream(in: path, workers: 2, count: count)
      let split = try #require(SplitInflation(stream, keeping: 0..<count))
      #expect(Self.inflated(stream, by: split) == nil)
      #expect(throws: MATError.self) {
        let _: [UInt8] = try Inflater().inflate(stream, keeping: 0..<count)
      }
    }
  }

  /// Every other number comes from a table, so that each repeats one of the 32 KiB before, from the first
  /// to the last.
  @Test("a stream that goes back to its beginning everywhere is inflated in one piece")
  func repeating() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      let table = Self.noise(1500, seed: 6)
      var numbers = Self.noise(Self.count, seed: 7)
      for index in stride(from: 0, to: numbers.count, by: 2) {
        numbers[index] = table[index / 2 % table.count]
      }
      try Self.write(numbers, to: path, byZlib: true)
      let stream = try Self.stream(in: path, workers: 2)
      let split = SplitInflation(stream, keeping: 0..<stream.count)
      #expect(split.map { Self.inflated(stream, by: $0) == nil } ?? true)
      let read: [Double] = try MATFile(path)["x"]
      #expect(read == numbers)
    }
  }

  @Test("short streams, those that shrink much and a single thread are not split")
  func notSplit() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      try Self.write(Self.noise(Self.count / 4, seed: 8), to: path, byZlib: false)
      let short = try Self.stream(in: path, workers: 2)
      #expect(SplitInflation(short, keeping: 0..<short.count) == nil)
      try Self.write(Self.noise(Self.count, seed: 9), to: path, byZlib: false)
      let single = try Self.stream(in: path, workers: 1)
      #expect(SplitInflation(single, keeping: 0..<single.count) == nil)
      let wide = try Self.stream(in: path, workers: 2, count: 100 * Self.count)
      #expect(SplitInflation(wide, keeping: 0..<wide.count) == nil)
    }
  }

  // MARK: - Streams

  /// Numbers in [0.5, 1): half of each is as good as random.
  private static func noise(_ count: Int, seed: UInt64) -> [Double] {
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in Double(bitPattern: 0x3FE << 52 | random.next() >> 12) }
  }

  private static func array(_ numbers: [Double]) -> MATNumericArray {
    MATNumericArray(size: [1, numbers.count], real: .double(numbers))
  }

  private static func write(_ numbers: [Double], to path: String, byZlib: Bool) throws {
    let variable = MATVariable(name: "x", value: .numeric(array(numbers)))
    guard byZlib else { return try MATFile.write([variable], to: path, version: .v7) }
    try Matio.use(failure: .writeFailed) { matio throws(MATError) in
      let file = try MatioFile(creating: path, format: .v7, header: nil, matio)
      try MatioBuilder(version: .v7).withVariable(variable) { copy throws(MATError) in
        #expect(unsafe Mat_VarWrite(file.handle, copy.pointer, MAT_COMPRESSION_ZLIB) == 0)
      }
      try file.close(matio)
    }
  }

  /// The stream of the only variable, which is to have so many bytes, or as many as it has.
  private static func stream(
    in path: String, workers: Int, count: Int? = nil
  ) throws -> ZlibStream {
    let bytes = try FileBytes(path)
    var reader = ByteReader(bytes)
    let data = try reader.tag(at: 128, end: bytes.count).data
    if let count { return ZlibStream(file: bytes, range: data, count: count, workers: workers) }
    let file = try MATFile(path)
    let variable = try #require(file.variable(named: "x"))
    let element = try #require(file.level5).elements[variable.index]
    return ZlibStream(file: bytes, range: data, count: element.inflatedCount, workers: workers)
  }

  /// What splitting gives; nil where it fails.
  private static func inflated(_ stream: ZlibStream, by split: SplitInflation) -> Data? {
    var bytes = Data(count: stream.count)
    let isWhole = unsafe bytes.withUnsafeMutableBytes { unsafe split.fill($0) }
    return isWhole ? bytes : nil
  }
}

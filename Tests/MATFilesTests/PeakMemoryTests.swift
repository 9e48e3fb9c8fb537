import Foundation
import Matrices
import Testing

@testable import MATFiles

enum PeakMemory {
  /// Whether the size of the process is what the program takes: sanitizers keep memory of their own.
  static let isMeasurable: Bool = {
    let hasSanitizer = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
    return !hasSanitizer && FileManager.default.fileExists(atPath: "/proc/self/status")
  }()
}

/// Each file is read in a process of its own, whose greatest size Linux tells.
@Suite(
  "Reading a file takes less memory than three times what it decodes to, and 64 MiB",
  .enabled(if: PeakMemory.isMeasurable))
struct PeakMemoryTests {
  @Test("a file of large arrays", arguments: MATVersion.allCases)
  func arrays(version: MATVersion) async throws {
    let numbers = Self.numbers(2_000_000)
    var variables = ["real": MATNumericArray(size: [1000, 2000], real: .double(numbers))]
    variables["complex"] = MATNumericArray(
      size: [2000, 1000], real: .double(numbers), imaginary: .double(numbers))
    try await expectPeak(
      of: variables.sorted { $0.key < $1.key }.map {
        MATVariable(name: $0.key, value: .numeric($0.value))
      }, version)
  }

  @Test("large arrays in compressed chunks")
  func chunks() async throws {
    let array = MATNumericArray(size: [2000, 2000], real: .double(Self.numbers(4_000_000)))
    try await expectPeak(
      of: [MATVariable(name: "x", value: .numeric(array))], .v73, MATArrayLayout(deflate: 1))
  }

  @Test("a file of many small values", arguments: [MATVersion.v6, .v7, .v73])
  func small(version: MATVersion) async throws {
    let cells = (0..<8000).map { index in
      MATValue.numeric(MATNumericArray(size: [3, 3], real: .double(Self.numbers(9, from: index))))
    }
    let cell = MATValue.cell(NDArray(size: [8000, 1], elements: cells))
    try await expectPeak(of: [MATVariable(name: "c", value: cell)], version)
  }

  private func expectPeak(
    of variables: [MATVariable], _ version: MATVersion, _ layout: MATArrayLayout = .contiguous
  ) async throws {
    let decoded = variables.reduce(0) { $0 + $1.value.encodedSize(named: $1.name) }
    let folder = FileManager.default.temporaryDirectory.path + "/matkit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/large.mat"
    try MATFile.write(variables, to: path, version: version, layout: layout)
    await #expect(processExitsWith: .success) {
      [path = path as String, most = 3 * decoded + 64 << 20 as Int, least = decoded as Int] in
      let before = try Self.peak()
      let values = try MATFile(path).values()
      let taken = try Self.peak() - before
      #expect(!values.isEmpty)
      #expect(taken < most)
      // Less than what is held cannot be: then it was not measured.
      let isMeasured = taken > least / 2 || least < 1 << 20
      #expect(isMeasured)
      exit(taken < most && isMeasured ? 0 : 1)
    }
  }

  /// Numbers that hardly compress: the pattern is longer than deflate looks back.
  private static func numbers(_ count: Int, from start: Int = 0) -> [Double] {
    let pattern = (0..<min(count, 10_000)).map { Double(start + $0).squareRoot() }
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    while numbers.count < count { numbers += pattern }
    return numbers
  }

  /// The greatest number of bytes that this program has had in memory. (`getrusage` tells that of the
  /// process, which begins as a copy of the one that started it.)
  private static func peak() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(Int(line.split(separator: " ").dropLast().last ?? "")) << 10
  }
}

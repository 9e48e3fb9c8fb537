import Foundation
import Matrices
import Testing

@testable import MATFiles

/// Each test kills a process in the midst of its work, at moments that the machine chooses, and looks at
/// what it has left.
@Suite("A process killed while it changes a file")
struct KilledEditingTests {
  @Test("leaves what the file was or what it was to be", arguments: [MATVersion.v4, .v7, .v73])
  func updated(version: MATVersion) async throws {
    try await withFolder { folder in
      let path = folder + "/edited.mat"
      for milliseconds in [2, 9, 25] {
        try MATFile.write(["kept": Self.noise(7), "a": Self.noise(0)], to: path, version: version)
        await #expect(processExitsWith: .signal(SIGKILL)) {
          [path = path as String, delay = milliseconds as Int] in
          let contents = [Self.noise(1), Self.noise(0)]
          Self.kill(after: delay)
          while true {
            // Renamed and replaced at once: a reader must never see one without the other.
            for (names, content) in zip([("a", "b"), ("b", "a")], contents) {
              try MATFile.update(path) { file throws(MATError) in
                try file.rename(names.0, to: names.1)
                file.set(names.1, to: content)
              }
            }
          }
        }
        let file = try MATFile(path)
        #expect(try file.value("kept") == Self.noise(7))
        let changed = try #require(file.variables.map(\.name).first { $0 != "kept" })
        #expect(file.variables.count == 2)
        #expect(try file.value(changed) == Self.noise(changed == "a" ? 0 : 1))
      }
    }
  }

  @Test("appends a block whole or not at all, and what was there stays", arguments: [0, 4])
  func appended(deflate: Int) async throws {
    try await withFolder { folder in
      let path = folder + "/log.mat"
      for milliseconds in [2, 6, 13, 29] {
        try MATFile.write(
          ["kept": Self.noise(7), "log": Self.rows(0)], to: path, version: .v73,
          layout: MATArrayLayout(deflate: deflate, chunk: [100, 3], isExtendible: true))
        await #expect(processExitsWith: .signal(SIGKILL)) {
          [path = path as String, delay = milliseconds as Int] in
          Self.kill(after: delay)
          for block in 1... { try MATFile.append(rows: Self.rows(block), to: "log", in: path) }
        }
        let file = try MATFile(path)
        #expect(try file.value("kept") == Self.noise(7))
        let log: Matrix<Double> = try file["log"]
        #expect(log.rowCount.isMultiple(of: Self.blockRows))
        for row in 0..<log.rowCount {
          let block = Double(row / Self.blockRows)
          #expect((0..<3).allSatisfy { log[row, $0] == block })
        }
        // The next who appends goes on where the last has stopped.
        let count = log.rowCount / Self.blockRows
        try MATFile.append(rows: Self.rows(count), to: "log", in: path)
        let next: Matrix<Double> = try MATFile(path)["log"]
        #expect(next.rowCount == log.rowCount + Self.blockRows)
        #expect(next[next.rowCount - 1, 2] == Double(count))
        #expect(!FileManager.default.fileExists(atPath: folder + "/.matkit-log.mat.journal"))
      }
    }
  }

  private static let blockRows = 40

  private static func rows(_ block: Int) -> Matrix<Double> {
    Matrix(
      rowCount: blockRows, columnCount: 3,
      elements: Array(repeating: Double(block), count: 3 * blockRows))
  }

  private static func noise(_ seed: Int) -> MATValue {
    (0..<5000).map { Double(seed * 5000 + $0).squareRoot() }.matValue
  }

  private static func kill(after milliseconds: Int) {
    Thread.detachNewThread {
      usleep(UInt32(1000 * milliseconds))
      Foundation.kill(getpid(), SIGKILL)
    }
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/matkit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }
}

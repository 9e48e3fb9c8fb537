import Foundation

/// A Python process that does the peers' work on request: see `Peers/__main__.py` for the protocol.
final class PeerProcess {
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private var unread = Data()

  /// Starts the process, which may leave files in `folder`. It ends when this object goes.
  init(python: String, folder: URL) throws {
    let program = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Peers")
    process.executableURL = URL(filePath: python)
    process.arguments = [program.path, folder.path]
    // One thread on either side: for work this small the default makes OpenBLAS slower.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"]
    ) { $1 }
    process.standardInput = requests
    process.standardOutput = answers
    try process.run()
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// The answer to a request.
  struct Answer: Decodable {
    let peer: String?
    let seconds: Double?
    let check: Double?
    let missing: String?
    let error: String?
  }

  /// Has a peer do a benchmark's work; returns its name with its version, and what it measured.
  func run(
    _ benchmark: String, as peer: String, repeats: Int
  ) throws -> (peer: String, Measurement) {
    let request = Request(case: benchmark, peer: peer, repeats: repeats)
    var line = try JSONEncoder().encode(request)
    line.append(contentsOf: [UInt8(ascii: "\n")])
    try requests.fileHandleForWriting.write(contentsOf: line)
    let answer = try JSONDecoder().decode(Answer.self, from: readLine())
    if let missing = answer.missing { throw MissingPeer(description: missing) }
    guard let name = answer.peer, let seconds = answer.seconds, let check = answer.check else {
      throw BenchmarkError("\(peer) failed at \(benchmark): \(answer.error ?? "no answer")")
    }
    return (name, Measurement(seconds: seconds, check: check))
  }

  private struct Request: Encodable {
    let `case`: String
    let peer: String
    let repeats: Int
  }

  private func readLine() throws -> Data {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread = unread[(end + 1)...] }
        return unread[..<end]
      }
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else { throw BenchmarkError("the peers' process has ended") }
      unread.append(more)
    }
  }
}

/// A peer that is not installed, in a sentence.
struct MissingPeer: Error, CustomStringConvertible {
  let description: String
}

/// Why there is no comparison, in a sentence.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

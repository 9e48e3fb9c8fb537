import Foundation
import RandomValues
import Testing

@testable import MATFiles

/// What MatKit writes, read by other software.
@Suite("Interop: what is written", .enabled(if: Interop.isEnabled, Interop.comment))
struct WritingInteropTests {
  private static let seeds: Range<UInt64> = 1000..<1250

  @Test("is what SciPy and h5py read, element by element", arguments: MATVersion.allCases)
  func python(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      for seed in Self.seeds {
        var random = RandomValues(seed: seed, version: version, for: .scipy)
        let variables = random.variables()
        try MATFile.write(variables, to: "\(folder)/\(seed).mat", version: version)
        let json = CanonicalJSON.text(format: version.format, variables: variables)
        try AtomicFile.write(Array(json.utf8), to: "\(folder)/\(seed).json")
      }
      let checked = try Interop.run(
        Interop.python, [Corpora.resources.appending(path: "check_written.py").path, folder])
      #expect(checked == "\(Self.seeds.count) files are the same\n")
    }
  }

  @Test("is what Octave loads, bit for bit", arguments: [MATVersion.v4, .v6, .v7])
  func octave(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      var wanted: [UInt64: [String]] = [:]
      for seed in Self.seeds {
        var random = RandomValues(seed: seed, version: version, for: .octave)
        let variables = random.variables()
        try MATFile.write(variables, to: "\(folder)/\(seed).mat", version: version)
        wanted[seed] = variables.flatMap { HexLines(of: $0.value, path: $0.name).lines }
      }
      let script = Corpora.resources.appending(path: "dump_values.m").path
      let printed = try Interop.run("/usr/bin/env", ["octave-cli", "--norc", script, folder])
      #expect(printed == "")
      for (seed, lines) in wanted {
        let dump = try String(contentsOfFile: "\(folder)/\(seed).txt", encoding: .utf8)
        let found = dump.split(separator: "\n").map(String.init)
        #expect(found.count == lines.count)
        for (found, wanted) in zip(found, lines) where found != wanted {
          Issue.record("seed \(seed): Octave has \(found.prefix(300)) for \(wanted.prefix(300))")
        }
      }
    }
  }
}

/// The programs that interop tests run.
enum Interop {
  private static let environment = ProcessInfo.processInfo.environment["MATKIT_INTEROP"]
  static let isEnabled = environment != nil
  static let comment: Comment = "run with make interop, which sets MATKIT_INTEROP"
  static let python = (environment ?? "") + "/bin/python"

  /// What a program prints, errors too.
  static func run(_ program: String, _ arguments: [String]) throws -> String {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}

/// The leaves of a value as `dump_values.m` prints them.
private struct HexLines {
  private(set) var lines: [String] = []

  init(of value: MATValue, path: String) {
    add(value, path)
  }

  private mutating func add(_ value: MATValue, _ path: String) {
    switch value {
    case .numeric(let array):
      add(value, path, bytes: array.real.bytes + (array.imaginary?.bytes ?? []))
    case .logical(let array): add(value, path, bytes: array.elements.map { $0 ? 1 : 0 })
    case .char(let array): add(value, path, bytes: array.elements.map { UInt8($0) })
    case .cell(let array):
      add(value, path, bytes: [])
      for (position, element) in array.elements.enumerated() {
        add(element, "\(path){\(position + 1)}")
      }
    case .structure(let array):
      add(value, path, array.fields.keys.joined(separator: ","))
      for position in 0..<array.count {
        for (field, values) in array.fields {
          add(values[position], "\(path)(\(position + 1)).\(field)")
        }
      }
    case .sparse(.real(let matrix)):
      let rows = matrix.rowIndices.map { Double($0 + 1) }
      let columns = matrix.columnIndices.map { Double($0 + 1) }
      add(value, path, bytes: MATNumbers.double(rows + columns + matrix.values).bytes)
    case .string, .sparse, .functionHandle, .object, .opaque:
      Issue.record("\(path) is not for Octave: \(value.summary)")
    }
  }

  private mutating func add(_ value: MATValue, _ path: String, bytes: [UInt8]) {
    add(value, path, bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
  }

  private mutating func add(_ value: MATValue, _ path: String, _ text: String) {
    let size = value.size.map(String.init).joined(separator: "x")
    lines.append("\(path) \(value.className) \(size) \(text)")
  }
}

extension MATNumbers {
  fileprivate var bytes: [UInt8] {
    func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
      numbers.flatMap { number in
        (0..<MemoryLayout<Number>.size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      }
    }
    return switch self {
    case .double(let numbers): bytes(numbers.map(\.bitPattern))
    case .single(let numbers): bytes(numbers.map(\.bitPattern))
    case .int8(let numbers): bytes(numbers)
    case .int16(let numbers): bytes(numbers)
    case .int32(let numbers): bytes(numbers)
    case .int64(let numbers): bytes(numbers)
    case .uint8(let numbers): bytes(numbers)
    case .uint16(let numbers): bytes(numbers)
    case .uint32(let numbers): bytes(numbers)
    case .uint64(let numbers): bytes(numbers)
    }
  }
}

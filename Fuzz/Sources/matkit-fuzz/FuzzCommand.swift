import CLibFuzzer
import Foundation

/// What libFuzzer can be let loose on.
enum FuzzTarget: String, CaseIterable {
  /// Files of version 4 to 7: opened, decoded and salvaged.
  case level5
  /// Files of version 7.3, read by a process of its own.
  case v73
  /// What `matkit show FILE:PATH` takes for a path.
  case path
  /// Lab files, locks, and DATA arguments.
  case lab
  /// What follows `matkit` on a command line, a word a line.
  case options

  /// What the command line names first.
  static let chosen = CommandLine.arguments.dropFirst().first.flatMap(FuzzTarget.init)

  func run(_ input: [UInt8]) {
    switch self {
    case .level5: fuzzLevel5(input)
    case .v73: fuzzVersion73(input)
    case .path: fuzzPath(input)
    case .lab: fuzzLab(input)
    case .options: fuzzOptions(input)
    }
  }
}

/// What libFuzzer calls with each input, under the name that its library is linked with.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  FuzzTarget.chosen?.run(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Runs libFuzzer over one target; the rest of the command line is libFuzzer's own.
///
///     make fuzz SECONDS=60
///     matkit-fuzz level5 -max_total_time=60 corpus Fixtures
@main
struct FuzzCommand {
  static func main() {
    let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
    guard FuzzTarget.chosen != nil else {
      FileHandle.standardError.write(Data("matkit-fuzz \(names) [libFuzzer's options]\n".utf8))
      exit(64)
    }
    var arguments = unsafe CommandLine.arguments.enumerated()
      .filter { $0.offset != 1 }.map { unsafe strdup($0.element) }
    unsafe arguments.append(nil)
    var count = Int32(unsafe arguments.count - 1)
    let status = unsafe arguments.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      return unsafe LLVMFuzzerRunDriver(&count, &start, testOneInput)
    }
    exit(status)
  }
}

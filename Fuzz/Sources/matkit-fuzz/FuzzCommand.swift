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

  /// What libFuzzer calls with each input.
  var callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 {
    switch self {
    case .level5: { unsafe run($0, $1, fuzzLevel5) }
    case .v73: { unsafe run($0, $1, fuzzVersion73) }
    case .path: { unsafe run($0, $1, fuzzPath) }
    case .lab: { unsafe run($0, $1, fuzzLab) }
    }
  }
}

private func run(
  _ start: UnsafePointer<UInt8>?, _ count: Int, _ body: ([UInt8]) -> Void
) -> Int32 {
  body(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
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
    guard let target = CommandLine.arguments.dropFirst().first.flatMap(FuzzTarget.init) else {
      FileHandle.standardError.write(Data("matkit-fuzz \(names) [libFuzzer's options]\n".utf8))
      exit(64)
    }
    var arguments = unsafe CommandLine.arguments.enumerated()
      .filter { $0.offset != 1 }.map { unsafe strdup($0.element) }
    unsafe arguments.append(nil)
    var count = Int32(unsafe arguments.count - 1)
    let status = unsafe arguments.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      return unsafe LLVMFuzzerRunDriver(&count, &start, target.callback)
    }
    exit(status)
  }
}

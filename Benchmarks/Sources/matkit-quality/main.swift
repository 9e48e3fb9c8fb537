import Foundation

// Compares the defaults that MatKit's training recommends with scikit-learn's: accuracy, log-loss and R² over the data
// sets that scikit-learn brings or makes, 5 folds each. `make quality` runs it.
//
// matkit-quality PYTHON [SETS.json] [SETTINGS…]: with SETS.json the peer's scores of an earlier run; SETTINGS
// are names of `candidates`, the recommended alone where none is given.

let arguments = Array(CommandLine.arguments.dropFirst())
guard let python = arguments.first else {
  print("usage: matkit-quality PYTHON [SETS.json] [SETTINGS…]")
  exit(64)
}
let file = URL(
  filePath: arguments.count > 1
    ? arguments[1] : NSTemporaryDirectory() + "matkit-quality-\(getpid()).json")
if !FileManager.default.fileExists(atPath: file.path) {
  let process = Process()
  process.executableURL = URL(filePath: python)
  let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Peers/quality.py")
  process.arguments = [program.path, file.path]
  try process.run()
  process.waitUntilExit()
}
let quality = try JSONDecoder().decode(QualitySets.self, from: Data(contentsOf: file))
if arguments.count < 2 { try FileManager.default.removeItem(at: file) }

let wanted = arguments.dropFirst(2)
let chosen = candidates.filter {
  wanted.isEmpty ? $0.name == "recommended" : wanted.contains($0.name)
}
let table = try QualityTable(quality, chosen)
print(table)
exit(table.isAhead ? 0 : 1)

import Foundation

/// `matkit run` on a lab of fifty stages that are all up to date, as a process of its own each time, as
/// `dvc repro` is; DVC's side makes the lab. The check is the number of outputs.
func labBenchmarks(tool: String) -> [Benchmark] {
  [
    Benchmark(name: "lab-no-op", peers: ["DVC"], wanted: 10) { folder in
      let lab = folder.appending(path: "lab-matkit")
      try run(tool, in: lab)
      return { repeats in
        let elapsed = try seconds { for _ in 0..<repeats { try run(tool, in: lab) } }
        let outputs = try FileManager.default.contentsOfDirectory(atPath: lab.path)
          .filter { $0.hasPrefix("out") }
        return Measurement(seconds: elapsed / Double(repeats), check: Double(outputs.count))
      }
    }
  ]
}

private func run(_ tool: String, in lab: URL) throws {
  let process = Process()
  process.executableURL = URL(filePath: tool)
  process.arguments = ["run", "lab.yaml"]
  process.currentDirectoryURL = lab
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw BenchmarkError("matkit run ended with \(process.terminationStatus)")
  }
}

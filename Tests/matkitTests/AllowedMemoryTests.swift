import Foundation
import MATFiles
import Matrices
import Testing

@testable import matkit

@Suite("Allowed memory") struct AllowedMemoryTests {
  /// A root folder with files at these paths.
  private static func root(_ files: [String: String]) throws -> Scratch {
    let scratch = try Scratch()
    for (path, text) in files {
      let file = scratch.file(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return scratch
  }

  @Test("the least limit of a control group and those above it holds, of either version")
  func groups() throws {
    let second = try Self.root([
      "proc/self/cgroup": "0::/job/step\n", "sys/fs/cgroup/job/step/memory.max": "max\n",
      "sys/fs/cgroup/job/memory.max": "5000000\n",
    ])
    let allowed = AllowedMemory(environment: [:], root: second.folder.path)
    #expect(allowed.bytes == 5e6 && allowed.source.contains("memory.max"))
    let first = try Self.root([
      "proc/self/cgroup": "5:cpu:/\n4:memory:/job\n",
      "sys/fs/cgroup/memory/job/memory.limit_in_bytes": "7000000",
    ])
    #expect(AllowedMemory(environment: [:], root: first.folder.path).bytes == 7e6)
  }

  @Test("Slurm's limit is of the node, and shared by the processes on it")
  func slurm() throws {
    let root = try Self.root([:]).folder.path
    let whole = AllowedMemory(environment: ["SLURM_MEM_PER_NODE": "64"], root: root)
    #expect(whole.bytes == 64 * 1_048_576 && whole.source.contains("Slurm"))
    let shared = AllowedMemory(
      environment: ["SLURM_MEM_PER_NODE": "64", "OMPI_COMM_WORLD_LOCAL_SIZE": "4"], root: root)
    #expect(shared.bytes == 16 * 1_048_576)
    #expect(AllowedMemory(environment: ["SLURM_MEM_PER_NODE": "lots"], root: root).bytes > 1e8)
  }

  @Test("samples of a file a class that take more than is allowed are refused before they are read")
  func refusal() throws {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: 300_000, columnCount: 10) { Double($0 ^ $1) }
    try MATFile.write(["X": X], to: scratch.path("d.mat"), version: .v6)
    let words = ["train", "d.mat:X=0", "d.mat:X=1", "-o", "o.mat"]
    // Mini-batches are of a copy.
    for (more, needed) in [
      ([], "86.4 MB"), (["--method", "adam", "--batch-size", "64"], "134 MB"),
    ] {
      let run = try Tool.run(
        words + more, in: scratch.folder, shellPrefix: "export SLURM_MEM_PER_NODE=32; ")
      #expect(run.status == 65)
      #expect(
        run.errors.contains("about \(needed)") && run.errors.contains("33.6 MB are allowed"),
        "\(run.errors)")
    }
    #expect(try scratch.contents == ["d.mat"])
  }
}

import Testing

@testable import Ranks

@Suite("Ranks as threads") struct ThreadRanksTests {
  @Test("a broadcast reaches every rank, and texts are gathered in order", arguments: 1...12)
  func broadcast(count: Int) throws {
    let results = ThreadRanks.run(count) { group in
      var words: [Double] = group.rank == 0 ? [1, -0.0, .pi] : [0, 0, 0]
      try group.broadcast(&words)
      let text = try group.broadcast(group.rank == 0 ? "σ = 1" : "")
      let all = try group.gather("rank \(group.rank)")
      try group.barrier()
      return (words, text, all)
    }
    for (rank, result) in results.enumerated() {
      let (words, text, all) = try result.get()
      #expect(words.map(\.bitPattern) == [1, -0.0, .pi].map(\.bitPattern) && text == "σ = 1")
      #expect(all == (rank == 0 ? (0..<count).map { "rank \($0)" } : []))
    }
  }

  @Test("who waits for a rank that has ended is told, and a message of another length is refused")
  func outOfStep() {
    let results = ThreadRanks.run(3) { group in
      if group.rank == 1 { try group.send([1, 2], to: 2) }
      if group.rank == 0 { _ = try group.receive(1, from: 1) }
      if group.rank == 2 { _ = try group.receive(3, from: 1) }
    }
    for rank in [0, 2] {
      #expect(throws: RankError.self) { try results[rank].get() }
    }
    #expect(throws: Never.self) { try results[1].get() }
  }
}

@Suite("Launchers") struct LauncherTests {
  @Test("a process knows from its environment who started it, and with how many others")
  func environments() {
    #expect(Launcher(environment: [:]) == nil)
    #expect(Launcher(environment: ["SLURM_NTASKS": "4", "SLURM_PROCID": "0"]) == nil)
    for (environment, kind, count) in [
      (["OMPI_COMM_WORLD_SIZE": "4", "PMIX_RANK": "1"], .openMPI, 4),
      (["PMI_SIZE": "2", "PMI_RANK": "0"], .hydra, 2), (["PMIX_RANK": "0"], .openMPI, nil),
      (["SLURM_STEP_NUM_TASKS": "8", "SLURM_PROCID": "3"], .slurm, 8),
      (["SLURM_STEP_NUM_TASKS": "8", "SLURM_PROCID": "3", "PMI_SIZE": "8"], .slurm, 8),
      (["OMPI_COMM_WORLD_SIZE": "many"], .openMPI, nil),
    ] as [([String: String], Launcher.Kind, Int?)] {
      let launcher = Launcher(environment: environment)
      #expect(launcher?.kind == kind && launcher?.count == count, "\(environment)")
    }
  }

  @Test("the library of the launcher's kind is tried first, and a named one alone")
  func libraries() {
    func first(_ environment: [String: String]) -> String? {
      Launcher(environment: environment)?.libraries.first
    }
    #expect(first(["OMPI_COMM_WORLD_SIZE": "2"]) == "libmpi.so.40")
    #expect(first(["PMI_SIZE": "2"]) == "libmpich.so.12")
    let slurm = ["SLURM_STEP_NUM_TASKS": "2", "SLURM_PROCID": "0"]
    #expect(first(slurm.merging(["PMIX_RANK": "0"]) { $1 }) == "libmpi.so.40")
    #expect(first(slurm.merging(["PMI_FD": "3"]) { $1 }) == "libmpich.so.12")
    let named = Launcher(environment: ["PMI_SIZE": "2", "MATKIT_MPI": "/opt/libmpi.so"])
    #expect(named?.libraries == ["/opt/libmpi.so"])
  }
}

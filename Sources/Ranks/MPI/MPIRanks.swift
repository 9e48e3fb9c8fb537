internal import Foundation
import Matrices

/// The processes of an MPI job.
///
///     let ranks = try MPIRanks.launched()             // nil where the process was started by itself
///     print(ranks?.count ?? 1)
///     try ranks?.finish()
///
/// The library is opened at run time, by the launcher that started the process, or by the name in `MATKIT_MPI`. All
/// calls are to be made by one thread at a time.
public final class MPIRanks: RankGroup {
  public let rank: Int
  public let count: Int
  /// The launcher that started the process.
  public let launcher: Launcher
  private let library: MPILibrary
  /// The most words of one message: MPI counts them in 32 bits.
  private let mostWords: Int

  /// The job that this process is part of; nil where no launcher started it.
  ///
  /// Throws `noLibrary` where no MPI can be opened, and `wrongLauncher` where the library knows of another number of
  /// processes than the launcher started: then each of them is alone in its own job, and would do all the work.
  public static func launched(_ launcher: Launcher? = .current) throws(RankError) -> MPIRanks? {
    guard let launcher else { return nil }
    return try MPIRanks(launcher, MPILibrary.open(launcher.libraries))
  }

  init(_ launcher: Launcher, _ library: MPILibrary, mostWords: Int = 1 << 30) throws(RankError) {
    self.launcher = launcher
    self.library = library
    self.mostWords = mostWords
    try library.check(library.initialize(nil, nil), "MPI_Init")
    if let handler = library.errorsReturn {
      try library.check(library.setErrorHandler(library.world, handler), "MPI_Comm_set_errhandler")
    }
    var (rank, count) = (Int32(0), Int32(0))
    try unsafe library.check(library.commRank(library.world, &rank), "MPI_Comm_rank")
    try unsafe library.check(library.commSize(library.world, &count), "MPI_Comm_size")
    (self.rank, self.count) = (Int(rank), Int(count))
    if let started = launcher.count, started != self.count {
      // What there is of this job is this process alone; the others say the same.
      _ = library.finalize()
      throw RankError(
        .wrongLauncher,
        "\(launcher.kind.rawValue) started \(started) processes, and \(library.name) knows of \(count)",
        advice: launcher.kind == .slurm
          ? "start it with srun --mpi=pmix, name the library that Slurm was built for, MATKIT_MPI=…, or give --alone"
          : "start it with the launcher of that library, or name the launcher's own, MATKIT_MPI=…")
    }
  }

  /// The libraries of the usual names that can be opened here, without joining any job.
  public static var openable: [String] {
    let names = ["libmpi.so.40", "libmpich.so.12", "libmpi.so.12", "libmpi_abi.so.1"]
    return names.filter { name in
      guard let library = unsafe dlopen(name, RTLD_LAZY) else { return false }
      return unsafe dlclose(library) == 0
    }
  }

  /// Which MPI it is: `Open MPI v4.1.4`, as far as the library says.
  public var version: String { library.versionText }
  /// The library's name.
  public var libraryName: String { library.name }

  /// Leaves the job in good order; nothing may be called afterwards. Every rank has to come here.
  public func finish() throws(RankError) {
    try library.check(library.finalize(), "MPI_Finalize")
  }

  public func send(_ words: UnsafeRawBufferPointer, to other: Int) throws(RankError) {
    let total = wordCount(of: words.count, for: other)
    var first = 0
    repeat {
      let length = min(mostWords, total - first)
      let start = unsafe words.baseAddress.map { unsafe $0 + 8 * first }
      let status = unsafe library.send(
        start, Int32(length), library.double, Int32(other), Self.tag, library.world)
      try library.check(status, "MPI_Send")
      first += length
    } while first < total
  }

  public func receive(
    _ words: UnsafeMutableRawBufferPointer, from other: Int
  ) throws(RankError) {
    let total = wordCount(of: words.count, for: other)
    var first = 0
    repeat {
      let length = min(mostWords, total - first)
      let start = unsafe words.baseAddress.map { unsafe $0 + 8 * first }
      try awaitMessage(from: other)
      let status = unsafe library.receive(
        start, Int32(length), library.double, Int32(other), Self.tag, library.world,
        library.noStatus)
      try library.check(status, "MPI_Recv")
      first += length
    } while first < total
  }

  public func abort(status: Int32) -> Never {
    _ = library.abort(library.world, status)
    endProcess(status)
  }

  /// Looks for a message until there is one. MPI's own wait would keep its processor from others, as from ranks
  /// that share it.
  private func awaitMessage(from other: Int) throws(RankError) {
    var (hasCome, looks) = (Int32(0), 0)
    while true {
      let status = unsafe library.probe(
        Int32(other), Self.tag, library.world, &hasCome, library.noStatus)
      try library.check(status, "MPI_Iprobe")
      if hasCome != 0 { return }
      looks += 1
      if looks > Self.napAfter {
        usleep(100)
      } else if looks > Self.yieldAfter {
        sched_yield()
      }
    }
  }

  private static let tag: Int32 = 0
  /// Looks for some 100 µs before the processor is left to others, and for some milliseconds before it rests.
  private static let yieldAfter = 500
  private static let napAfter = 20_000

  /// The words of a message, which goes in pieces whose length MPI can count.
  private func wordCount(of byteCount: Int, for other: Int) -> Int {
    require(byteCount.isMultiple(of: 8), "\(byteCount) bytes are no whole words of 8")
    require(
      (0..<count).contains(other) && other != rank, "rank \(rank) of \(count) cannot reach \(other)"
    )
    return byteCount / 8
  }
}

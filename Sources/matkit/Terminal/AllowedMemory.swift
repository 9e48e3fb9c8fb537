import Foundation
import NetworkFiles

/// How much memory this process may take, and who says so: the machine, the control group that it is in, the limit of
/// its address space, or Slurm.
struct AllowedMemory {
  /// In bytes; for each of several processes that share it.
  let bytes: Double
  /// What says so, in words.
  let source: String

  /// The least of all limits.
  ///
  /// - Parameters:
  ///   - asked: What the user allows, in bytes; nil for all that there is.
  ///   - environment: That of the process.
  ///   - root: The folder that `/proc` and `/sys` lie in.
  init(
    asked: Double? = nil, environment: [String: String] = ProcessInfo.processInfo.environment,
    root: String = "/"
  ) {
    var limits = [
      AllowedMemory(Double(ProcessInfo.processInfo.physicalMemory), "the machine's memory")
    ]
    if let asked { limits.append(AllowedMemory(asked, "--memory")) }
    limits += Self.controlGroups(root)
    if let text = environment["SLURM_MEM_PER_NODE"], let megabytes = Double(text), megabytes > 0 {
      limits.append(AllowedMemory(megabytes * 1_048_576, "Slurm's --mem"))
    }
    // Processes of one machine that each read all samples.
    let sharing =
      ["OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"].lazy
      .compactMap { environment[$0].flatMap { Double($0) } }.first ?? 1
    limits = limits.map { AllowedMemory($0.bytes / max(1, sharing), $0.source) }
    limits += Self.addressSpace(root)
    let least = limits.min { $0.bytes < $1.bytes }
    self = least ?? limits[0]
  }

  private init(_ bytes: Double, _ source: String) {
    (self.bytes, self.source) = (bytes, source)
  }

  /// What samples may take where a training of all in memory takes more than is allowed, so that they are to be put into a
  /// scratch file; nil where there is room.
  ///
  /// Throws, before anything is read, where they cannot be: those of several files.
  func room(for settings: TrainingSettings) throws -> Double? {
    let needed = settings.memoryNeeded(lookingInto: min(0x1p24, bytes / 16))
    guard needed > bytes else { return nil }
    let samples = settings.sources.samples
    guard samples.features == nil, samples.items.count != 1 else { return bytes }
    throw ToolError(
      .dataError,
      "this takes about \(Self.text(needed)) of memory, and \(Self.text(bytes)) are allowed here"
        + " (\(source)); ask for more, or put all samples into one variable, which is read in parts"
    )
  }

  private static func text(_ bytes: Double) -> String {
    bytes < 1e9 ? "\((bytes / 1e6).significant(3)) MB" : "\((bytes / 1e9).significant(3)) GB"
  }

  /// The limits of the control group and those above it, of either version.
  private static func controlGroups(_ root: String) -> [AllowedMemory] {
    let lines = read("\(root)/proc/self/cgroup")?.split(separator: "\n") ?? []
    return lines.flatMap { line -> [AllowedMemory] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      let (folder, name): (String, String)
      if fields[1].isEmpty {
        (folder, name) = ("\(root)/sys/fs/cgroup", "memory.max")
      } else if fields[1].split(separator: ",").contains("memory") {
        (folder, name) = ("\(root)/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      } else {
        return []
      }
      var parts = fields[2].split(separator: "/")[...]
      var limits: [AllowedMemory] = []
      while true {
        let path = ([folder] + parts.map(String.init) + [name]).joined(separator: "/")
        if let text = read(path),
          let bytes = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
        {
          limits.append(AllowedMemory(bytes, "\(name) of the control group"))
        }
        guard parts.popLast() != nil else { return limits }
      }
    }
  }

  /// What the limit of the address space leaves beside what is in it already.
  private static func addressSpace(_ root: String) -> [AllowedMemory] {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur != rlim_t.max, limit.rlim_cur < 1 << 62
    else { return [] }
    let pages = read("\(root)/proc/self/statm")?.split(separator: " ").first.flatMap { Double($0) }
    let used = (pages ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE)))
    return [
      AllowedMemory(
        max(0, Double(limit.rlim_cur) - used), "the limit of the address space, ulimit -v")
    ]
  }

  private static func read(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }
}

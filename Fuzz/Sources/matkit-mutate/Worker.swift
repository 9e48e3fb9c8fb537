import Foundation
import MATFiles

/// Reads mutated files one after the other and prints a line before and after each.
struct Worker {
  let seeds: [[UInt8]]
  let isVersion73: Bool
  let areObjects: Bool
  let matkit: String?

  func run(_ numbers: Range<Int>) throws {
    let folder = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    let path = "\(folder)/matkit-mutate-\(getpid()).mat"
    defer { unlink(path) }
    for number in numbers {
      var mutator = Mutator(number: number)
      let bytes =
        areObjects ? mutator.objectFile(from: seeds) : mutator.file(from: seeds).bytes
      try Data(bytes).write(to: URL(filePath: path))
      write("start \(number)\n")
      let start = processorSeconds()
      let outcome = read(path)
      let seconds = processorSeconds() - start
      write("end \(number) \(bytes.count) \(seconds) \(peak()) \(outcome)\n")
    }
  }

  /// Reads all of a file strictly, and what is left of it; gives the codes of the errors.
  private func read(_ path: String) -> String {
    let isolation: MATIsolation = isVersion73 ? .process(executable: matkit) : .none
    var codes: [String] = []
    do {
      let file = try MATFile(path, isolation: isolation)
      for variable in file.variables {
        do { use(try file.value(of: variable)) } catch { codes.append(error.code.rawValue) }
      }
    } catch {
      codes.append(error.code.rawValue)
    }
    // What is salvaged must be readable, with all that a caller may accept too.
    let decoding = MATDecoding(text: .gb18030, acceptsUnverified: true)
    if let file = try? MATFile(path, isolation: isolation, decoding: decoding) {
      for variable in file.variables { _ = try? file.value(of: variable) }
    }
    if let file = try? MATFile(path, damage: .skip, isolation: isolation) {
      for variable in file.variables where (try? file.value(of: variable)) == nil {
        return "salvageLied"
      }
    }
    return rewrite(path, isolation) ?? codes.first ?? "sound"
  }

  /// Has both readers read a file, and writes it anew: as it is stored, and from its values. What is written must be
  /// readable.
  private func rewrite(_ path: String, _ isolation: MATIsolation) -> String? {
    let copy = path + ".copy"
    defer { unlink(copy) }
    if !isVersion73, let file = try? MATFile(path, isolation: isolation, decoding: .both) {
      for variable in file.variables { _ = try? file.reading(of: variable) }
    }
    guard let file = try? MATFile(path, isolation: isolation) else { return nil }
    for version in [MATVersion.v6, .v7, .v73] {
      if (try? file.convert(to: copy, version: version)) != nil,
        (try? MATFile(copy, isolation: isolation)) == nil
      {
        return "conversionLied"
      }
      guard let contents = try? file.contents(),
        (try? MATFile.write(contents, to: copy, version: version)) != nil
      else { continue }
      guard let again = try? MATFile(copy, isolation: isolation),
        (try? again.contents()) != nil
      else { return "writingLied" }
    }
    return nil
  }

  /// Does with a value what commands do: sizes that nothing stands behind may take time and memory here too.
  private func use(_ value: MATValue) {
    guard value.byteCount < 1 << 20 else { return }
    _ = CanonicalJSON.text(of: value)
    _ = "\(value)"
    _ = value == value
  }

  /// The processor time of this process and of its children that have ended: other programs on the machine
  /// make it no longer.
  private func processorSeconds() -> Double {
    var (own, children) = (rusage(), rusage())
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &children)
    return [own.ru_utime, own.ru_stime, children.ru_utime, children.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6
    }
  }

  /// The most memory that this process or, where there are any, one of its children has had, in KiB.
  private func peak() -> Int {
    var (own, children) = (rusage(), rusage())
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &children)
    return max(own.ru_maxrss, children.ru_maxrss)
  }

  /// Prints at once, so that it is there when the process crashes.
  private func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}

/// What has come of the files.
struct Tally {
  var files = 0
  var started: Int?
  var crashes: [Int] = []
  var slow: [Int] = []
  var large: [Int] = []
  private var slowest = (seconds: 0.0, number: 0)
  private var largest = (kibibytes: 0, number: 0)
  private var outcomes: [String: Int] = [:]

  var isGood: Bool {
    crashes.isEmpty && slow.isEmpty && large.isEmpty
      && !outcomes.keys.contains { $0.hasSuffix("Lied") }
  }

  /// Takes a line of a worker's.
  mutating func add(line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 2, let number = Int(words[1]) else { return }
    started = number
    guard words.count == 6, let size = Int(words[2]), let seconds = Double(words[3]),
      let kibibytes = Int(words[4])
    else { return }
    files += 1
    outcomes[words[5], default: 0] += 1
    if seconds > 2 { slow.append(number) }
    // Peaks stay: the first file above the bound is the one that went there.
    if kibibytes > 4 * size / 1024 + 256 * 1024, large.isEmpty { large.append(number) }
    if seconds > slowest.seconds { slowest = (seconds, number) }
    if kibibytes > largest.kibibytes { largest = (kibibytes, number) }
  }

  mutating func add(_ other: Tally) {
    files += other.files
    crashes += other.crashes
    slow += other.slow
    large += other.large
    if other.slowest.seconds > slowest.seconds { slowest = other.slowest }
    if other.largest.kibibytes > largest.kibibytes { largest = other.largest }
    outcomes.merge(other.outcomes, uniquingKeysWith: +)
  }

  var report: String {
    let kinds = outcomes.sorted { $0.value > $1.value }.map { "  \($0.key): \($0.value)" }
    return """
      files read to an end: \(files)
      crashes: \(crashes.count) \(crashes.prefix(20))
      over two seconds of processor time: \(slow.count) \(slow.prefix(20)); the slowest \(slowest.seconds) s, number \(slowest.number)
      over 4 times the file and 256 MiB: \(large.count) \(large.prefix(20)); the most \(largest.kibibytes / 1024) MiB, number \(largest.number)
      outcomes:
      \(kinds.joined(separator: "\n"))
      """
  }
}

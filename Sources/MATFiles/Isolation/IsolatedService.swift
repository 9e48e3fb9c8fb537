import Foundation

/// The child's side: reads the v7.3 file that is open as descriptor 3 and answers on descriptor 0.
///
/// It limits itself before it looks at the file. A crash, a limit that strikes and the end of the program
/// that asks all end the process, and that is all that can happen.
package enum IsolatedService {
  /// The hidden command under which the tool does this.
  package static let command = "read-isolated"

  private static let socket: Int32 = 0

  /// Answers until nobody asks any more.
  package static func run() -> Never {
    limitFiles()
    do throws(MATError) {
      let bytes = try FileBytes("/dev/fd/3")
      var requests = MessageReader(socket)
      var file: Result<V73File, MATError>?
      while let request = IsolatedRequest(rawValue: try requests.number()) {
        let damage: MATDamagePolicy = try requests.number(UInt8.self) == 1 ? .skip : .refuse
        let limits = try requests.limits()
        let address = try requests.number(UInt64.self)
        let steps = try requests.text()
        let names = try requests.names()
        limitTime(limits, fileByteCount: bytes.count)
        if file == nil {
          limitMemory(limits, fileByteCount: bytes.count)
          file = open(bytes, damage)
        }
        try answer(request, file, limits, address, steps, names)
      }
    } catch {
      // The program that asks has gone, and with it the reason to go on.
    }
    // Nothing of HDF5's is run again: after a damaged file it might not come to an end.
    _exit(0)
  }

  private static func open(
    _ bytes: FileBytes, _ damage: MATDamagePolicy
  ) -> Result<V73File, MATError> {
    do throws(MATError) {
      return .success(try V73File(bytes, damage: damage))
    } catch {
      return .failure(error)
    }
  }

  /// Answers a request; an error of the file is an answer too.
  private static func answer(
    _ request: IsolatedRequest, _ file: Result<V73File, MATError>?, _ limits: MATLimits,
    _ address: UInt64, _ steps: String, _ names: [String]?
  ) throws(MATError) {
    var answer = MessageWriter(socket)
    do throws(MATError) {
      guard let file = try file?.get() else { throw MATError(.readFailed) }
      switch request {
      case .headers:
        try send(try file.headers(limits, named: names), &answer) {
          (answer, header) throws(MATError) in
          try answer.write(header)
        }
      case .remainder:
        let errors = try file.damageOutsideVariables(limits)
        try send(errors, &answer) { (answer, error) throws(MATError) in try answer.write(error) }
      case .value:
        let value = try file.value(at: address, limits)
        try answer.write(UInt8(0))
        try answer.write(value)
      case .storedValue:
        let value = try file.value(at: address, limits, .kept)
        try answer.write(UInt8(0))
        try answer.write(value)
      case .storedObjects:
        let objects = try file.storedObjects(limits)
        try answer.write(UInt8(0))
        try answer.write(UInt8(objects == nil ? 0 : 1))
        if let objects { try answer.write(.structure(objects.systems)) }
      case .verification:
        try file.verify(at: address, limits)
        try answer.write(UInt8(0))
      case .slices:
        let slices = try file.slices(at: address, limits)
        try answer.write(UInt8(0))
        try answer.write(slices)
      case .copies:
        try file.withCopies(of: names ?? [], limits) { (losses, copy) throws(MATError) in
          try answer.write(UInt8(0))
          try answer.write(losses.count)
          for loss in losses {
            try answer.write(loss.name)
            try answer.write(loss.reason)
          }
          let start = V73Writer.userBlock.count
          try answer.write(copy.finalCount - start)
          for start in stride(from: start, to: copy.finalCount, by: 1 << 20) {
            try answer.write(
              elements: copy.bytes(start..<min(copy.finalCount, start + 1 << 20)))
          }
        }
      case .part:
        let value = try file.value(
          at: address, following: MATPath(IsolatedRequest.root + steps), limits)
        try answer.write(UInt8(0))
        try answer.write(value)
      }
    } catch {
      // Nothing has been sent yet where the file is at fault.
      var failure = MessageWriter(socket)
      try failure.write(UInt8(1))
      try failure.write(error)
      return try failure.flush()
    }
    try answer.flush()
  }

  private static func send<Item>(
    _ items: [Item], _ answer: inout MessageWriter,
    _ write: (inout MessageWriter, Item) throws(MATError) -> Void
  ) throws(MATError) {
    try answer.write(UInt8(0))
    try answer.write(items.count)
    for item in items { try write(&answer, item) }
  }
}

// The limits of the process. Where the system refuses one, the others hold.
extension IsolatedService {
  /// No file may be written, and few be open; no core of a crash is left.
  private static func limitFiles() {
    Platform.limit(.fileSize, to: 0)
    Platform.limit(.openFiles, to: 32)
    Platform.limit(.coreSize, to: 0)
  }

  /// Processor time for one request: what the limits say, and no more than a file of the size can take
  /// HDF5, 1.5 s and another for each mebibyte.
  private static func limitTime(_ limits: MATLimits, fileByteCount: Int) {
    let most = 1.5 + Double(fileByteCount) / Double(1 << 20)
    Platform.limitProcessorTime(to: max(min(limits.seconds, most, 1e8), 1e-3))
  }

  /// Memory: what the process has now, twice what a variable may take (as HDF5 gives it and as we do), and
  /// 256 MiB for HDF5 itself.
  private static func limitMemory(_ limits: MATLimits, fileByteCount: Int) {
    let budget = DecodingBudget(limits, fileByteCount: fileByteCount)
    let most = budget.byteCount.multipliedSaturating(by: 2).addingSaturating(256 << 20)
    // Sanitizers set terabytes of addresses aside.
    guard let now = addressSpace, now < 1 << 40 else { return }
    Platform.limit(.addressSpace, to: most.addingSaturating(now))
  }

  /// The bytes of addresses that the process uses; nil where the system does not say.
  private static var addressSpace: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").first.flatMap({ Int($0) })
    else { return nil }
    return pages.multipliedSaturating(by: Int(sysconf(Int32(_SC_PAGESIZE))))
  }
}

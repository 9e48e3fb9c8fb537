import Synchronization

/// What is asked of the child that reads a file.
enum IsolatedRequest: UInt8 {
  /// What the file says of its variables.
  case headers = 1
  /// The value of an object.
  case value
  /// What lies at a path in the value of an object.
  case part
  /// What is wrong outside of variables.
  case remainder
  /// Whether the value of an object is sound.
  case verification
  /// In which slices a large array is to be read.
  case slices
  /// A file with copies of variables.
  case copies
  /// What is stored in place of a value.
  case storedValue
  /// The data of objects as they are stored.
  case storedObjects

  /// What stands for the variable in the path of a part.
  static let root = "x"
}

/// A v7.3 file that a process of its own reads.
///
/// The child is started when it is first needed, and anew where it has ended. Any number of threads may
/// use the file; the child answers one at a time.
final class IsolatedFile: Version73Source {
  private let executable: String
  private let bytes: FileBytes
  private let damage: MATDamagePolicy
  private let child = Mutex<ReadingProcess?>(nil)

  init(_ bytes: FileBytes, executable: String, damage: MATDamagePolicy) {
    self.bytes = bytes
    self.executable = executable
    self.damage = damage
  }

  /// The variables, as ``V73File/headers(_:named:)`` has them.
  func headers(
    _ limits: MATLimits, named names: [String]?
  ) throws(MATError) -> [V73File.Header] {
    try ask(.headers, limits, names: names) { (answer) throws(MATError) in
      var headers: [V73File.Header] = []
      for _ in 0..<(try answer.count(atMost: bytes.count)) {
        headers.append(try answer.header())
      }
      return headers
    }
  }

  /// The value of the object at `address`, of which `byteCount` tells about how large it is.
  ///
  /// A large array is asked for in slices, and the child never holds more than one of them.
  func value(
    at address: UInt64, byteCount: Int, _ limits: MATLimits
  ) throws(MATError) -> MATValue {
    var budget = DecodingBudget(limits, fileByteCount: bytes.count)
    if byteCount >= V73Slices.leastByteCount {
      let slices = try ask(.slices, limits, address) { (answer) throws(MATError) -> V73Slices? in
        try answer.slices()
      }
      if let slices {
        try budget.spend(slices)
        return try slices.gathered { path throws(MATError) in
          try value(at: address, following: path, limits)
        }
      }
    }
    return try ask(.value, limits, address) { (answer) throws(MATError) in
      try answer.value(&budget)
    }
  }

  /// What is stored in place of the value of the object at `address`.
  func storedValue(at address: UInt64, _ limits: MATLimits) throws(MATError) -> MATValue {
    var budget = DecodingBudget(limits, fileByteCount: bytes.count)
    return try ask(.storedValue, limits, address) { (answer) throws(MATError) in
      try answer.value(&budget)
    }
  }

  /// The data of the file's objects as they are stored; nil where it has none.
  func storedObjects(_ limits: MATLimits) throws(MATError) -> StoredObjects? {
    var budget = DecodingBudget(limits, fileByteCount: bytes.count)
    return try ask(.storedObjects, limits) { (answer) throws(MATError) -> StoredObjects? in
      guard try answer.number(UInt8.self) != 0 else { return nil }
      guard case .structure(let systems) = try answer.value(&budget), systems.count == 1 else {
        throw MATError(.readFailed, found: "no data of objects from the process that reads them")
      }
      return StoredObjects(systems: systems.fields.mapValues { $0[0] })
    }
  }

  /// What lies at a path in the value of the object at `address`; no more of it is read than needed.
  func value(
    at address: UInt64, following path: MATPath, _ limits: MATLimits
  ) throws(MATError) -> MATValue {
    let steps = path.stepsDescription
    // A field may have a name that cannot be written in a path.
    guard let copy = try? MATPath(IsolatedRequest.root + steps), copy.steps == path.steps else {
      return try value(at: address, byteCount: 0, limits).value(at: path)
    }
    var budget = DecodingBudget(limits, fileByteCount: bytes.count)
    return try ask(.part, limits, address, steps) { (answer) throws(MATError) in
      try answer.value(&budget)
    }
  }

  /// Throws what decoding the object at `address` throws; the value stays in the child.
  func verify(at address: UInt64, _ limits: MATLimits) throws(MATError) {
    try ask(.verification, limits, address) { (_) throws(MATError) in }
  }

  /// As ``V73File/copies(of:_:_:)``.
  func copies(
    of names: [String], _ limits: MATLimits, _ write: ([UInt8]) throws(MATError) -> Void
  ) throws(MATError) -> [MATLoss] {
    try ask(.copies, limits, names: names) { (answer) throws(MATError) in
      var losses: [MATLoss] = []
      for _ in 0..<(try answer.count(atMost: bytes.count)) {
        losses.append(
          MATLoss(name: try answer.optionalText(), byteRange: nil, reason: try answer.error()))
      }
      // Of what is referred to twice there is one copy, so that there is no more than there was, and what
      // HDF5 has beside it.
      var left = try answer.count(atMost: bytes.count.multipliedSaturating(by: 4) + 64 << 20)
      while left > 0 {
        let count = min(left, 1 << 20)
        try write(answer.elements(count: count, of: UInt8.self))
        left -= count
      }
      return losses
    }
  }

  /// What is wrong with the file's end and with what belongs to no variable.
  func damageOutsideVariables(_ limits: MATLimits) throws(MATError) -> [MATError] {
    try ask(.remainder, limits) { (answer) throws(MATError) in
      var errors: [MATError] = []
      for _ in 0..<(try answer.count(atMost: bytes.count)) { errors.append(try answer.error()) }
      return errors
    }
  }

  /// Sends a request and gives what `read` makes of the answer.
  private func ask<Answer: Sendable>(
    _ request: IsolatedRequest, _ limits: MATLimits, _ address: UInt64 = 0,
    _ steps: String = "", names: [String]? = nil,
    _ read: (inout MessageReader) throws(MATError) -> Answer
  ) throws(MATError) -> Answer {
    let result = child.withLock { (child) -> Result<Answer, MATError> in
      do throws(MATError) {
        if child == nil { child = try ReadingProcess(executable, reading: bytes) }
        guard let socket = child?.socket else { throw MATError(.readFailed) }
        var question = MessageWriter(socket)
        try question.write(request.rawValue)
        try question.write(UInt8(damage == .skip ? 1 : 0))
        try question.write(limits)
        try question.write(address)
        try question.write(steps)
        try question.write(names)
        try question.flush()
        var answer = MessageReader(socket)
        // The child's own error leaves it ready for the next request.
        guard try answer.number(UInt8.self) == 0 else { return .failure(try answer.error()) }
        return .success(try read(&answer))
      } catch {
        // Whatever it was, the conversation is broken.
        guard let ended = child.take() else { return .failure(error) }
        return .failure(ended.end(after: error))
      }
    }
    return try result.get()
  }
}

extension ReadingProcess {
  /// Ends the child, and gives the reason for its end, or the error where that says more.
  consuming fileprivate func end(after error: MATError) -> MATError {
    let isOurs = [.limitExceeded, .writeFailed].contains(error.code)
    let reason = end(isEnding: error.code == .readFailed)
    return isOurs ? error : reason
  }
}

extension MessageWriter {
  mutating func write(_ names: [String]?) throws(MATError) {
    try write(UInt8(names == nil ? 0 : 1))
    try write(names?.count ?? 0)
    for name in names ?? [] { try write(name) }
  }

  mutating func write(_ limits: MATLimits) throws(MATError) {
    for number in [limits.decodedBytes, limits.expansion, limits.nesting, limits.elements] {
      try write(number)
    }
    try write(limits.seconds.bitPattern)
  }

  mutating func write(_ error: MATError) throws(MATError) {
    try write(error.code.rawValue)
    try write(error.path)
    try write(Int64(error.offset ?? -1))
    for text in [error.expected, error.found, error.limit?.rawValue, error.remedy] {
      try write(text)
    }
  }

  mutating func write(_ header: V73File.Header) throws(MATError) {
    try write(header.name)
    try write(header.className)
    try write(size: header.size)
    for flag in [header.isComplex, header.isGlobal, header.isSparse, header.isCompressed] {
      try write(UInt8(flag ? 1 : 0))
    }
    try write(header.byteCount)
    try write(UInt8(header.opaqueReason == nil ? 0 : 1))
    if let reason = header.opaqueReason { try write(reason) }
    switch header.place {
    case .success(let address):
      try write(UInt8(0))
      try write(address)
    case .failure(let error):
      try write(UInt8(1))
      try write(error)
    }
  }
}

extension MessageReader {
  mutating func names() throws(MATError) -> [String]? {
    let isList = try number(UInt8.self) != 0
    var names: [String] = []
    for _ in 0..<(try count()) { names.append(try text()) }
    return isList ? names : nil
  }

  mutating func limits() throws(MATError) -> MATLimits {
    MATLimits(
      decodedBytes: try number(), expansion: try number(), nesting: try number(),
      elements: try number(), seconds: Double(bitPattern: try number()))
  }

  mutating func error() throws(MATError) -> MATError {
    let code = MATError.Code(rawValue: try text())
    let path = try optionalText()
    let offset = Int(try number(Int64.self))
    let (expected, found) = (try optionalText(), try optionalText())
    let limit = try optionalText().flatMap(MATLimits.Name.init(rawValue:))
    var error = MATError(
      code, path: path, offset: offset < 0 ? nil : offset, expected: expected, found: found,
      limit: limit)
    error.remedy = try optionalText()
    return error
  }

  mutating func header() throws(MATError) -> V73File.Header {
    let (name, className, size) = (try text(), try text(), try size())
    var flags: [Bool] = []
    for _ in 0..<4 { flags.append(try number(UInt8.self) != 0) }
    let byteCount = try count()
    let reason = try number(UInt8.self) != 0 ? try opaqueReason() : nil
    let isFailure = try number(UInt8.self) != 0
    return V73File.Header(
      name: name, className: className, size: size, isComplex: flags[0], isGlobal: flags[1],
      isSparse: flags[2], isCompressed: flags[3], byteCount: byteCount,
      opaqueReason: reason, place: isFailure ? .failure(try error()) : .success(try number()))
  }
}

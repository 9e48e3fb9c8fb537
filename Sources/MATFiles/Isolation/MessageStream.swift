import Foundation

/// Writes the messages between a program and the child that reads for it: numbers in the order of this
/// machine's bytes, texts and arrays behind their length.
@safe struct MessageWriter: ~Copyable {
  private let socket: Int32
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 16

  init(_ socket: Int32) {
    self.socket = socket
  }

  mutating func write<Number: FixedWidthInteger & BitwiseCopyable>(
    _ number: Number
  ) throws(MATError) {
    unsafe try withUnsafeBytes(of: number) { bytes throws(MATError) in
      unsafe try write(bytes: bytes)
    }
  }

  mutating func write(_ text: String) throws(MATError) {
    let bytes = Array(text.utf8)
    try write(bytes.count)
    try write(elements: bytes)
  }

  mutating func write(_ text: String?) throws(MATError) {
    try write(UInt8(text == nil ? 0 : 1))
    if let text { try write(text) }
  }

  /// Writes the elements without their number.
  mutating func write<Element: BitwiseCopyable>(elements: [Element]) throws(MATError) {
    unsafe try elements.span.withUnsafeBytes { bytes throws(MATError) in
      unsafe try write(bytes: bytes)
    }
  }

  /// Sends what has been written.
  mutating func flush() throws(MATError) {
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    unsafe try bytes.span.withUnsafeBytes { bytes throws(MATError) in unsafe try send(bytes) }
  }

  /// Writes bytes as they are.
  mutating func write(bytes: UnsafeRawBufferPointer) throws(MATError) {
    if bytes.count < Self.bufferSize {
      unsafe buffer.append(contentsOf: bytes)
      if buffer.count >= Self.bufferSize { try flush() }
    } else {
      try flush()
      unsafe try send(bytes)
    }
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws(MATError) {
    var sent = 0
    while sent < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
      // No signal where the other end is gone, but an error.
      let count = unsafe Foundation.send(
        socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw MATError(.readFailed, found: systemMessage()) }
      sent += count
    }
  }
}

/// Reads what ``MessageWriter`` writes, and trusts none of it.
@safe struct MessageReader: ~Copyable {
  private let socket: Int32
  private var buffer: [UInt8] = []
  private var position = 0

  private static let bufferSize = 1 << 16
  /// The longest text that a message may hold: names, classes and errors.
  private static let longestText = 1 << 26

  init(_ socket: Int32) {
    self.socket = socket
  }

  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type = Number.self
  ) throws(MATError) -> Number {
    var number = Number.zero
    unsafe try withUnsafeMutableBytes(of: &number) { bytes throws(MATError) in
      unsafe try fill(bytes)
    }
    return number
  }

  /// A number that counts something.
  mutating func count(atMost most: Int = .max) throws(MATError) -> Int {
    let count = try number(Int.self)
    guard (0...most).contains(count) else { throw Self.broken("a count of \(count)") }
    return count
  }

  mutating func text() throws(MATError) -> String {
    String(
      decoding: try elements(count: try count(atMost: Self.longestText), of: UInt8.self),
      as: UTF8.self)
  }

  mutating func optionalText() throws(MATError) -> String? {
    try number(UInt8.self) == 0 ? nil : try text()
  }

  /// So many elements, for which the caller knows memory to be allowed.
  mutating func elements<Element: BitwiseCopyable>(
    count: Int, of type: Element.Type
  ) throws(MATError) -> [Element] {
    unsafe try Array(unfilled: count) { bytes throws(MATError) in unsafe try fill(bytes) }
  }

  /// The error for an answer that no child of ours gives.
  static func broken(_ found: String) -> MATError {
    MATError(.damaged, expected: "an answer of the process that reads the file", found: found)
  }

  /// Fills memory with what comes.
  mutating func fill(_ bytes: UnsafeMutableRawBufferPointer) throws(MATError) {
    var filled = min(bytes.count, buffer.count - position)
    for offset in 0..<filled { unsafe bytes[offset] = buffer[position + offset] }
    position += filled
    while filled < bytes.count {
      if bytes.count - filled >= Self.bufferSize {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
        filled += try Self.received { unsafe recv(socket, rest.baseAddress, rest.count, 0) }
      } else {
        try refill()
        let count = min(bytes.count - filled, buffer.count)
        for offset in 0..<count { unsafe bytes[filled + offset] = buffer[offset] }
        position = count
        filled += count
      }
    }
  }

  private mutating func refill() throws(MATError) {
    if buffer.count != Self.bufferSize { buffer = Array(repeating: 0, count: Self.bufferSize) }
    let socket = socket
    let count = try Self.received {
      unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe recv(socket, bytes.baseAddress, bytes.count, 0)
      }
    }
    buffer.removeLast(Self.bufferSize - count)
    position = 0
  }

  /// How many bytes `receive` has got from the socket, one at least.
  private static func received(_ receive: () -> Int) throws(MATError) -> Int {
    while true {
      let count = receive()
      if count < 0 && errno == EINTR { continue }
      // The other end has gone.
      guard count > 0 else { throw MATError(.readFailed, found: "the end of the process") }
      return count
    }
  }
}

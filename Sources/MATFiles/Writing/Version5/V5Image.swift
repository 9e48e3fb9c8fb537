/// Elements of a version 5 file that are being put together: their bytes, but for large arrays of numbers,
/// which are only referred to and never copied.
struct V5Image {
  /// An array of numbers that is not among the ``bytes``, and how many of those come before it.
  struct Insert {
    let place: Int
    let numbers: MATNumbers
  }

  private(set) var bytes: [UInt8] = []
  private(set) var inserts: [Insert] = []
  private var insertedCount = 0

  /// From how many bytes on numbers are referred to in place of copied.
  private static let leastInsert = 1 << 16

  /// How many bytes the elements have so far.
  var count: Int { bytes.count + insertedCount }

  mutating func append(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

  /// Appends a number in this machine's byte order.
  mutating func append(word: UInt32) {
    unsafe withUnsafeBytes(of: word) { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends numbers as they lie in memory.
  mutating func append(_ numbers: MATNumbers) {
    let size = numbers.count * numbers.numericClass.bytesPerElement
    guard size < Self.leastInsert else {
      inserts.append(Insert(place: bytes.count, numbers: numbers))
      insertedCount += size
      return
    }
    unsafe numbers.withUnsafeRawPointer { pointer in
      unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: pointer, count: size))
    }
  }

  /// Appends zeros to a multiple of eight bytes.
  mutating func pad() {
    bytes.append(contentsOf: repeatElement(0, count: (8 - count % 8) % 8))
  }

  /// Begins an element: its tag, with a length that ``end(_:of:)`` fills in. Returns what that needs.
  mutating func begin(_ type: V5DataType) -> (place: Int, count: Int) {
    append(word: type.rawValue)
    append(word: 0)
    return (bytes.count - 4, count)
  }

  /// Fills in the length of an element that ends here; `cannotRepresent` from 4 GiB on, which a tag cannot
  /// count.
  mutating func end(_ start: (place: Int, count: Int)) throws(MATError) {
    guard let length = UInt32(exactly: count - start.count) else {
      throw MATError(
        .cannotRepresent,
        expected: "less than 4 GiB a variable in v6 and v7; v7.3 has no such limit",
        found: "\(count - start.count) bytes")
    }
    set(length, at: start.place)
  }

  /// The place of the word that lies so many bytes before the end, for ``set(_:at:)``.
  func lastWord(before count: Int) -> Int { bytes.count - count - 4 }

  /// Puts a word in the place of another.
  mutating func set(_ word: UInt32, at place: Int) {
    unsafe withUnsafeBytes(of: word) { word in
      for offset in 0..<4 { bytes[place + offset] = unsafe word[offset] }
    }
  }

  /// All bytes together.
  func joinedBytes() throws(MATError) -> [UInt8] {
    var whole: [UInt8] = []
    try requireMemory(for: count, of: 1)
    whole.reserveCapacity(count)
    try withStretches { stretch throws(MATError) in
      unsafe stretch.withUnsafeBytes { unsafe whole.append(contentsOf: $0) }
    }
    return whole
  }

  /// Removes everything; the memory stays.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    inserts.removeAll()
    insertedCount = 0
  }

  /// Lends `body` the bytes in their order, a stretch at a time.
  func withStretches(_ body: (RawSpan) throws(MATError) -> Void) throws(MATError) {
    var position = 0
    for insert in inserts {
      try body(unsafe bytes.span.bytes.extracting(position..<insert.place))
      position = insert.place
      let size = insert.numbers.count * insert.numbers.numericClass.bytesPerElement
      try unsafe insert.numbers.withUnsafeRawPointer { (pointer) throws(MATError) in
        try body(unsafe UnsafeRawBufferPointer(start: pointer, count: size).bytes)
      }
    }
    try body(unsafe bytes.span.bytes.extracting(position..<bytes.count))
  }

  /// Lends `body` all bytes together; where some are only referred to, in a copy.
  func withBytes(_ body: (RawSpan) throws(MATError) -> Void) throws(MATError) {
    if inserts.isEmpty { return try body(unsafe bytes.span.bytes) }
    let whole = try joinedBytes()
    try body(unsafe whole.span.bytes)
  }
}

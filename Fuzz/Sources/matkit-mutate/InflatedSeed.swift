import CInflate

/// A version 5 file with its compressed variables as they are when inflated, so that they can be damaged inside;
/// nil where the bytes are none, or have nothing compressed.
func inflatedSeed(_ file: [UInt8]) -> [UInt8]? {
  guard file.count > 136, file[124..<128].elementsEqual([0, 1, 0x49, 0x4D]) else { return nil }
  func word(_ offset: Int) -> Int {
    file[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
  var inflated = Array(file[..<128])
  var start = 128
  var isFound = false
  while start + 8 <= file.count {
    let (type, count) = (word(start), word(start + 4))
    guard count <= file.count - start - 8 else { return nil }
    let data = file[start + 8..<start + 8 + count]
    // Where the data of objects begin moves with what stands before them.
    if file[116..<124].reversed().reduce(0, { $0 << 8 | UInt64($1) }) == UInt64(start) {
      for index in 0..<8 {
        inflated[116 + index] = UInt8(truncatingIfNeeded: inflated.count >> (8 * index))
      }
    }
    if type == 15 {
      guard let bytes = inflate(Array(data)) else { return nil }
      inflated += bytes
      isFound = true
    } else {
      inflated += file[start..<start + 8] + data
    }
    start += 8 + count
  }
  return isFound ? inflated : nil
}

private func inflate(_ stream: [UInt8]) -> [UInt8]? {
  // Seeds are small, and what is far larger inflated is none that many files can be made of.
  var bytes = [UInt8](repeating: 0, count: 1 << 20)
  var count = uLongf(bytes.count)
  guard uncompress(&bytes, &count, stream, uLong(stream.count)) == Z_OK else { return nil }
  return Array(bytes.prefix(Int(count)))
}

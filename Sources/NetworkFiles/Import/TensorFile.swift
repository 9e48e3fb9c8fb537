import Foundation

/// Arrays of numbers by their names, as other programs leave a network's weights: NumPy's `.npz`, and safetensors.
///
/// Every offset and size in such a file is checked before it is used.
struct TensorFile {
  /// An array: its shape, and its numbers in row-major order.
  struct Tensor {
    let shape: [Int]
    let values: [Double]
  }

  /// The arrays of numbers.
  private(set) var tensors: [String: Tensor] = [:]
  /// Arrays of text, such as the names of activations.
  private(set) var texts: [String: [String]] = [:]
  /// The file, for a sentence about it.
  let name: String

  /// Reads a file's bytes by what they begin with: a ZIP archive of NumPy's arrays, or the header of safetensors.
  ///
  /// Throws `notANetwork` where they are neither, or not sound.
  init(_ bytes: [UInt8], named name: String) throws(NetworkFileError) {
    self.name = name
    if bytes.starts(with: [0x50, 0x4B]) {
      try readArchive(bytes)
    } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{") {
      try readSafeTensors(bytes)
    } else {
      throw error(
        "it is neither NumPy's .npz nor safetensors", advice: "give a file of one of these formats")
    }
  }

  func error(_ problem: String, advice: String? = nil) -> NetworkFileError {
    NetworkFileError(.notANetwork, at: name, problem, advice: advice)
  }

  /// The number of elements of a shape; nil where that is beyond what a file of so many bytes can hold.
  private static func count(_ shape: [Int], atMost limit: Int) -> Int? {
    var count = 1
    for size in shape {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !isTooLarge, product <= limit else { return nil }
      count = product
    }
    return count
  }
}

// MARK: NumPy

extension TensorFile {
  /// Reads the entries of a ZIP archive by its directory: stored ones, as `numpy.savez` writes them.
  private mutating func readArchive(_ bytes: [UInt8]) throws(NetworkFileError) {
    let damaged = error("the archive is damaged")
    let reader = LittleEndian(bytes)
    // The end of the directory lies within the last 64 KiB, behind it a comment.
    let lowest = max(0, bytes.count - 65_557)
    guard bytes.count >= 22,
      let end = stride(from: bytes.count - 22, through: lowest, by: -1).first(where: {
        reader.uint32($0) == 0x0605_4B50
      }), let count = reader.uint16(end + 10), var place = reader.uint32(end + 16)
    else { throw damaged }
    // Entries do not share their bytes, so that an archive cannot stand for much more than it is.
    var room = bytes.count
    for _ in 0..<count {
      guard reader.uint32(place) == 0x0201_4B50, let method = reader.uint16(place + 10),
        let size = reader.uint32(place + 20), let length = reader.uint16(place + 28),
        let extra = reader.uint16(place + 30), let comment = reader.uint16(place + 32),
        let head = reader.uint32(place + 42), let entry = reader.slice(place + 46, length),
        let headLength = reader.uint16(head + 26), let headExtra = reader.uint16(head + 28)
      else { throw damaged }
      let entryName = String(decoding: entry, as: UTF8.self)
      guard method == 0 else {
        throw error(
          "\(entryName) is compressed", advice: "write it with numpy.savez, not savez_compressed")
      }
      guard let content = reader.slice(head + 30 + headLength + headExtra, size) else {
        throw damaged
      }
      room -= size
      guard room >= 0 else { throw damaged }
      let plain = entryName.hasSuffix(".npy") ? String(entryName.dropLast(4)) : entryName
      try readArray(Array(content), as: plain)
      place += 46 + length + extra + comment
    }
  }

  /// Reads one array of NumPy's format 1.0 or 2.0.
  private mutating func readArray(_ bytes: [UInt8], as entry: String) throws(NetworkFileError) {
    let reader = LittleEndian(bytes)
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes.count >= 10,
      let length = bytes[6] == 1 ? reader.uint16(8) : reader.uint32(8),
      let header = reader.slice(bytes[6] == 1 ? 10 : 12, length)
    else { throw error("\(entry) is no array of NumPy's") }
    let text = String(decoding: header, as: UTF8.self)
    guard let type = text.firstMatch(of: /'descr': '([^']*)'/)?.1,
      let order = text.firstMatch(of: /'fortran_order': (True|False)/)?.1,
      let sizes = text.firstMatch(of: /'shape': \(([0-9, ]*)\)/)?.1
    else {
      throw error(
        "\(entry) has a header that MatKit does not know", advice: "give arrays of numbers")
    }
    let shape = sizes.split(separator: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    let data = Array(bytes[(header.endIndex)...])
    if type.hasPrefix("<U"), let width = Int(type.dropFirst(2)) {
      texts[entry] = try texts(data, shape, width: width, entry)
      return
    }
    let values = try numbers(data, shape, type: String(type), entry)
    tensors[entry] = Tensor(
      shape: shape, values: order == "True" ? Self.rowMajor(values, shape) : values)
  }

  private func texts(
    _ bytes: [UInt8], _ shape: [Int], width: Int, _ entry: String
  ) throws(NetworkFileError) -> [String] {
    let reader = LittleEndian(bytes)
    guard width > 0, let count = Self.count(shape + [width], atMost: bytes.count / 4) else {
      throw error("\(entry) has fewer bytes than its shape needs")
    }
    return (0..<count / width).map { row in
      let scalars = (0..<width).compactMap { reader.uint32(4 * (row * width + $0)) }
        .filter { $0 != 0 }.compactMap { UInt32(exactly: $0).flatMap(Unicode.Scalar.init) }
      return String(String.UnicodeScalarView(scalars))
    }
  }

  /// The numbers of an array in the order in which they are stored.
  private func numbers(
    _ bytes: [UInt8], _ shape: [Int], type: String, _ entry: String
  ) throws(NetworkFileError) -> [Double] {
    let reader = LittleEndian(bytes)
    let width = type.hasSuffix("8") ? 8 : 4
    guard ["<f8", "<f4", "F64", "F32", "<i8", "<i4"].contains(type) || type == "F64" else {
      throw error(
        "\(entry) has numbers of the type \(type)", advice: "give float32 or float64 arrays")
    }
    let isDouble = type == "<f8" || type == "F64"
    let size = isDouble || width == 8 ? 8 : 4
    guard let count = Self.count(shape, atMost: bytes.count / size) else {
      throw error("\(entry) has fewer bytes than its shape needs")
    }
    return (0..<count).map { index in
      let bits = size == 8 ? reader.bits64(8 * index) : UInt64(reader.bits32(4 * index))
      switch type {
      case "<f8", "F64": return Double(bitPattern: bits)
      case "<f4", "F32": return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      case "<i8": return Double(Int64(bitPattern: bits))
      default: return Double(Int32(bitPattern: UInt32(truncatingIfNeeded: bits)))
      }
    }
  }

  /// Numbers of a matrix in column-major order, put into row-major order.
  private static func rowMajor(_ values: [Double], _ shape: [Int]) -> [Double] {
    guard shape.count == 2 else { return values }
    let (rows, columns) = (shape[0], shape[1])
    return (0..<values.count).map { values[$0 / columns + $0 % columns * rows] }
  }
}

// MARK: safetensors

extension TensorFile {
  /// Reads eight bytes with the header's length, the header in JSON, and the numbers behind it.
  private mutating func readSafeTensors(_ bytes: [UInt8]) throws(NetworkFileError) {
    struct Entry: Decodable {
      let dtype: String
      let shape: [Int]
      let data_offsets: [Int]
    }
    let reader = LittleEndian(bytes)
    guard let length = Int(exactly: reader.bits64(0)), let header = reader.slice(8, length),
      let object = try? JSONSerialization.jsonObject(with: Data(header)) as? [String: Any]
    else { throw error("the header of safetensors is damaged") }
    let start = 8 + length
    for (entry, value) in object where entry != "__metadata__" {
      guard let data = try? JSONSerialization.data(withJSONObject: value),
        let told = try? JSONDecoder().decode(Entry.self, from: data),
        told.data_offsets.count == 2, told.data_offsets[0] >= 0,
        told.data_offsets[0] <= told.data_offsets[1], told.data_offsets[1] <= bytes.count - start,
        let content = reader.slice(
          start + told.data_offsets[0], told.data_offsets[1] - told.data_offsets[0])
      else { throw error("the entry \(entry) of safetensors is damaged") }
      tensors[entry] = Tensor(
        shape: told.shape,
        values: try numbers(Array(content), told.shape, type: told.dtype, entry))
    }
  }
}

/// Whole numbers out of bytes, none of them read beyond the end.
private struct LittleEndian {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func slice(_ start: Int, _ count: Int) -> ArraySlice<UInt8>? {
    guard start >= 0, count >= 0, start <= bytes.count, count <= bytes.count - start else {
      return nil
    }
    return bytes[start..<start + count]
  }

  func uint16(_ place: Int) -> Int? {
    slice(place, 2).map { $0.reversed().reduce(0) { $0 << 8 | Int($1) } }
  }

  func uint32(_ place: Int) -> Int? {
    slice(place, 4).map { $0.reversed().reduce(0) { $0 << 8 | Int($1) } }
  }

  /// The bits at a place that is known to be there; zero beyond the end.
  func bits64(_ place: Int) -> UInt64 {
    (slice(place, 8) ?? []).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  func bits32(_ place: Int) -> UInt32 {
    (slice(place, 4) ?? []).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}

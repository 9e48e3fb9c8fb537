extension V5Walker {
  /// The elements of a cell array.
  mutating func cells(
    of header: V5ArrayHeader, at position: inout Int, end: Int, depth: Int
  ) throws(MATError) -> [V5Array] {
    try elements(header.count, at: &position, end: end, depth: depth) { "{\($0 + 1)}" }
  }

  /// The field names and values of a struct array or old-style object.
  mutating func fields(
    of header: V5ArrayHeader, at position: inout Int, end: Int, depth: Int
  ) throws(MATError) -> V5Content {
    let names = try fieldNames(at: &position, end: end)
    let (count, overflow) = header.count.multipliedReportingOverflow(by: names.count)
    guard !overflow else {
      throw MATError(
        .damaged, offset: position, expected: "a struct array that the file can hold",
        found: "\(header.count) elements of \(names.count) fields")
    }
    let isScalar = header.count == 1
    let values = try elements(count, at: &position, end: end, depth: depth) { index in
      (isScalar ? "" : "(\(index / names.count + 1))")
        + MATPath.Step.field(names[index % names.count]).description
    }
    return .fields(names: names, values: values)
  }

  /// Arrays up to the end, as many as there are.
  mutating func parts(at position: inout Int, end: Int, depth: Int) throws(MATError) -> [V5Array] {
    var parts: [V5Array] = []
    while end - position >= 8 {
      let (part, next) = try array(at: position, end: end, depth: depth + 1)
      parts.append(part)
      position = next
    }
    return parts
  }

  /// `count` arrays one after the other; `path` names the i-th where it is damaged.
  private mutating func elements(
    _ count: Int, at position: inout Int, end: Int, depth: Int, path: (Int) -> String
  ) throws(MATError) -> [V5Array] {
    // Each takes a tag at least, so memory is set aside only for elements that can be there.
    guard count <= (end - position) / 8 else {
      throw MATError(
        .damaged, offset: position, expected: "\(count) elements", found: "\(end - position) bytes")
    }
    try budget.spend(elements: count, bytesPerElement: 0)
    var arrays: [V5Array] = []
    arrays.reserveCapacity(count)
    for index in 0..<count {
      do throws(MATError) {
        let (element, next) = try array(at: position, end: end, depth: depth + 1)
        arrays.append(element)
        position = next
      } catch {
        throw error.inside(path(index))
      }
    }
    return arrays
  }

  /// The field names: a length that each is padded to, and then all of them.
  mutating func fieldNames(at position: inout Int, end: Int) throws(MATError) -> [String] {
    let lengthTag = try reader.tag(at: position, end: end)
    guard lengthTag.type == .int32 || lengthTag.type == .uint32, lengthTag.data.count == 4 else {
      throw MATError(
        .damaged, offset: position, expected: "the length of the field names",
        found: "\(lengthTag.data.count) bytes of type \(lengthTag.type)")
    }
    let length = Int(Int32(bitPattern: try reader.uint32(at: lengthTag.data.lowerBound)))
    let tag = try reader.tag(at: lengthTag.next, end: end)
    guard tag.type == .int8 || tag.type == .uint8 || tag.type == .utf8,
      tag.data.isEmpty || (length > 0 && tag.data.count % length == 0)
    else {
      throw MATError(
        .damaged, offset: lengthTag.next, expected: "field names of \(length) bytes each",
        found: "\(tag.data.count) bytes of type \(tag.type)")
    }
    position = tag.next
    let bytes = try reader.bytes(tag.data)
    return V5Text.distinct(
      stride(from: 0, to: bytes.count, by: max(length, 1)).map { start in
        V5Text.name(bytes[start..<start + length].prefix { $0 != 0 })
      })
  }
}

import Matrices
import OrderedCollections

/// Makes values of canonical JSON: text → tree, the counterpart of ``CanonicalJSONStream``.
///
/// What a size claims is compared with what is there before anything is made of it.
struct CanonicalJSONReader {
  typealias Members = OrderedDictionary<String, Int>

  let document: JSONDocument
  let limits: MATLimits

  init(_ utf8: [UInt8], _ limits: MATLimits) throws(MATError) {
    // A struct takes three levels of JSON, its object, the fields and the list of one; an object of the further
    // properties of a class one more.
    document = try JSONDocument(utf8, depth: 4 * limits.depth + 8)
    self.limits = limits
  }

  /// The variable that an object describes.
  func variable(_ members: Members) throws(MATError) -> MATVariable {
    guard let name = try text("name", of: members) else {
      throw document.damage(
        at: document.root, expected: "a value with a “name”", found: "none")
    }
    do throws(MATError) {
      let isGlobal = try truth("global", of: members)
      return MATVariable(name: name, value: try value(members, depth: 0), isGlobal: isGlobal)
    } catch {
      throw error.with(file: nil, variable: name)
    }
  }

  /// The value at a position.
  func value(at position: Int, depth: Int) throws(MATError) -> MATValue {
    try value(object(at: position), depth: depth)
  }

  private func value(_ members: Members, depth: Int) throws(MATError) -> MATValue {
    guard depth <= limits.depth else {
      throw MATError(
        .limitExceeded, expected: "values at most \(limits.depth) levels deep", found: "more",
        limit: .nesting)
    }
    let className = try text(at: member("class", of: members))
    let size = try size(at: member("size", of: members))
    let isOpaque = try truth("opaque", of: members)
    if isOpaque, className != "function_handle" {
      let why = try text("why", of: members)
      return .opaque(
        className: className, size: size, reason: MATOpaqueReason(description: why))
    }
    if let numericClass = MATNumericClass(rawValue: className) {
      return try isSparse(members)
        ? .sparse(sparse(members, size)) : .numeric(numbers(members, numericClass, size))
    }
    switch className {
    case "logical":
      return try isSparse(members)
        ? .sparse(sparseLogical(members, size))
        : .logical(NDArray(size: size, elements: truths(members, count: size.count(limits))))
    case "char": return .char(try characters(members, size))
    case "string" where members["fields"] == nil:
      let texts = try list("data", of: members, count: size.count(limits), textOrNull)
      return .string(MATStringArray(size: size, elements: texts))
    case "cell":
      let cells = try values(at: member("data", of: members), size, depth: depth + 1) {
        "{\($0)}"
      }
      return .cell(NDArray(size: size, elements: cells))
    case "struct":
      return .structure(
        MATStructArray(size: size, fields: try fields(members, size, depth: depth + 1)))
    case "function_handle":
      return .functionHandle(
        MATFunctionHandle(
          text: try text("data", of: members),
          workspace: try members["workspace"].map { position throws(MATError) in
            try value(at: position, depth: depth + 1)
          }))
    default: return .object(try object(members, className, size, depth: depth))
    }
  }
}

// Arrays.
extension CanonicalJSONReader {
  private func numbers(
    _ members: Members, _ numericClass: MATNumericClass, _ size: [Int]
  ) throws(MATError) -> MATNumericArray {
    let count = try size.count(limits)
    let real = try numbers("data", of: members, numericClass, count: count)
    let imaginary: MATNumbers? =
      members["imag"] == nil
      ? nil : try numbers("imag", of: members, numericClass, count: count)
    return MATNumericArray(size: size, real: real, imaginary: imaginary)
  }

  private func numbers(
    _ key: String, of members: Members, _ numericClass: MATNumericClass, count: Int
  ) throws(MATError) -> MATNumbers {
    try MATNumbers.none(of: numericClass).visit(
      NumberLists(reader: self, key: key, members: members, count: count))
  }

  private struct NumberLists: MATNumberVisitor {
    let reader: CanonicalJSONReader
    let key: String
    let members: Members
    let count: Int

    func visit<Number: StoredNumber>(_: [Number]) throws(MATError) -> MATNumbers {
      Number.matNumbers(
        try reader.list(key, of: members, count: count) { position throws(MATError) in
          try reader.number(at: position, as: Number.self)
        })
    }
  }

  /// Doubles under a key.
  func doubles(_ key: String, of members: Members, count: Int) throws(MATError) -> [Double] {
    try list(key, of: members, count: count) { position throws(MATError) in
      try number(at: position, as: Double.self)
    }
  }

  /// A number, which has to be one of the class: an integer as it is, another the nearest that there is.
  private func number<Number: StoredNumber>(
    at position: Int, as type: Number.Type
  ) throws(MATError) -> Number {
    if document.kind(at: position) == .string, Number.isFloatingPoint {
      let text = try text(at: position)
      if ["NaN", "Infinity", "-Infinity"].contains(text), let number = Number(text) {
        return number
      }
    }
    guard document.kind(at: position) == .number else {
      throw mismatch(at: position, expected: "a number")
    }
    let digits = String(decoding: document.scalar(at: position), as: UTF8.self)
    // Other programs write whole numbers as 1.0 and 1e3.
    if let number = Number(digits) ?? Double(digits).flatMap({ $0.exactly() }), number.isFinite {
      return number
    }
    throw MATError(
      .outOfRange, offset: position, expected: "a number of class \(Number.numericClass.rawValue)",
      found: digits)
  }

  private func characters(_ members: Members, _ size: [Int]) throws(MATError) -> NDArray<UInt16> {
    let count = try size.count(limits)
    let (rowCount, columnCount) = (size[0], size[1])
    let start = try member("data", of: members)
    guard count > 0 else {
      try forEach(in: start, "a list of texts") { position throws(MATError) in
        guard try document.units(at: text(checkedAt: position)).isEmpty else {
          throw mismatch(at: position, expected: "no text, as the array has no columns")
        }
      }
      return NDArray(size: size, elements: [])
    }
    // One text at least for each row is there: the claim of a size alone takes no memory.
    let rows = try list("data", of: members, count: count / columnCount) {
      position throws(MATError) in
      let units = try document.units(at: text(checkedAt: position))
      guard units.count == columnCount else {
        throw document.damage(
          at: position, expected: "a text of \(columnCount) UTF-16 code units",
          found: "\(units.count)")
      }
      return units
    }
    var elements = [UInt16](repeating: 0, count: count)
    for (row, units) in rows.enumerated() {
      let start = row / rowCount * rowCount * columnCount + row % rowCount
      for (column, unit) in units.enumerated() { elements[start + column * rowCount] = unit }
    }
    return NDArray(size: size, elements: elements)
  }

  private func truths(_ members: Members, count: Int) throws(MATError) -> [Bool] {
    try list("data", of: members, count: count) { position throws(MATError) in
      try truth(at: position)
    }
  }

  /// The fields of a struct array in the order that is given, each with a value an element.
  func fields(
    _ members: Members, _ size: [Int], depth: Int
  ) throws(MATError) -> OrderedDictionary<String, [MATValue]> {
    let count = try size.count(limits)
    let start = try member("data", of: members)
    let lists = try object(at: start)
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    for name in try fieldNames(members, lists) {
      guard let list = lists[name] else {
        throw document.damage(at: start, expected: "the field “\(name)”", found: "none")
      }
      let step = MATPath.Step.field(name).description
      let values = try values(at: list, size, depth: depth) {
        count == 1 ? step : "(\($0))" + step
      }
      fields[name] = values
    }
    return fields
  }

  /// The names of fields in their order: those listed, which are all that there are, or as the data have them.
  private func fieldNames(_ members: Members, _ lists: Members) throws(MATError) -> [String] {
    guard let start = members["fields"] else { return Array(lists.keys) }
    var names: [String] = []
    try forEach(in: start, "a list of names") { position throws(MATError) in
      names.append(try text(at: position))
    }
    guard names.count == lists.count else {
      throw document.damage(
        at: start, expected: "the names of \(lists.count) fields", found: "\(names.count)")
    }
    return names
  }

  /// The values of a list, one an element of an array of that size; an error gets the step that leads there.
  func values(
    at start: Int, _ size: [Int], depth: Int, step: (String) -> String
  ) throws(MATError) -> [MATValue] {
    let count = try size.count(limits)
    var values: [MATValue] = []
    try forEach(in: start, "a list of values") { position throws(MATError) in
      guard values.count < count else {
        throw document.damage(at: position, expected: "\(count) values", found: "more")
      }
      do throws(MATError) {
        values.append(try value(at: position, depth: depth))
      } catch {
        throw error.inside(step(subscriptText(of: values.count, in: size)))
      }
    }
    guard values.count == count else {
      throw document.damage(at: start, expected: "\(count) values", found: "\(values.count)")
    }
    return values
  }
}

// The pieces that all classes are made of.
extension CanonicalJSONReader {
  func object(at position: Int) throws(MATError) -> Members {
    guard document.kind(at: position) == .object else {
      throw mismatch(at: position, expected: "an object")
    }
    return try document.members(ofObjectAt: position)
  }

  func member(_ key: String, of members: Members) throws(MATError) -> Int {
    if let position = members[key] { return position }
    throw document.damage(
      at: members.values.first ?? document.root, expected: "a value with “\(key)”",
      found: "only " + members.keys.prefix(12).joined(separator: ", "))
  }

  func forEach(
    in start: Int, _ what: String, _ body: (Int) throws(MATError) -> Void
  ) throws(MATError) {
    guard document.kind(at: start) == .array else { throw mismatch(at: start, expected: what) }
    try document.forEachElement(ofListAt: start, body)
  }

  /// The elements of the list under a key, of which there have to be so many.
  func list<Element>(
    _ key: String, of members: Members, count: Int,
    _ element: (Int) throws(MATError) -> Element
  ) throws(MATError) -> [Element] {
    let start = try member(key, of: members)
    var elements: [Element] = []
    try forEach(in: start, "a list") { position throws(MATError) in
      guard elements.count < count else {
        throw document.damage(at: position, expected: "\(count) elements", found: "more")
      }
      elements.append(try element(position))
    }
    guard elements.count == count else {
      throw document.damage(
        at: start, expected: "\(count) elements", found: "\(elements.count)")
    }
    return elements
  }

  func text(at position: Int) throws(MATError) -> String {
    try document.text(at: text(checkedAt: position))
  }

  func textOrNull(at position: Int) throws(MATError) -> String? {
    document.kind(at: position) == .null ? nil : try text(at: position)
  }

  /// The text under a key; nil where there is none.
  func text(_ key: String, of members: Members) throws(MATError) -> String? {
    guard let position = members[key] else { return nil }
    return try textOrNull(at: position)
  }

  /// The truth value under a key; false where there is none.
  func truth(_ key: String, of members: Members) throws(MATError) -> Bool {
    guard let position = members[key] else { return false }
    return try truth(at: position)
  }

  func truth(at position: Int) throws(MATError) -> Bool {
    guard document.kind(at: position) == .truth else {
      throw mismatch(at: position, expected: "true or false")
    }
    return document.bytes[position] == UInt8(ascii: "t")
  }

  private func text(checkedAt position: Int) throws(MATError) -> Int {
    guard document.kind(at: position) == .string else {
      throw mismatch(at: position, expected: "a text")
    }
    return position
  }

  private func isSparse(_ members: Members) throws(MATError) -> Bool {
    try truth("sparse", of: members)
  }

  private func size(at position: Int) throws(MATError) -> [Int] {
    var size: [Int] = []
    try forEach(in: position, "a size") { position throws(MATError) in
      let extent = try number(at: position, as: Int64.self)
      guard extent >= 0 else {
        throw document.damage(at: position, expected: "an extent", found: "\(extent)")
      }
      size.append(Int(extent))
    }
    guard size.count >= 2 else {
      throw document.damage(
        at: position, expected: "a size of two dimensions or more", found: "\(size.count)")
    }
    return size
  }

  /// The number of a list of indices from zero.
  func index(at position: Int) throws(MATError) -> Int {
    Int(try number(at: position, as: Int64.self))
  }

  func mismatch(at position: Int, expected: String) -> MATError {
    document.damage(
      at: position, expected: expected, found: document.kind(at: position).rawValue)
  }
}

extension [Int] {
  /// The number of elements of an array of this size; throws where it is more than may be, or than memory.
  func count(_ limits: MATLimits) throws(MATError) -> Int {
    guard let count = product(self) else {
      throw MATError(
        .damaged, expected: "a size that fits memory", found: sizeDescription(self))
    }
    guard count <= limits.elements else {
      throw MATError(
        .limitExceeded, expected: "at most \(limits.elements) elements", found: "\(count)",
        limit: .elements)
    }
    return count
  }
}

extension StoredNumber {
  /// True if the number is neither an infinity nor NaN.
  fileprivate var isFinite: Bool { double.isFinite }
}

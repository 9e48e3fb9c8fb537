import Matrices
import OrderedCollections

/// The first byte of a value in a message.
private enum Kind: UInt8 {
  case numeric = 1
  case complex, logical, char, cell, structure
  case sparse, complexSparse, logicalSparse
  case functionHandle, object, opaque, string
}

/// How an object is stored, in a message.
private enum FormKind: UInt8 {
  case none, reference, functionHandle, oldStyle, unset, instance, enumeration
}

/// What follows the class of an object in a message.
private enum ObjectContent: UInt8 {
  case unknown, properties, elements
}

extension MessageWriter {
  /// Writes a value.
  mutating func write(_ value: MATValue) throws(MATError) {
    switch value {
    case .numeric(let array):
      try begin(array.isComplex ? .complex : .numeric, array.size)
      try write(array.numericClass.rawValue)
      try write(array.real)
      if let imaginary = array.imaginary { try write(imaginary) }
    case .logical(let array):
      try begin(.logical, array.size)
      try write(elements: array.elements)
    case .char(let array):
      try begin(.char, array.size)
      try write(elements: array.elements)
    case .string(let array):
      try begin(.string, array.size)
      for text in array.elements { try write(text) }
    case .cell(let array):
      try begin(.cell, array.size)
      for element in array.elements { try write(element) }
    case .structure(let array):
      try begin(.structure, array.size)
      try write(fields: array)
    case .sparse(let matrix): try write(matrix)
    case .functionHandle(let handle):
      try begin(.functionHandle, [1, 1])
      try write(handle.text)
      try write(UInt8(handle.workspace == nil ? 0 : 1))
      if let workspace = handle.workspace { try write(workspace) }
      try write(UInt8(handle.details == nil ? 0 : 1))
      if let details = handle.details {
        try write(size: details.size)
        try write(fields: details)
      }
    case .object(let object):
      try begin(.object, object.size)
      try write(object.className)
      try write(object.alias)
      try write(object.stored)
      let content: ObjectContent =
        object.properties != nil ? .properties : object.elements != nil ? .elements : .unknown
      try write(content.rawValue)
      if let properties = object.properties {
        try write(size: properties.size)
        try write(fields: properties)
      }
      for element in object.elements ?? [] { try write(element) }
    case .opaque(let className, let size, let reason):
      try begin(.opaque, size)
      try write(className)
      try write(reason)
    }
  }

  private mutating func write(_ form: StoredForm?) throws(MATError) {
    switch form {
    case nil: try write(FormKind.none.rawValue)
    case .reference(let system, let parts):
      try write(FormKind.reference.rawValue)
      try write(system)
      try write(parts.count)
      for part in parts { try write(part) }
    case .functionHandle(let parts):
      try write(FormKind.functionHandle.rawValue)
      try write(parts.count)
      for part in parts { try write(part) }
    case .oldStyle: try write(FormKind.oldStyle.rawValue)
    case .unset: try write(FormKind.unset.rawValue)
    // The data of the file's objects stay with the process that has them.
    case .instance: try write(FormKind.instance.rawValue)
    case .enumeration(let base):
      try write(FormKind.enumeration.rawValue)
      try write(base)
    }
  }

  mutating func write(size: [Int]) throws(MATError) {
    try write(size.count)
    try write(elements: size)
  }

  private mutating func begin(_ kind: Kind, _ size: [Int]) throws(MATError) {
    try write(kind.rawValue)
    try write(size: size)
  }

  private mutating func write(_ numbers: MATNumbers) throws(MATError) {
    let byteCount = numbers.count * numbers.numericClass.bytesPerElement
    unsafe try numbers.withUnsafeRawPointer { start throws(MATError) in
      unsafe try write(bytes: UnsafeRawBufferPointer(start: start, count: byteCount))
    }
  }

  private mutating func write(fields array: MATStructArray) throws(MATError) {
    try write(array.fields.count)
    for (name, values) in array.fields {
      try write(name)
      for value in values { try write(value) }
    }
  }

  private mutating func write(_ matrix: MATSparseMatrix) throws(MATError) {
    switch matrix {
    case .real(let matrix): try write(.sparse, matrix)
    case .complex(let matrix): try write(.complexSparse, matrix)
    case .logical(let matrix): try write(.logicalSparse, matrix)
    }
  }

  private mutating func write<Element: BitwiseCopyable>(
    _ kind: Kind, _ matrix: SparseMatrix<Element>
  ) throws(MATError) {
    try begin(kind, [matrix.rowCount, matrix.columnCount])
    try write(matrix.values.count)
    try write(elements: matrix.columnStarts)
    try write(elements: matrix.rowIndices)
    try write(elements: matrix.values)
  }
}

extension MessageReader {
  /// Reads a value, every size checked against the budget before memory is set aside.
  mutating func value(
    _ budget: inout DecodingBudget, depth: Int = 0
  ) throws(MATError) -> MATValue {
    try budget.check(depth: depth)
    guard let kind = Kind(rawValue: try number()) else { throw Self.broken("no kind of value") }
    let size = try size()
    switch kind {
    case .numeric, .complex:
      return .numeric(try numeric(size, isComplex: kind == .complex, &budget))
    case .logical:
      let bytes = try elements(UInt8.self, size, &budget)
      return .logical(NDArray(size: size, elements: bytes.map { $0 != 0 }))
    case .char:
      return .char(NDArray(size: size, elements: try elements(UInt16.self, size, &budget)))
    case .string: return .string(try strings(size, &budget))
    case .cell:
      return .cell(
        NDArray(size: size, elements: try values(size.reduce(1, *), &budget, depth: depth)))
    case .structure: return .structure(try fields(size, &budget, depth: depth))
    case .sparse, .complexSparse, .logicalSparse: return .sparse(try sparse(kind, size, &budget))
    case .functionHandle: return .functionHandle(try functionHandle(&budget, depth: depth))
    case .object: return .object(try object(size, &budget, depth: depth))
    case .opaque: return .opaque(className: try text(), size: size, reason: try opaqueReason())
    }
  }

  private mutating func functionHandle(
    _ budget: inout DecodingBudget, depth: Int
  ) throws(MATError) -> MATFunctionHandle {
    let text = try optionalText()
    let workspace = try number(UInt8.self) != 0 ? try value(&budget, depth: depth + 1) : nil
    let details = try number(UInt8.self) != 0 ? try fields(size(), &budget, depth: depth) : nil
    return MATFunctionHandle(text: text, workspace: workspace, details: details)
  }

  private mutating func object(
    _ size: [Int], _ budget: inout DecodingBudget, depth: Int
  ) throws(MATError) -> MATObject {
    let (className, alias) = (try text(), try optionalText())
    let form = try form(&budget, depth: depth)
    switch ObjectContent(rawValue: try number()) {
    case .unknown:
      return MATObject(
        className: className, size: size, properties: nil, alias: alias, stored: form)
    case .properties:
      return MATObject(
        className: className, size: size,
        properties: try fields(self.size(), &budget, depth: depth), alias: alias, stored: form)
    case .elements:
      return MATObject(
        className: className, size: size,
        elements: try values(size.reduce(1, *), &budget, depth: depth), alias: alias, stored: form)
    case nil: throw Self.broken("no kind of object")
    }
  }

  private mutating func form(
    _ budget: inout DecodingBudget, depth: Int
  ) throws(MATError) -> StoredForm? {
    switch FormKind(rawValue: try number()) {
    case .none?: return nil
    case .reference:
      let system = try text()
      return .reference(
        system: system, parts: try values(count(atMost: 1 << 16), &budget, depth: depth))
    case .functionHandle:
      return .functionHandle(parts: try values(count(atMost: 1 << 16), &budget, depth: depth))
    case .oldStyle: return .oldStyle
    case .unset: return .unset
    case .instance: return .instance(StoredInstance(store: nil, reference: nil))
    case .enumeration: return .enumeration(base: try optionalText())
    case nil: throw Self.broken("no form of an object")
    }
  }

  /// A size whose product is known not to overflow.
  mutating func size() throws(MATError) -> [Int] {
    let size = try elements(count: try count(atMost: 32), of: Int.self)
    guard size.count >= 2, size.allSatisfy({ $0 >= 0 }), product(size) != nil else {
      throw Self.broken("the size \(size)")
    }
    return size
  }

  private mutating func elements<Element: BitwiseCopyable>(
    _ type: Element.Type, _ size: [Int], _ budget: inout DecodingBudget
  ) throws(MATError) -> [Element] {
    let count = size.reduce(1, *)
    try budget.spend(elements: count, bytesPerElement: MemoryLayout<Element>.size)
    return try elements(count: count, of: type)
  }

  private mutating func strings(
    _ size: [Int], _ budget: inout DecodingBudget
  ) throws(MATError) -> MATStringArray {
    let count = size.reduce(1, *)
    try budget.spend(elements: count, bytesPerElement: MemoryLayout<String?>.size)
    var texts: [String?] = []
    for _ in 0..<count {
      texts.append(try optionalText())
      try budget.spend(byteCount: texts.last??.utf8.count ?? 0)
    }
    return MATStringArray(size: size, elements: texts)
  }

  private mutating func numeric(
    _ size: [Int], isComplex: Bool, _ budget: inout DecodingBudget
  ) throws(MATError) -> MATNumericArray {
    guard let numericClass = MATNumericClass(rawValue: try text()) else {
      throw Self.broken("no class of numbers")
    }
    let real = try numbers(numericClass, size, &budget)
    let imaginary = isComplex ? try numbers(numericClass, size, &budget) : nil
    return MATNumericArray(size: size, real: real, imaginary: imaginary)
  }

  private mutating func numbers(
    _ numericClass: MATNumericClass, _ size: [Int], _ budget: inout DecodingBudget
  ) throws(MATError) -> MATNumbers {
    let count = size.reduce(1, *)
    try budget.spend(elements: count, bytesPerElement: numericClass.bytesPerElement)
    return unsafe try MATNumbers(numericClass, unfilled: count) { buffer throws(MATError) in
      unsafe try fill(buffer)
    }
  }

  private mutating func values(
    _ count: Int, _ budget: inout DecodingBudget, depth: Int
  ) throws(MATError) -> [MATValue] {
    try budget.spend(elements: count, bytesPerElement: 0)
    var values: [MATValue] = []
    // Not reserved: the values are paid for one by one.
    for _ in 0..<count { values.append(try value(&budget, depth: depth + 1)) }
    return values
  }

  private mutating func fields(
    _ size: [Int], _ budget: inout DecodingBudget, depth: Int
  ) throws(MATError) -> MATStructArray {
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    for _ in 0..<(try count(atMost: 1 << 24)) {
      let name = try text()
      let values = try values(size.reduce(1, *), &budget, depth: depth)
      guard fields.updateValue(values, forKey: name) == nil else {
        throw Self.broken("the field \(name) twice")
      }
    }
    return MATStructArray(size: size, fields: fields)
  }

  private mutating func sparse(
    _ kind: Kind, _ size: [Int], _ budget: inout DecodingBudget
  ) throws(MATError) -> MATSparseMatrix {
    switch kind {
    case .sparse: .real(try sparse(size, &budget))
    case .complexSparse: .complex(try sparse(size, &budget))
    default:
      .logical(try (sparse(size, &budget) as SparseMatrix<UInt8>).map { $0 != 0 })
    }
  }

  private mutating func sparse<Element: BitwiseCopyable>(
    _ size: [Int], _ budget: inout DecodingBudget
  ) throws(MATError) -> SparseMatrix<Element> {
    let count = try count()
    guard size.count == 2, size[1] < Int.max else { throw Self.broken("a sparse size \(size)") }
    let starts = try elements(Int.self, [size[1] + 1], &budget)
    let rows = try elements(Int.self, [count], &budget)
    let values = try elements(Element.self, [count], &budget)
    guard
      SparseMatrix<Element>.isValid(
        rowCount: size[0], columnCount: size[1], columnStarts: starts, rowIndices: rows,
        valueCount: count)
    else { throw Self.broken("indices of no sparse matrix") }
    return SparseMatrix(
      rowCount: size[0], columnCount: size[1], columnStarts: starts, rowIndices: rows,
      values: values)
  }
}

import Matrices

/// The first byte of a value in canonical form.
private enum Kind: UInt8 {
  case numeric = 1
  case complex, logical, char, cell, structure
  case sparse, complexSparse, logicalSparse
  case functionHandle, object, string
  case capturingHandle, mixedObjects, aliasedObject, objectAround, deletedHandle
}

// The canonical form of each kind of value; the page "The semantic hash" has the same as a table.
extension CanonicalHasher {
  /// Throws `.unsupported`, with the path, at a value of which no more is known than its class and size:
  /// two such could differ and have the same hash.
  package mutating func append(_ value: MATValue) throws(MATError) {
    switch value {
    case .numeric(let array):
      append(kind: array.isComplex ? .complex : .numeric, array.size)
      append(array)
    case .logical(let array):
      append(kind: .logical, array.size)
      append(elements: array.elements)
    case .char(let array):
      append(kind: .char, array.size)
      append(elements: array.elements)
    case .string(let array):
      append(kind: .string, array.size)
      append(array)
    case .cell(let array):
      append(kind: .cell, array.size)
      try append(array)
    case .structure(let array):
      append(kind: .structure, array.size)
      try append(array)
    case .sparse(let matrix):
      append(matrix)
    case .functionHandle(let handle):
      guard let text = handle.text else { throw Self.unknown(value) }
      append(kind: handle.workspace == nil ? .functionHandle : .capturingHandle, value.size)
      append(name: text)
      if let workspace = handle.workspace { try append(workspace) }
    case .object(let object):
      try append(object)
    case .opaque(let className, let size, .insideItself(let levels)):
      append(kind: .objectAround, size)
      append(name: className)
      append(count: levels)
    case .opaque(let className, let size, .deleted):
      append(kind: .deletedHandle, size)
      append(name: className)
    case .opaque:
      throw Self.unknown(value)
    }
  }

  private mutating func append(_ object: MATObject) throws(MATError) {
    guard object.isDecoded else { throw Self.unknown(.object(object)) }
    if let alias = object.alias {
      append(byte: Kind.aliasedObject.rawValue)
      append(name: alias)
    }
    append(kind: object.elements == nil ? .object : .mixedObjects, object.size)
    append(name: object.className)
    if let properties = object.properties {
      // One object that stands for an array has not its size.
      if !object.isOneEach { append(size: properties.size) }
      try append(properties)
    }
    for (position, element) in (object.elements ?? []).enumerated() {
      do throws(MATError) {
        try append(element)
      } catch {
        throw error.inside("(\(subscriptText(of: position, in: object.size)))")
      }
    }
  }

  /// What comes before the numbers of an array of real doubles.
  package mutating func append(headerOfDoubles size: [Int]) {
    append(kind: .numeric, size)
    append(name: MATNumericClass.double.rawValue)
  }

  private mutating func append(kind: Kind, _ size: [Int]) {
    append(byte: kind.rawValue)
    append(size: size)
  }

  private mutating func append(_ array: MATNumericArray) {
    append(name: array.numericClass.rawValue)
    append(array.real)
    if let imaginary = array.imaginary { append(imaginary) }
  }

  private mutating func append(_ numbers: MATNumbers) {
    let byteCount = numbers.count * numbers.numericClass.bytesPerElement
    unsafe numbers.withUnsafeRawPointer {
      unsafe append(bytes: UnsafeRawBufferPointer(start: $0, count: byteCount))
    }
  }

  /// Each text as the count of its UTF-16 code units and those; of a missing one the count is 2⁶⁴ − 1.
  private mutating func append(_ array: MATStringArray) {
    for text in array.elements {
      guard let text else {
        append(count: -1)
        continue
      }
      let units = Array(text.utf16)
      append(count: units.count)
      append(elements: units)
    }
  }

  private mutating func append(_ cells: NDArray<MATValue>) throws(MATError) {
    for (position, value) in cells.elements.enumerated() {
      do throws(MATError) {
        try append(value)
      } catch {
        throw error.inside("{\(subscriptText(of: position, in: cells.size))}")
      }
    }
  }

  private mutating func append(_ array: MATStructArray) throws(MATError) {
    append(count: array.fields.count)
    for (field, values) in array.fields {
      append(name: field)
      for (position, value) in values.enumerated() {
        do throws(MATError) {
          try append(value)
        } catch {
          let element =
            array.count == 1 ? "" : "(\(subscriptText(of: position, in: array.size)))"
          throw error.inside(element + "." + field)
        }
      }
    }
  }

  private mutating func append(_ matrix: MATSparseMatrix) {
    switch matrix {
    case .real(let matrix): append(kind: .sparse, matrix)
    case .complex(let matrix): append(kind: .complexSparse, matrix)
    case .logical(let matrix): append(kind: .logicalSparse, matrix)
    }
  }

  private mutating func append<Element: BitwiseCopyable>(
    kind: Kind, _ matrix: SparseMatrix<Element>
  ) {
    append(kind: kind, [matrix.rowCount, matrix.columnCount])
    append(elements: matrix.columnStarts.map(Int64.init))
    append(elements: matrix.rowIndices.map(Int64.init))
    append(elements: matrix.values)
  }

  private static func unknown(_ value: MATValue) -> MATError {
    MATError(
      .unsupported, expected: "a value whose content is known, to hash it",
      found: value.summaryWithReason)
  }
}

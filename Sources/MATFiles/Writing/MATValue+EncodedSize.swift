extension MATValue {
  /// The bytes that the value takes in an uncompressed level 5 file, tag included, under a name of its
  /// own or none; `Int.max` where that overflows.
  ///
  /// Each array is a tag, its flags, dimensions and name, and its parts, each part a tag and data padded
  /// to 8 bytes; a part of up to 4 bytes may take less. ("MAT-File Format", The MathWorks, section 1.)
  func encodedSize(named name: String = "") -> Int {
    let heading = 8 + 16 + Self.part(4 * size.count) + Self.part(name.utf8.count)
    return heading.adding(contentSize)
  }

  private var contentSize: Int {
    switch self {
    case .numeric(let array):
      let part = Self.part(array.count.multiplied(by: array.numericClass.bytesPerElement))
      return array.isComplex ? part.adding(part) : part
    case .logical(let array): return Self.part(array.count)
    case .char(let array): return Self.part(array.count.multiplied(by: 2))
    case .cell(let array):
      return array.elements.reduce(0) { $0.adding($1.encodedSize()) }
    case .structure(let array):
      let longest = array.fields.keys.lazy.map(\.utf8.count).max() ?? 0
      let names = 8 + Self.part(array.fields.count.multiplied(by: max(longest, 4) + 1))
      return array.fields.values.reduce(names) { total, values in
        values.reduce(total) { $0.adding($1.encodedSize()) }
      }
    case .sparse(let matrix):
      return Self.sparseSize(matrix)
    case .object(let object): return Self.storedSize(object)
    case .string, .functionHandle, .opaque: return 0
    }
  }

  private static func storedSize(_ object: MATObject) -> Int {
    let names = part(object.className.utf8.count)
    switch object.stored {
    case .reference(let system, let parts):
      return parts.reduce(names + part(system.utf8.count)) { $0.adding($1.encodedSize()) }
    case .functionHandle(let parts):
      return parts.reduce(names) { $0.adding($1.encodedSize()) }
    case .oldStyle:
      return names.adding(object.properties.map { MATValue.structure($0).contentSize } ?? 0)
    case .instance, .enumeration, .unset, nil: return 0
    }
  }

  private static func sparseSize(_ matrix: MATSparseMatrix) -> Int {
    let entries = matrix.entryCount
    let pattern = part(entries.multiplied(by: 4)).adding(
      part((matrix.size[1] + 1).multiplied(by: 4)))
    return switch matrix {
    case .real: pattern.adding(part(entries.multiplied(by: 8)))
    case .complex:
      pattern.adding(part(entries.multiplied(by: 8))).adding(part(entries.multiplied(by: 8)))
    case .logical: pattern.adding(part(entries))
    }
  }

  /// A tag and that many bytes, padded.
  private static func part(_ bytes: Int) -> Int {
    bytes.adding(8 + 7) & ~7
  }
}

extension Int {
  fileprivate func adding(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  fileprivate func multiplied(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

import Matrices

extension MATValue {
  /// The name of the class as MATLAB's `class` gives it: `double`, `logical`, `struct`, `function_handle`.
  ///
  /// A sparse matrix is `double` or `logical`, as in MATLAB.
  public var className: String {
    switch self {
    case .numeric(let array): array.numericClass.rawValue
    case .logical, .sparse(.logical): "logical"
    case .sparse: "double"
    case .char: "char"
    case .string: "string"
    case .cell: "cell"
    case .structure: "struct"
    case .functionHandle: "function_handle"
    case .object(let object): object.className
    case .opaque(let className, _, _): className
    }
  }

  /// The size along each dimension, two or more; a function handle is 1×1.
  public var size: [Int] {
    switch self {
    case .numeric(let array): array.size
    case .logical(let array): array.size
    case .char(let array): array.size
    case .string(let array): array.size
    case .cell(let array): array.size
    case .structure(let array): array.size
    case .sparse(let matrix): matrix.size
    case .functionHandle: [1, 1]
    case .object(let object): object.size
    case .opaque(_, let size, _): size
    }
  }

  /// The number of elements, the product of the size.
  public var count: Int { size.reduce(1, *) }

  /// True if the value has an imaginary part.
  public var isComplex: Bool {
    switch self {
    case .numeric(let array): array.isComplex
    case .sparse(.complex): true
    default: false
    }
  }

  /// True if the value is a sparse matrix.
  public var isSparse: Bool {
    if case .sparse = self { true } else { false }
  }

  /// The bytes that the elements take in MATLAB, two a character, without MATLAB's own headers for cells
  /// and fields; a sparse matrix counts 8 for each row index and column start. What is not understood
  /// counts nothing.
  public var byteCount: Int {
    switch self {
    case .numeric(let array):
      array.count * array.numericClass.bytesPerElement * (array.isComplex ? 2 : 1)
    case .logical(let array): array.count
    case .char(let array): 2 * array.count
    case .string(let array): array.byteCount
    case .cell(let array): array.elements.reduce(0) { $0 + $1.byteCount }
    case .structure(let array): array.byteCount
    case .sparse(let matrix): matrix.byteCount
    case .functionHandle(let handle):
      2 * (handle.text ?? "").utf16.count + (handle.workspace?.byteCount ?? 0)
    case .object(let object):
      object.properties?.byteCount ?? object.elements?.reduce(0) { $0 + $1.byteCount } ?? 0
    case .opaque: 0
    }
  }

  /// The size and class as a person says it: `3×2 double`.
  package var summary: String {
    let attributes = (isSparse ? "sparse " : "") + (isComplex ? "complex " : "")
    return "\(sizeDescription(size)) \(attributes)\(className)"
  }

  /// The summary, with the reason where nothing more is known.
  package var summaryWithReason: String {
    guard case .opaque(_, _, let reason) = self else { return summary }
    return "\(summary) (\(reason))"
  }
}

extension MATNumericClass {
  /// The bytes of one real number of the class.
  public var bytesPerElement: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .single, .int32, .uint32: 4
    case .double, .int64, .uint64: 8
    }
  }
}

extension MATSparseMatrix {
  /// The size, rows and columns.
  public var size: [Int] {
    switch self {
    case .real(let matrix): [matrix.rowCount, matrix.columnCount]
    case .complex(let matrix): [matrix.rowCount, matrix.columnCount]
    case .logical(let matrix): [matrix.rowCount, matrix.columnCount]
    }
  }

  /// The number of entries that are stored.
  public var entryCount: Int {
    switch self {
    case .real(let matrix): matrix.values.count
    case .complex(let matrix): matrix.values.count
    case .logical(let matrix): matrix.values.count
    }
  }

  fileprivate var byteCount: Int {
    let bytesPerValue =
      switch self {
      case .real: 8
      case .complex: 16
      case .logical: 1
      }
    return entryCount * (bytesPerValue + 8) + (size[1] + 1) * 8
  }
}

extension MATStructArray {
  fileprivate var byteCount: Int {
    fields.values.reduce(0) { total, values in values.reduce(total) { $0 + $1.byteCount } }
  }
}

extension MATStructArray {
  /// The value of a field of a scalar struct; nil where there is none.
  package func scalar(_ field: String) -> MATValue? {
    count == 1 ? fields[field]?[0] : nil
  }
}

extension MATValue {
  /// MATLAB's `[]`, which an unset cell or field reads as.
  package static let emptyDouble = MATValue.numeric(
    MATNumericArray(size: [0, 0], real: .double([])))
}

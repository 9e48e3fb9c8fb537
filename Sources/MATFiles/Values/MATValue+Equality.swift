import Matrices

// Two values are equal where their class, size and elements are: every element bit for bit but for NaN,
// which equals any NaN, so that what was read twice compares equal. 0 and −0 differ, as does the order of
// a struct's fields. What MatKit knows nothing of but a class and a size (an opaque value, a function
// handle without text) is compared by what it does know.
// Here are the parts whose equality is not the compiler's.

extension MATNumbers: Hashable {
  public static func == (a: MATNumbers, b: MATNumbers) -> Bool {
    switch (a, b) {
    case (.double(let a), .double(let b)): areIdentical(a, b, by: \.identity)
    case (.single(let a), .single(let b)): areIdentical(a, b, by: \.identity)
    case (.int8(let a), .int8(let b)): a == b
    case (.int16(let a), .int16(let b)): a == b
    case (.int32(let a), .int32(let b)): a == b
    case (.int64(let a), .int64(let b)): a == b
    case (.uint8(let a), .uint8(let b)): a == b
    case (.uint16(let a), .uint16(let b)): a == b
    case (.uint32(let a), .uint32(let b)): a == b
    case (.uint64(let a), .uint64(let b)): a == b
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(numericClass)
    hasher.combine(count)
    switch self {
    case .double(let numbers): for number in numbers { hasher.combine(number.identity) }
    case .single(let numbers): for number in numbers { hasher.combine(number.identity) }
    case .int8(let numbers): hasher.combine(numbers)
    case .int16(let numbers): hasher.combine(numbers)
    case .int32(let numbers): hasher.combine(numbers)
    case .int64(let numbers): hasher.combine(numbers)
    case .uint8(let numbers): hasher.combine(numbers)
    case .uint16(let numbers): hasher.combine(numbers)
    case .uint32(let numbers): hasher.combine(numbers)
    case .uint64(let numbers): hasher.combine(numbers)
    }
  }
}

extension MATSparseMatrix: Hashable {
  public static func == (a: MATSparseMatrix, b: MATSparseMatrix) -> Bool {
    switch (a, b) {
    case (.real(let a), .real(let b)): a.map(\.identity) == b.map(\.identity)
    case (.complex(let a), .complex(let b)): a == b
    case (.logical(let a), .logical(let b)): a == b
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .real(let matrix): hasher.combine(matrix.map(\.identity))
    case .complex(let matrix): hasher.combine(matrix)
    case .logical(let matrix): hasher.combine(matrix)
    }
  }
}

extension MATSparseMatrix.ComplexPair: Hashable {
  public static func == (a: Self, b: Self) -> Bool {
    a.real.identity == b.real.identity && a.imaginary.identity == b.imaginary.identity
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(real.identity)
    hasher.combine(imaginary.identity)
  }
}

extension Double {
  /// The bits, those of one NaN standing for every NaN.
  fileprivate var identity: UInt64 { isNaN ? Double.nan.bitPattern : bitPattern }
}

extension Float {
  /// The bits, those of one NaN standing for every NaN.
  fileprivate var identity: UInt32 { isNaN ? Float.nan.bitPattern : bitPattern }
}

private func areIdentical<Number, Bits: Equatable>(
  _ a: [Number], _ b: [Number], by identity: (Number) -> Bits
) -> Bool {
  a.count == b.count && a.indices.allSatisfy { identity(a[$0]) == identity(b[$0]) }
}

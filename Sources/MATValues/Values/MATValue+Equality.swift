import Matrices

// Two values are equal where their class, size and elements are: every element bit for bit but for NaN,
// which equals any NaN, so that what was read twice compares equal. 0 and −0 differ, as does the order of
// a struct's fields. What MatKit knows nothing of but a class and a size (an opaque value, a function
// handle without text) is compared by what it does know.
// Here are the parts whose equality is not the compiler's.

extension MATNumbers: Hashable {
  /// True if class and bits are equal, any NaN being equal to any other; 0 and −0 differ.
  public static func == (a: MATNumbers, b: MATNumbers) -> Bool {
    struct Visitor: MATNumberVisitor {
      let others: MATNumbers

      func visit<Number: StoredNumber>(_ numbers: [Number]) -> Bool {
        guard let others = Number.picked(from: others) else { return false }
        return areIdentical(numbers, others, by: \.identity)
      }
    }
    return a.visit(Visitor(others: b))
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    struct Visitor: MATNumberVisitor {
      var hasher: Hasher

      mutating func visit<Number: StoredNumber>(_ numbers: [Number]) {
        for number in numbers { hasher.combine(number.identity) }
      }
    }
    hasher.combine(numericClass)
    hasher.combine(count)
    var visitor = Visitor(hasher: hasher)
    visit(&visitor)
    hasher = visitor.hasher
  }
}

extension MATSparseMatrix: Hashable {
  /// True if class, size, pattern and entries are equal.
  public static func == (a: MATSparseMatrix, b: MATSparseMatrix) -> Bool {
    switch (a, b) {
    case (.real(let a), .real(let b)): a.map(\.identity) == b.map(\.identity)
    case (.complex(let a), .complex(let b)): a == b
    case (.logical(let a), .logical(let b)): a == b
    default: false
    }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .real(let matrix): hasher.combine(matrix.map(\.identity))
    case .complex(let matrix): hasher.combine(matrix)
    case .logical(let matrix): hasher.combine(matrix)
    }
  }
}

extension MATSparseMatrix.ComplexPair: Hashable {
  /// True if both parts are equal bit for bit, any NaN being equal to any other.
  public static func == (a: Self, b: Self) -> Bool {
    a.real.identity == b.real.identity && a.imaginary.identity == b.imaginary.identity
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(real.identity)
    hasher.combine(imaginary.identity)
  }
}

private func areIdentical<Number, Bits: Equatable>(
  _ a: [Number], _ b: [Number], by identity: (Number) -> Bits
) -> Bool {
  a.count == b.count && a.indices.allSatisfy { identity(a[$0]) == identity(b[$0]) }
}

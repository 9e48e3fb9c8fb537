extension MATNumbers {
  /// The same numbers in another class; throws `.outOfRange`, with the place in an array of the given
  /// size, at the first that it has no equal for.
  package func exactly(
    as numericClass: MATNumericClass, size: [Int]
  ) throws(MATError) -> MATNumbers {
    struct Visitor: MATNumberVisitor {
      let numbers: MATNumbers
      let size: [Int]

      func visit<Number: StoredNumber>(_: [Number]) throws(MATError) -> MATNumbers {
        Number.matNumbers(try numbers.exactly(size: size))
      }
    }
    guard numericClass != self.numericClass else { return self }
    return try Self.none(of: numericClass).visit(Visitor(numbers: self, size: size))
  }

  /// The first `count` numbers, or all where there are fewer.
  package func prefix(_ count: Int) -> MATNumbers {
    count < self.count ? selecting(count, from: 0, by: 1) : self
  }

  /// Whether each number is another than zero, as NaN is.
  package var isNonzero: [Bool] {
    struct Visitor: MATNumberVisitor {
      func visit<Number: StoredNumber>(_ numbers: [Number]) -> [Bool] {
        numbers.map { $0 != .zero }
      }
    }
    return visit(Visitor())
  }
}

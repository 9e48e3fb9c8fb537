extension MATNumericArray {
  /// Real scalars of one class in one array; nil where one is something else, and of none.
  init?(ofScalars values: [MATValue], size: [Int]) {
    guard case .numeric(let first)? = values.first else { return nil }
    guard
      let numbers = MATNumbers(first.numericClass, ofScalars: values)
    else { return nil }
    self.init(size: size, real: numbers)
  }
}

extension MATNumbers {
  fileprivate init?(_ numericClass: MATNumericClass, ofScalars values: [MATValue]) {
    struct Visitor: MATNumberVisitor {
      let values: [MATValue]

      func visit<Number: StoredNumber>(_: [Number]) -> MATNumbers? {
        var numbers: [Number] = []
        numbers.reserveCapacity(values.count)
        for value in values {
          guard case .numeric(let array) = value, array.size == [1, 1], !array.isComplex,
            let number = Number.picked(from: array.real)
          else { return nil }
          numbers.append(number[0])
        }
        return Number.matNumbers(numbers)
      }
    }
    guard let numbers = Self.none(of: numericClass).visit(Visitor(values: values)) else {
      return nil
    }
    self = numbers
  }
}

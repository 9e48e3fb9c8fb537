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
    func scalars<Number>(_ number: (MATNumbers) -> Number?) -> [Number]? {
      var numbers: [Number] = []
      numbers.reserveCapacity(values.count)
      for value in values {
        guard case .numeric(let array) = value, array.size == [1, 1], !array.isComplex,
          let number = number(array.real)
        else { return nil }
        numbers.append(number)
      }
      return numbers
    }
    let numbers: MATNumbers? =
      switch numericClass {
      case .double: scalars { if case .double(let a) = $0 { a[0] } else { nil } }.map(Self.double)
      case .single: scalars { if case .single(let a) = $0 { a[0] } else { nil } }.map(Self.single)
      case .int8: scalars { if case .int8(let a) = $0 { a[0] } else { nil } }.map(Self.int8)
      case .int16: scalars { if case .int16(let a) = $0 { a[0] } else { nil } }.map(Self.int16)
      case .int32: scalars { if case .int32(let a) = $0 { a[0] } else { nil } }.map(Self.int32)
      case .int64: scalars { if case .int64(let a) = $0 { a[0] } else { nil } }.map(Self.int64)
      case .uint8: scalars { if case .uint8(let a) = $0 { a[0] } else { nil } }.map(Self.uint8)
      case .uint16: scalars { if case .uint16(let a) = $0 { a[0] } else { nil } }.map(Self.uint16)
      case .uint32: scalars { if case .uint32(let a) = $0 { a[0] } else { nil } }.map(Self.uint32)
      case .uint64: scalars { if case .uint64(let a) = $0 { a[0] } else { nil } }.map(Self.uint64)
      }
    guard let numbers else { return nil }
    self = numbers
  }
}

extension MATNumbers {
  /// The same numbers in another class; throws `.outOfRange`, with the place in an array of the given
  /// size, at the first that it has no equal for.
  func exactly(as numericClass: MATNumericClass, size: [Int]) throws(MATError) -> MATNumbers {
    guard numericClass != self.numericClass else { return self }
    return switch numericClass {
    case .double: .double(try exactly(size: size))
    case .single: .single(try exactly(size: size))
    case .int8: .int8(try exactly(size: size))
    case .int16: .int16(try exactly(size: size))
    case .int32: .int32(try exactly(size: size))
    case .int64: .int64(try exactly(size: size))
    case .uint8: .uint8(try exactly(size: size))
    case .uint16: .uint16(try exactly(size: size))
    case .uint32: .uint32(try exactly(size: size))
    case .uint64: .uint64(try exactly(size: size))
    }
  }

  /// No numbers of a class.
  static func none(of numericClass: MATNumericClass) -> MATNumbers {
    switch numericClass {
    case .double: .double([])
    case .single: .single([])
    case .int8: .int8([])
    case .int16: .int16([])
    case .int32: .int32([])
    case .int64: .int64([])
    case .uint8: .uint8([])
    case .uint16: .uint16([])
    case .uint32: .uint32([])
    case .uint64: .uint64([])
    }
  }

  /// The first `count` numbers, or all where there are fewer.
  func prefix(_ count: Int) -> MATNumbers {
    count < self.count ? selecting(count, from: 0, by: 1) : self
  }

  /// Whether each number is another than zero, as NaN is.
  var isNonzero: [Bool] {
    switch self {
    case .double(let numbers): numbers.map { $0 != 0 }
    case .single(let numbers): numbers.map { $0 != 0 }
    case .int8(let numbers): numbers.map { $0 != 0 }
    case .int16(let numbers): numbers.map { $0 != 0 }
    case .int32(let numbers): numbers.map { $0 != 0 }
    case .int64(let numbers): numbers.map { $0 != 0 }
    case .uint8(let numbers): numbers.map { $0 != 0 }
    case .uint16(let numbers): numbers.map { $0 != 0 }
    case .uint32(let numbers): numbers.map { $0 != 0 }
    case .uint64(let numbers): numbers.map { $0 != 0 }
    }
  }
}

extension MATNumbers {
  /// Lends `body` the numbers in memory.
  func withUnsafeRawPointer<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawPointer?) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    return switch self {
    case .double(let numbers): try unsafe Self.lend(numbers, body)
    case .single(let numbers): try unsafe Self.lend(numbers, body)
    case .int8(let numbers): try unsafe Self.lend(numbers, body)
    case .int16(let numbers): try unsafe Self.lend(numbers, body)
    case .int32(let numbers): try unsafe Self.lend(numbers, body)
    case .int64(let numbers): try unsafe Self.lend(numbers, body)
    case .uint8(let numbers): try unsafe Self.lend(numbers, body)
    case .uint16(let numbers): try unsafe Self.lend(numbers, body)
    case .uint32(let numbers): try unsafe Self.lend(numbers, body)
    case .uint64(let numbers): try unsafe Self.lend(numbers, body)
    }
  }

  private static func lend<
    Number: BitwiseCopyable, Result: ~Copyable, Failure: Error
  >(
    _ numbers: [Number], _ body: (UnsafeRawPointer?) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe numbers.span.withUnsafeBytes { (bytes) throws(Failure) -> Result in
      try unsafe body(bytes.baseAddress)
    }
  }

  /// These numbers and those of the same class and count, by turns: re₁, im₁, re₂, im₂, …
  func interleaved(with others: MATNumbers) -> MATNumbers {
    func pairs<Number>(_ a: [Number], _ b: [Number]) -> [Number] {
      var pairs: [Number] = []
      pairs.reserveCapacity(2 * a.count)
      for position in a.indices {
        pairs.append(a[position])
        pairs.append(b[position])
      }
      return pairs
    }
    switch (self, others) {
    case (.double(let a), .double(let b)): return .double(pairs(a, b))
    case (.single(let a), .single(let b)): return .single(pairs(a, b))
    case (.int8(let a), .int8(let b)): return .int8(pairs(a, b))
    case (.int16(let a), .int16(let b)): return .int16(pairs(a, b))
    case (.int32(let a), .int32(let b)): return .int32(pairs(a, b))
    case (.int64(let a), .int64(let b)): return .int64(pairs(a, b))
    case (.uint8(let a), .uint8(let b)): return .uint8(pairs(a, b))
    case (.uint16(let a), .uint16(let b)): return .uint16(pairs(a, b))
    case (.uint32(let a), .uint32(let b)): return .uint32(pairs(a, b))
    case (.uint64(let a), .uint64(let b)): return .uint64(pairs(a, b))
    default:
      preconditionFailure(
        "\(numericClass) and \(others.numericClass) numbers cannot be interleaved")
    }
  }
}

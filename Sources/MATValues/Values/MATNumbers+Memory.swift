extension MATNumbers {
  /// Lends `body` the numbers in memory, and takes what cannot be copied for its result, which no visitor does.
  package func withUnsafeRawPointer<Result: ~Copyable, Failure: Error>(
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
  ///
  /// Traps where the others are of another class.
  package func interleaved(with others: MATNumbers) -> MATNumbers {
    visit(Interleaver(others: others))
  }
}

private struct Interleaver: MATNumberVisitor {
  let others: MATNumbers

  func visit<Number: StoredNumber>(_ numbers: [Number]) -> MATNumbers {
    guard let others = Number.picked(from: others) else {
      preconditionFailure(
        "\(Number.numericClass) and \(others.numericClass) numbers cannot be interleaved")
    }
    var pairs: [Number] = []
    pairs.reserveCapacity(2 * numbers.count)
    for position in numbers.indices {
      pairs.append(numbers[position])
      pairs.append(others[position])
    }
    return Number.matNumbers(pairs)
  }
}

import Matrices

extension MersenneTwister {
  /// An integer uniform on `range`: `numpy.random.randint(low, high)`.
  ///
  /// Draws as many bits as the largest result has until they make no more than it (masked rejection):
  /// less than two draws on average, of 32 bits where those suffice, else of 64. A range of one integer
  /// uses up no draw. Traps where the range is empty.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 0)
  /// let dice = (0..<5).map { _ in random.integer(in: 1..<7) }
  /// assert(dice == [5, 6, 1, 4, 4])  // numpy.random.seed(0); numpy.random.randint(1, 7, 5)
  /// ```
  public mutating func integer(in range: Range<Int>) -> Int {
    require(!range.isEmpty, "no integer lies in \(range)")
    let largest = UInt64(bitPattern: Int64(range.upperBound &- 1 &- range.lowerBound))
    return range.lowerBound &+ Int(truncatingIfNeeded: interval(largest))
  }

  /// Puts the elements into a random order: `numpy.random.shuffle(x)` of a list or an array, whose
  /// rows are then the elements.
  ///
  /// Fisher and Yates from the end: for i = n−1, …, 1 swaps element i with one of 0…i. O(n).
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 0)
  /// var cards = ["a", "b", "c"]
  /// random.shuffle(&cards)
  /// assert(cards.sorted() == ["a", "b", "c"])
  /// ```
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for i in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(i, Int(interval(UInt64(i))))
    }
  }

  /// The integers 0, 1, …, `count` − 1 in a random order: `numpy.random.permutation(count)`.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 0)
  /// assert(random.permutation(5) == [2, 0, 1, 3, 4])
  /// ```
  public mutating func permutation(_ count: Int) -> [Int] {
    require(count >= 0, "cannot permute \(count) elements")
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }

  /// An integer uniform on 0…`largest`, by masked rejection.
  private mutating func interval(_ largest: UInt64) -> UInt64 {
    guard largest > 0 else { return 0 }
    let mask = UInt64.max >> UInt64(largest.leadingZeroBitCount)
    while true {
      let bits: UInt64
      if largest <= UInt64(UInt32.max) {
        let word: UInt32 = next()
        bits = UInt64(word)
      } else {
        bits = next()
      }
      if bits & mask <= largest { return bits & mask }
    }
  }
}

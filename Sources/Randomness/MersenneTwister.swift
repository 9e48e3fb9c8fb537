import Matrices

/// Random streams that give the numbers of NumPy, MATLAB and Octave, bit for bit.
///
///     var random = MersenneTwister(seed: 0)          // numpy.random.seed(0)
///     random.uniform()                               // 0.5488135039273248, as numpy.random.rand()
///     random.normal()                                // as numpy.random.randn()
///     let moons = makeMoons(sampleCount: 200, noise: 0.2, using: &random)
///
/// MT19937, the Mersenne Twister: M. Matsumoto and T. Nishimura, "Mersenne Twister: a 623-dimensionally
/// equidistributed uniform pseudo-random number generator", ACM TOMACS 8 (1998) 3–30, with the seeding
/// of the authors' version of 2002 (`init_genrand`, `init_by_array`). No departures.

/// The random stream of NumPy's legacy `RandomState`, which MATLAB and Octave share under other seeds.
///
/// The same calls in the same order give the same bits as NumPy:
///
/// | here | NumPy, `r = numpy.random.RandomState(seed)` |
/// |---|---|
/// | ``uniform()``, ``uniforms(_:)`` | `r.random_sample()`, `r.rand(n)` |
/// | ``uniform(in:)`` | `r.uniform(low, high)` |
/// | ``normal()``, ``normals(_:)`` | `r.standard_normal()`, `r.randn(n)` |
/// | ``integer(in:)`` | `r.randint(low, high)` |
/// | ``shuffle(_:)``, ``permutation(_:)`` | `r.shuffle(x)`, `r.permutation(n)` |
///
/// A value: a copy continues on its own, and two equal values give the same numbers for ever. The state
/// is open to be saved (`Codable`) and compared; it takes 2.5 KB.
///
/// ```swift
/// var random = MersenneTwister(seed: 0)
/// assert(random.uniform() == 0.5488135039273248)  // numpy.random.seed(0); numpy.random.rand()
/// var copy = random
/// assert(copy.normal() == random.normal())
/// ```
public struct MersenneTwister: RandomNumberGenerator, Hashable, Sendable {
  /// The 624 words of the state, as NumPy's `get_state()[1]`.
  public private(set) var words: [UInt32]
  /// The number of words used up since the last regeneration, 0 to 624, as NumPy's `get_state()[2]`.
  public private(set) var position: Int
  /// The second number of a normal pair, waiting for the next ``normal()``.
  public internal(set) var spareNormal: Double?

  /// The number of words in the state, n in the paper.
  static let wordCount = 624

  /// The stream of `numpy.random.seed(seed)`: one integer spread over the state by `init_genrand`.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 42)
  /// assert(random.uniforms(2) == [0.3745401188473625, 0.9507143064099162])
  /// ```
  public init(seed: UInt32) {
    var word = seed
    words = [word]
    words.reserveCapacity(Self.wordCount)
    for index in 1..<UInt32(Self.wordCount) {
      word = 1_812_433_253 &* (word ^ (word >> 30)) &+ index
      words.append(word)
    }
    position = Self.wordCount
  }

  /// The stream of MATLAB's `rng(seed, 'twister')`, where seed 0 stands for 5489.
  ///
  /// `rand` then gives ``uniform()``'s numbers, filling arrays column by column. MATLAB's `randn` and
  /// `randi` use other transformations and are not reproduced.
  ///
  /// ```swift
  /// var random = MersenneTwister(matlabSeed: 0)
  /// assert(random.uniform() == 0.8147236863931789)  // rng(0, 'twister'); rand
  /// ```
  public init(matlabSeed seed: UInt32) {
    self.init(seed: seed == 0 ? 5489 : seed)
  }

  /// The stream seeded by several integers (`init_by_array`): `numpy.random.seed([1, 2, 3])` with two
  /// integers or more, and Octave's `rand("twister", [1, 2, 3])` with any number.
  ///
  /// `seeds: [s]` is Octave's `rand("twister", s)` and Python's `random.seed(s)`; NumPy takes an array
  /// of one integer for that integer, which is ``init(seed:)``. Octave's `randn` and `randi` use other
  /// transformations and are not reproduced. Traps where `seeds` is empty.
  ///
  /// ```swift
  /// var one = MersenneTwister(seeds: [1, 2, 3])
  /// var other = MersenneTwister(seeds: [1, 2, 4])
  /// assert(one.uniform() != other.uniform())
  /// ```
  public init(seeds: [UInt32]) {
    require(!seeds.isEmpty, "a random stream cannot be seeded by 0 integers")
    self.init(seed: 19_650_218)
    let n = Self.wordCount
    var (i, j) = (1, 0)
    for _ in 0..<max(n, seeds.count) {
      words[i] = (words[i] ^ mixed(words[i - 1], by: 1_664_525)) &+ seeds[j] &+ UInt32(j)
      i = advanced(i)
      j = (j + 1) % seeds.count
    }
    for _ in 0..<n - 1 {
      words[i] = (words[i] ^ mixed(words[i - 1], by: 1_566_083_941)) &- UInt32(i)
      i = advanced(i)
    }
    words[0] = 0x8000_0000
  }

  /// A stream in a given state; nil where there are not 624 words, `position` is outside 0…624, or
  /// every bit that matters is zero, a state that never leaves itself.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 1)
  /// var saved = MersenneTwister(words: random.words, position: random.position)!
  /// assert(saved.uniform() == random.uniform())
  /// ```
  public init?(words: [UInt32], position: Int, spareNormal: Double? = nil) {
    guard words.count == Self.wordCount, (0...Self.wordCount).contains(position),
      words[0] & Self.upperBit != 0 || words.dropFirst().contains(where: { $0 != 0 })
    else { return nil }
    self.words = words
    self.position = position
    self.spareNormal = spareNormal
  }

  /// The next 32 bits of the stream.
  ///
  /// ```swift
  /// var random = MersenneTwister(seed: 5489)
  /// let first: UInt32 = random.next()
  /// assert(first == 3_499_211_612)  // the reference output of MT19937
  /// ```
  public mutating func next() -> UInt32 {
    if position == Self.wordCount { regenerate() }
    var y = words[position]
    position += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9d2c_5680
    y ^= (y << 15) & 0xefc6_0000
    return y ^ (y >> 18)
  }

  /// The next 64 bits: two draws of 32, the first the upper half, as in NumPy.
  ///
  /// ```swift
  /// var (random, halves) = (MersenneTwister(seed: 1), MersenneTwister(seed: 1))
  /// let (upper, lower): (UInt32, UInt32) = (halves.next(), halves.next())
  /// let both: UInt64 = random.next()
  /// assert(both == UInt64(upper) << 32 | UInt64(lower))
  /// ```
  public mutating func next() -> UInt64 {
    let upper: UInt32 = next()
    let lower: UInt32 = next()
    return UInt64(upper) << 32 | UInt64(lower)
  }

  private static let upperBit: UInt32 = 0x8000_0000

  /// Replaces all words by the next 624 of the recurrence
  /// x(k+n) = x(k+m) ⊕ (upper bit of x(k) | lower bits of x(k+1)) A, equation (1) with m = 397.
  private mutating func regenerate() {
    let (n, m) = (Self.wordCount, 397)
    words.withUnsafeMutableBufferPointer { x in
      for k in 0..<n {
        let y = (x[k] & Self.upperBit) | (x[(k + 1) % n] & ~Self.upperBit)
        x[k] = x[(k + m) % n] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_b0df)
      }
    }
    position = 0
  }

  /// One step of `init_by_array` through the words: the last wraps round to the second, copied to the
  /// first on the way.
  private mutating func advanced(_ index: Int) -> Int {
    guard index + 1 == Self.wordCount else { return index + 1 }
    words[0] = words[Self.wordCount - 1]
    return 1
  }
}

/// The multiplication by which `init_by_array` mixes a word into its successor.
private func mixed(_ word: UInt32, by factor: UInt32) -> UInt32 {
  (word ^ (word >> 30)) &* factor
}

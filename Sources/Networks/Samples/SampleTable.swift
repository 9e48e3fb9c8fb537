public import Matrices

/// The features of samples, N×d, as a training takes them from where they lie, block by block: a matrix in memory or a
/// ``SampleScratch``, of which it may be some rows, and standardised.
///
/// Neither the choice of rows nor the standardisation makes a copy of the samples, which large ones have no room for.
/// What is gathered has the bits of `map.applied(to: matrix.selectingRows(rows))`.
///
/// ```swift
/// let table = SampleTable([[1, 2], [3, 4], [5, 6]]).selectingRows([2, 0])
/// assert(table.rowCount == 2 && table.matrix == [[5, 6], [1, 2]])
/// ```
public struct SampleTable: Hashable, Sendable {
  /// Where the samples lie.
  enum Base: Hashable, Sendable {
    case matrix(Matrix<Double>)
    case scratch(SampleScratch)
  }

  let base: Base
  /// Which of the base's samples these are, in their order; nil for all.
  let rows: [UInt32]?
  /// The standardisation of each feature; nil for none.
  let map: Standardization?

  private init(_ base: Base, _ rows: [UInt32]?, _ map: Standardization?) {
    (self.base, self.rows, self.map) = (base, rows, map)
  }

  /// The samples of a matrix, one a row.
  public init(_ matrix: Matrix<Double>) { self.init(.matrix(matrix), nil, nil) }

  /// The samples of a scratch file.
  public init(_ scratch: SampleScratch) { self.init(.scratch(scratch), nil, nil) }

  /// N.
  public var rowCount: Int { rows?.count ?? baseCount }

  /// d.
  public var columnCount: Int {
    switch base {
    case .matrix(let matrix): matrix.columnCount
    case .scratch(let scratch): scratch.columnCount
    }
  }

  /// True if there is no sample or no feature.
  public var isEmpty: Bool { rowCount == 0 || columnCount == 0 }

  /// True if the samples are in memory.
  public var isInMemory: Bool { if case .matrix = base { true } else { false } }

  /// True if the samples are those of a matrix in memory, all and as they are, so that ``matrix`` is no copy.
  ///
  /// ```swift
  /// let table = SampleTable([[1, 2], [3, 4]])
  /// assert(table.isWholeMatrix && !table.selectingRows([1]).isWholeMatrix)
  /// ```
  public var isWholeMatrix: Bool { isInMemory && rows == nil && map == nil }

  private var baseCount: Int {
    switch base {
    case .matrix(let matrix): matrix.rowCount
    case .scratch(let scratch): scratch.rowCount
    }
  }

  /// The samples of these numbers, in the order given, without a copy of them.
  ///
  /// Traps where one is none, or there are more than 2³² − 1 to choose from. O(n).
  public func selectingRows(_ numbers: [Int]) -> SampleTable {
    let count = rowCount
    require(baseCount <= Int(UInt32.max), "rows of \(baseCount) samples cannot be chosen")
    let chosen = numbers.map { number in
      require((0..<count).contains(number), "sample \(number) is not one of \(count)")
      return rows?[number] ?? UInt32(number)
    }
    return SampleTable(base, chosen, map)
  }

  /// The samples with (x − μ)/σ in the place of each feature, without a copy of the samples.
  ///
  /// Traps where there are not as many features, or they are standardised already.
  public func standardized(by map: Standardization) -> SampleTable {
    require(
      map.mu.count == columnCount && self.map == nil,
      "\(columnCount) features cannot be standardised by \(map.mu.count) means")
    let isNothing = map.mu.allSatisfy { $0 == 0 } && map.sigma.allSatisfy { $0 == 1 }
    return SampleTable(base, rows, isNothing ? nil : map)
  }

  /// All of it in memory: the matrix itself where it is of all rows and not standardised, else a copy. O(N·d).
  public var matrix: Matrix<Double> {
    if case .matrix(let matrix) = base, rows == nil, map == nil { return matrix }
    return matrix(of: 0..<rowCount)
  }

  /// Some of the samples in memory. Traps where there are not as many. O(n·d).
  public func matrix<Scalar: NetworkScalar>(of samples: Range<Int>) -> Matrix<Scalar> {
    require(
      0 <= samples.lowerBound && samples.upperBound <= rowCount,
      "samples \(samples) are not of \(rowCount)")
    let (count, width) = (samples.count, columnCount)
    let elements = unsafe [Scalar](unsafeUninitializedCapacity: count * width) { block, filled in
      if let block = block.baseAddress { unsafe gather(samples, into: block) }
      filled = count * width
    }
    return Matrix(rowCount: count, columnCount: width, elements: elements)
  }

  /// Writes some of the samples, n×d column-major.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  @unsafe func gather<Scalar: NetworkScalar>(
    _ samples: Range<Int>, into block: UnsafeMutablePointer<Scalar>
  ) {
    switch base {
    case .matrix(let matrix): unsafe gather(samples, of: matrix, into: block)
    case .scratch(let scratch): unsafe gather(samples, of: scratch, into: block)
    }
  }

  /// Writes samples, each of d numbers, one after the other.
  @unsafe func gatherRows<Scalar: NetworkScalar>(
    _ samples: some Collection<Int>, into block: UnsafeMutablePointer<Scalar>
  ) {
    let width = columnCount
    for (place, sample) in samples.enumerated() {
      let row = row(sample)
      let target = unsafe block + place * width
      switch base {
      case .matrix(let matrix):
        for f in 0..<width { unsafe (target + f).initialize(to: mapped(matrix[row, f], f)) }
      case .scratch(let scratch):
        unsafe scratch.withRows(row..<row + 1) { numbers in
          for f in 0..<width { unsafe (target + f).initialize(to: mapped(numbers[f], f)) }
        }
      }
    }
  }

  private func mapped<Scalar: NetworkScalar>(_ number: Double, _ feature: Int) -> Scalar {
    map.map { Scalar((number - $0.mu[feature]) / $0.sigma[feature]) } ?? Scalar(number)
  }

  @inline(__always)
  @unsafe private func gather<Scalar: NetworkScalar>(
    _ samples: Range<Int>, of matrix: Matrix<Double>, into block: UnsafeMutablePointer<Scalar>
  ) {
    let count = samples.count
    unsafe matrix.withUnsafeBufferPointer { elements in
      guard let start = elements.baseAddress else { return }
      for f in 0..<matrix.columnCount {
        let column = unsafe start + f * matrix.rowCount
        let target = unsafe block + f * count
        let (mean, deviation) = map.map { ($0.mu[f], $0.sigma[f]) } ?? (0, 1)
        if let rows {
          for i in 0..<count {
            let number = unsafe column[Int(rows[samples.lowerBound + i])]
            unsafe (target + i).initialize(
              to: Scalar(map == nil ? number : (number - mean) / deviation))
          }
        } else {
          for i in 0..<count {
            let number = unsafe column[samples.lowerBound + i]
            unsafe (target + i).initialize(
              to: Scalar(map == nil ? number : (number - mean) / deviation))
          }
        }
      }
    }
  }

  /// Samples that lie near one another are read at once.
  @inline(__always)
  @unsafe private func gather<Scalar: NetworkScalar>(
    _ samples: Range<Int>, of scratch: SampleScratch, into block: UnsafeMutablePointer<Scalar>
  ) {
    let (count, width) = (samples.count, scratch.columnCount)
    var first = samples.lowerBound
    while first < samples.upperBound {
      let start = row(first)
      var (next, end) = (first + 1, start + 1)
      while next < samples.upperBound, row(next) >= end, row(next) < start + scratch.rowsRead {
        end = row(next) + 1
        next += 1
      }
      unsafe scratch.withRows(start..<end) { numbers in
        for f in 0..<width {
          let target = unsafe block + f * count - samples.lowerBound
          let (mean, deviation) = map.map { ($0.mu[f], $0.sigma[f]) } ?? (0, 1)
          for sample in first..<next {
            let number = unsafe numbers[(row(sample) - start) * width + f]
            unsafe (target + sample).initialize(
              to: Scalar(map == nil ? number : (number - mean) / deviation))
          }
        }
      }
      first = next
    }
  }

  /// Where a sample lies in the base.
  @inline(__always)
  private func row(_ sample: Int) -> Int { rows.map { Int($0[sample]) } ?? sample }
}

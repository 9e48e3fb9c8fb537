// Arithmetic element by element, as MATLAB and NumPy write it.
//
// | here | MATLAB | NumPy |
// |---|---|---|
// | `A + B`, `A - B`, `-A` | `A + B`, `A - B`, `-A` | the same |
// | `A .* B`, `A ./ B` | `A .* B`, `A ./ B` | `A * B`, `A / B` |
// | `A + 1`, `2 * A`, `A / 2`, `1 - A`, `1 ./ A` | the same | the same, `1 / A` |
// | `A * B`, the product, of module LinearAlgebra | `A * B` | `A @ B` |
//
// Where MATLAB and NumPy stretch both operands, an m×1 column and a 1×n row into m×n, a slip of the pen makes
// a large matrix in silence; here one operand must have the result's shape.

infix operator .* : MultiplicationPrecedence
infix operator ./ : MultiplicationPrecedence

extension Matrix {
  /// The matrix of `combine(a, b)` for each element a of this and b of the other in the same place: what
  /// `+`, `-`, `.*` and `./` are made of, and any other such function.
  ///
  /// Either may be a single row or a single column, which then stands for every row or column of the
  /// other. Traps with both shapes where they fit in neither way. O(m·n).
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 5], [3, 4]]
  /// let row: Matrix = [[2.0, 4.5]]
  /// assert(A.combined(with: row) { max($0, $1) } == [[2, 5], [3, 4.5]])
  /// ```
  @inlinable
  public func combined<Other, Result>(
    with b: Matrix<Other>, _ combine: (Element, Other) -> Result
  ) -> Matrix<Result> {
    if size == b.size {
      return Matrix<Result>(
        rowCount: rowCount, columnCount: columnCount,
        elements: zip(elements, b.elements).map(combine))
    }
    let isRow = b.rowCount == 1 && b.columnCount == columnCount
    let isColumn = b.columnCount == 1 && b.rowCount == rowCount
    if isRow || isColumn {
      return Matrix<Result>(rowCount: rowCount, columnCount: columnCount) { row, column in
        combine(elements[row + column * rowCount], b.elements[isRow ? column : row])
      }
    }
    let thisIsRow = rowCount == 1 && columnCount == b.columnCount
    require(
      thisIsRow || columnCount == 1 && rowCount == b.rowCount,
      "a \(shape) and a \(b.shape) matrix do not fit together element by element: neither is a row"
        + " or a column of the other's")
    return Matrix<Result>(rowCount: b.rowCount, columnCount: b.columnCount) { row, column in
      combine(elements[thisIsRow ? column : row], b.elements[row + column * b.rowCount])
    }
  }
}

extension Matrix where Element: AdditiveArithmetic {
  /// The sums element by element: MATLAB's and NumPy's `A + B`.
  ///
  /// Either may be a single row or column, added to every row or column of the other: `X * W + b` for a
  /// 1×n `b`. Traps with both shapes where they do not fit.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 2], [3, 4]]
  /// assert(A + [[10, 20]] == [[11, 22], [13, 24]])
  /// ```
  @inlinable
  public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b) { $0 + $1 } }

  /// The differences element by element: MATLAB's and NumPy's `A - B`. Shapes as for `+`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A - A.rowMeans() == [[-0.5, 0.5], [-0.5, 0.5]])
  /// ```
  @inlinable
  public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b) { $0 - $1 } }

  /// Adds a number to every element: `A + 1`.
  @inlinable
  public static func + (a: Matrix, b: Element) -> Matrix { a.map { $0 + b } }

  /// Adds every element to a number: `1 + A`.
  @inlinable
  public static func + (a: Element, b: Matrix) -> Matrix { b.map { a + $0 } }

  /// Subtracts a number from every element: `A - 1`.
  @inlinable
  public static func - (a: Matrix, b: Element) -> Matrix { a.map { $0 - b } }

  /// Subtracts every element from a number: `1 - A`.
  @inlinable
  public static func - (a: Element, b: Matrix) -> Matrix { b.map { a - $0 } }

  /// Adds element by element; the right operand may be a single row or column.
  ///
  /// ```swift
  /// var A: Matrix = [[1, 2], [3, 4]]
  /// A += [[10], [20]]
  /// assert(A == [[11, 12], [23, 24]])
  /// ```
  @inlinable
  public static func += (a: inout Matrix, b: Matrix) { a = a.keepingSize(a + b) }

  /// Subtracts element by element; the right operand may be a single row or column.
  @inlinable
  public static func -= (a: inout Matrix, b: Matrix) { a = a.keepingSize(a - b) }
}

extension Matrix where Element: Numeric {
  /// The products element by element, Hadamard's: MATLAB's `A .* B`, NumPy's `A * B`. Shapes as for `+`.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 2], [3, 4]]
  /// assert(A .* A == [[1, 4], [9, 16]])
  /// ```
  @inlinable
  public static func .* (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b) { $0 * $1 } }

  /// Every element multiplied by a number: `2 * A`.
  @inlinable
  public static func * (a: Element, b: Matrix) -> Matrix { b.map { a * $0 } }

  /// Every element multiplied by a number: `A * 2`.
  @inlinable
  public static func * (a: Matrix, b: Element) -> Matrix { a.map { $0 * b } }

  /// Multiplies every element by a number.
  @inlinable
  public static func *= (a: inout Matrix, b: Element) { a = a * b }
}

extension Matrix where Element: SignedNumeric {
  /// Every element with the other sign: `-A`.
  @inlinable
  public static prefix func - (a: Matrix) -> Matrix { a.map { -$0 } }
}

extension Matrix where Element: FloatingPoint {
  /// The quotients element by element: MATLAB's `A ./ B`, NumPy's `A / B`. Shapes as for `+`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A ./ A.rowSums() .* [[3.0], [7]] == A)
  /// ```
  @inlinable
  public static func ./ (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b) { $0 / $1 } }

  /// A number divided by every element: MATLAB's `1 ./ A`, NumPy's `1 / A`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [4, 0]]
  /// assert(1 ./ A == [[1, 0.5], [0.25, .infinity]])
  /// ```
  @inlinable
  public static func ./ (a: Element, b: Matrix) -> Matrix { b.map { a / $0 } }

  /// Every element divided by a number: `A / 2`.
  @inlinable
  public static func / (a: Matrix, b: Element) -> Matrix { a.map { $0 / b } }

  /// Divides every element by a number.
  @inlinable
  public static func /= (a: inout Matrix, b: Element) { a = a / b }
}

extension Matrix {
  /// `result`, which must have this matrix's size: in `A += B` it is B that is stretched, never A.
  @usableFromInline
  func keepingSize(_ result: Matrix) -> Matrix {
    require(result.size == size, "a \(shape) matrix cannot become \(result.shape) in place")
    return result
  }
}

import Matrices
import Testing

@Suite("NDArray") struct NDArrayTests {
  /// 2×3×4 with element (i, j, k) = 100 i + 10 j + k.
  let A = NDArray(
    size: [2, 3, 4],
    elements: (0..<4).flatMap { k in
      (0..<3).flatMap { j in (0..<2).map { i in 100 * i + 10 * j + k } }
    })

  @Test("the first index varies fastest")
  func order() {
    #expect(A[1, 2, 3] == 123)
    #expect(A.elements[1] == 100)
  }

  @Test("a block of ranges keeps every element's place")
  func blocks() {
    let block = A[[0..<2, 1..<3, 2..<4]]
    #expect(block.size == [2, 2, 2])
    for i in 0..<2 {
      for j in 0..<2 {
        for k in 0..<2 { #expect(block[i, j, k] == A[i, j + 1, k + 2]) }
      }
    }
  }

  @Test("indices are selected in any order, as MATLAB's A(i, j, k)")
  func selecting() {
    let picked = A.selecting([[1], [2, 0], [3, 3]])
    #expect(picked.size == [1, 2, 2])
    #expect(picked.elements == [123, 103, 123, 103])
    #expect(A.selecting([[], [0], [0]]).size == [0, 1, 1])
  }

  @Test(
    "squeezing removes the dimensions of one beyond a matrix",
    arguments: [
      ([1, 1, 3], [3, 1]), ([2, 1, 3], [2, 3]), ([1, 5], [1, 5]), ([1, 1, 1], [1, 1]),
      ([2, 3, 1, 4], [2, 3, 4]),
    ])
  func squeezing(size: [Int], expected: [Int]) {
    #expect(NDArray(repeating: 0, size: size).squeezed().size == expected)
  }

  @Test("a matrix becomes an array and comes back; rank 3 does not")
  func matrices() {
    let matrix: Matrix = [[1, 2], [3, 4]]
    #expect(Matrix(NDArray(matrix)) == matrix)
    #expect(Matrix(A) == nil)
  }

  @Test("writing one element changes that one")
  func writing() {
    var B = A
    B[0, 1, 2] = -1
    #expect(B[0, 1, 2] == -1)
    #expect(zip(A.elements, B.elements).filter { $0 != $1 }.count == 1)
  }

  @Test("a scalar is what it holds, an array is none")
  func scalar() {
    #expect(NDArray(7).scalar == 7)
    #expect(A.scalar == nil)
  }

  @Test("the description shows each page")
  func description() {
    let text = NDArray(size: [1, 2, 2], elements: [1, 2, 3, 4]).description
    #expect(text == "1×2×2 array\npage 1: 1×2 matrix\n  1  2\npage 2: 1×2 matrix\n  3  4")
  }

  @Test("an index of the wrong rank traps")
  func wrongRank() async {
    await #expect(processExitsWith: .failure) {
      _ = NDArray(size: [1, 1, 1], elements: [0])[0, 0]
    }
  }
}

@Suite("SparseMatrix") struct SparseMatrixTests {
  let sparse = SparseMatrix(
    rowCount: 3, columnCount: 3, columnStarts: [0, 2, 2, 3], rowIndices: [0, 2, 1],
    values: [1.0, 2, 3])

  @Test("entries land where their row and column say")
  func filledOut() {
    #expect(Matrix(sparse, zero: 0) == [[1, 0, 0], [0, 0, 3], [2, 0, 0]])
    #expect(sparse.columnIndices == [0, 0, 2])
  }

  @Test(
    "parts that do not fit are not valid",
    arguments: [
      ([0, 2, 3], [0, 2, 1]),  // a start too few
      ([0, 2, 1, 3], [0, 2, 1]),  // starts that fall
      ([0, 2, 2, 3], [2, 0, 1]),  // rows out of order
      ([0, 2, 2, 3], [0, 3, 1]),  // a row outside
      ([0, 2, 2, 4], [0, 2, 1]),  // an end beyond the entries
      ([0, 9, 2, 3], [0, 2, 1]),  // a start beyond the entries
    ])
  func invalid(starts: [Int], rows: [Int]) {
    #expect(
      !SparseMatrix<Double>.isValid(
        rowCount: 3, columnCount: 3, columnStarts: starts, rowIndices: rows, valueCount: 3))
  }
}

@Suite("Grids") struct GridTests {
  @Test("linspace starts and ends where it is told, exactly")
  func linspaceEnds() {
    for count in 2...50 {
      let points = linspace(0.1, 0.7, count: count)
      #expect(points.count == count && points.first == 0.1 && points.last == 0.7)
      #expect(zip(points, points.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  @Test("linspace of one point is the end, of none is empty")
  func linspaceShort() {
    #expect(linspace(1.0, 2.0, count: 1) == [2])
    #expect(linspace(1.0, 2.0, count: 0).isEmpty)
  }

  @Test("meshgrid repeats x in rows and y in columns")
  func grid() {
    let (xx, yy) = meshgrid([1, 2, 3], [10, 20])
    #expect(xx == [[1, 2, 3], [1, 2, 3]])
    #expect(yy == [[10, 10, 10], [20, 20, 20]])
  }
}

import Matrices
import Testing

@Suite("Matrix") struct MatrixTests {
  let A: Matrix = [[1, 2, 3], [4, 5, 6]]

  @Test("a literal is written by rows and kept by columns")
  func literal() {
    #expect(A.rowCount == 2 && A.columnCount == 3)
    #expect(A.elements == [1, 4, 2, 5, 3, 6])
    #expect(A[1, 2] == 6)
  }

  @Test("rows and columns come out as arrays")
  func rowsAndColumns() {
    #expect(A.row(1) == [4, 5, 6])
    #expect(A.column(1) == [2, 5])
  }

  @Test("a block keeps its place and its shape")
  func blocks() {
    #expect(A[0..<2, 1...] == [[2, 3], [5, 6]])
    #expect(A[1..., ..<2] == [[4, 5]])
    #expect(A[0..<0, 0...].size == [0, 3])
    #expect(A[2..., 0...].size == [0, 3])
  }

  @Test("a block can be replaced")
  func replacingABlock() {
    var B = A
    B[0..<2, 1..<3] = [[20, 30], [50, 60]]
    #expect(B == [[1, 20, 30], [4, 50, 60]])
    #expect(A == [[1, 2, 3], [4, 5, 6]], "a copy is a value of its own")
  }

  @Test("the transpose swaps the indices, of empty matrices too")
  func transpose() {
    #expect(A.transposed() == [[1, 4], [2, 5], [3, 6]])
    #expect(A.transposed().transposed() == A)
    #expect(Matrix<Int>(rowCount: 0, columnCount: 3, elements: []).transposed().size == [3, 0])
  }

  @Test("map keeps the shape and passes errors on")
  func map() throws {
    struct Odd: Error, Equatable {}
    #expect(A.map { $0 * 10 } == [[10, 20, 30], [40, 50, 60]])
    #expect(throws: Odd()) { try A.map { $0 % 2 == 0 ? $0 : try { throw Odd() }() } }
  }

  @Test("rows are selected in the order asked for, more than once if asked")
  func selectingRows() {
    #expect(A.selectingRows([1, 0, 1]) == [[4, 5, 6], [1, 2, 3], [4, 5, 6]])
    #expect(A.selectingRows([]).size == [0, 3])
  }

  @Test("matrices are stacked one below the other")
  func stacking() {
    #expect(Matrix.stacked([A, [[7, 8, 9]]]) == [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    #expect(Matrix<Int>.stacked([]).size == [0, 0])
  }

  @Test("an empty literal is 0×0, and 0×3 differs from 3×0")
  func empties() {
    let none: Matrix<Int> = []
    #expect(none.size == [0, 0])
    #expect(
      Matrix<Int>(rowCount: 0, columnCount: 3, elements: [])
        != Matrix<Int>(rowCount: 3, columnCount: 0, elements: []))
  }

  @Test("the description aligns columns and cuts what is long")
  func description() {
    #expect(A.description == "2×3 matrix\n  1  2  3\n  4  5  6")
    let long = Matrix(rowCount: 100, columnCount: 1) { row, _ in row }
    #expect(long.description.contains("…") && long.description.hasSuffix("  99"))
    #expect(Matrix<Int>(rowCount: 0, columnCount: 3, elements: []).description == "0×3 matrix")
  }

  @Test("slicing agrees with picking every element, over all blocks of a matrix")
  func slicingProperty() {
    let B = Matrix(rowCount: 4, columnCount: 5) { 10 * $0 + $1 }
    for rowStart in 0...4 {
      for rowEnd in rowStart...4 {
        for columnStart in 0...5 {
          for columnEnd in columnStart...5 {
            let block = B[rowStart..<rowEnd, columnStart..<columnEnd]
            #expect(block.size == [rowEnd - rowStart, columnEnd - columnStart])
            let picked = (columnStart..<columnEnd).flatMap { column in
              (rowStart..<rowEnd).map { row in B[row, column] }
            }
            #expect(block.elements == picked)
          }
        }
      }
    }
  }
}

@Suite("Matrix traps") struct MatrixTrapTests {
  @Test("an index outside traps")
  func indexOutside() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: [[1, 2]])[1, 0]
    }
  }

  @Test("rows of different lengths trap with both lengths in the message")
  func raggedRows() async throws {
    let result = try #require(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix(rows: [[1, 2], [3]])
      })
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("row 1 has 1 elements where row 0 has 2"))
  }

  @Test("a count that does not fit the shape traps")
  func wrongCount() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rowCount: 2, columnCount: 2, elements: [1, 2, 3])
    }
  }

  @Test("a block of another shape cannot replace a block")
  func wrongBlock() async {
    await #expect(processExitsWith: .failure) {
      var A = Matrix(rows: [[1, 2], [3, 4]])
      A[0..<1, 0..<2] = [[1], [2]]
    }
  }
}

import Matrices
import Testing

@Suite("Arithmetic element by element") struct ArithmeticTests {
  let A: Matrix = [[1.0, 2, 3], [4, 5, 6]]
  let B: Matrix = [[10.0, 20, 30], [40, 50, 60]]

  @Test("sums, differences, products and quotients are those of the elements")
  func elements() {
    #expect(A + B == [[11, 22, 33], [44, 55, 66]])
    #expect(B - A == [[9, 18, 27], [36, 45, 54]])
    #expect(A .* B == [[10, 40, 90], [160, 250, 360]])
    #expect(B ./ A == [[10, 10, 10], [10, 10, 10]])
    #expect(-A == [[-1, -2, -3], [-4, -5, -6]])
    #expect(A .* A + A == [[2, 6, 12], [20, 30, 42]], "products before sums")
  }

  @Test("a number goes with every element, on either side")
  func scalars() {
    #expect(A + 1 == [[2, 3, 4], [5, 6, 7]] && 1 + A == A + 1)
    #expect(A - 1 == [[0, 1, 2], [3, 4, 5]] && 1 - A == -(A - 1))
    #expect(2 * A == [[2, 4, 6], [8, 10, 12]] && A * 2 == 2 * A && 2 * A / 2 == A)
    #expect(6 ./ A == [[6, 3, 2], [1.5, 1.2, 1]])
    #expect(Matrix<Int>(rows: [[1, 2]]) + 3 == [[4, 5]])
  }

  // numpy: A + np.array([[1, 2, 3]]), np.array([[7], [8]]) * A, and so on
  @Test("a row or a column goes with every row or column of the other, on either side")
  func broadcasting() {
    let row: Matrix = [[1.0, 2, 3]]
    let column: Matrix = [[7.0], [8]]
    #expect(A + row == [[2, 4, 6], [5, 7, 9]] && row + A == A + row)
    #expect(A - column == [[-6, -5, -4], [-4, -3, -2]])
    #expect(row - A == [[0, 0, 0], [-3, -3, -3]])
    #expect(column .* A == [[7, 14, 21], [32, 40, 48]])
    #expect(column ./ A == [[7, 3.5, 7.0 / 3], [2, 1.6, 8.0 / 6]])
    let none = Matrix<Double>(rowCount: 0, columnCount: 3, elements: [])
    #expect((none + row).size == [0, 3])
    #expect(Matrix(column: [1.0, 2]) + Matrix(column: [3.0]) == [[4], [5]])
  }

  @Test("changes in place")
  func inPlace() {
    var C = A
    C += [[1.0, 1, 1]]
    C -= B
    C *= 2
    C /= 4
    #expect(C == (A + 1 - B) / 2)
  }

  @Test("sums and means of all, of columns and of rows")
  func sums() {
    #expect(A.sum() == 21 && A.mean() == 3.5)
    #expect(A.columnSums() == [[5, 7, 9]] && A.rowSums() == [[6], [15]])
    #expect(A.columnMeans() == [[2.5, 3.5, 4.5]] && A.rowMeans() == [[2], [5]])
    let none = Matrix<Double>(rowCount: 0, columnCount: 2, elements: [])
    #expect(none.sum() == 0 && none.columnSums() == [[0, 0]] && none.rowSums().size == [0, 1])
    #expect(none.columnMeans().elements.allSatisfy(\.isNaN) && none.mean().isNaN)
    #expect(Matrix(rows: [[1, 2], [3, 4]]).columnSums() == [[4, 6]])
  }

  @Test("long sums are pairwise: a million tenths are off by less than a part in 10¹⁴")
  func pairwise() {
    let tenths = Matrix(repeating: 0.1, rowCount: 1_000_000, columnCount: 1)
    #expect(abs(tenths.sum() / 100_000 - 1) < 1e-14)
    #expect(tenths.columnSums()[0, 0] == tenths.sum())
  }

  @Test("the largest of rows and columns, the first of equals, NaN passed over")
  func largest() {
    let C: Matrix = [[3.0, .nan, 1], [3, 2, .nan], [0, 5, .nan]]
    #expect(C.columnArgmax() == [0, 2, 0] && C.rowArgmax() == [0, 0, 1])
    #expect(C.columnMaxima() == [[3, 5, 1]] && C.rowMaxima() == [[3], [3], [5]])
    let nothing = Matrix(repeating: Double.nan, rowCount: 2, columnCount: 2)
    #expect(nothing.rowArgmax() == [0, 0])
    #expect(Matrix(rows: [[.nan, -1.0]]).rowArgmax() == [1])
    #expect(Matrix(rows: [["a", "c"], ["b", "b"]]).rowArgmax() == [1, 0])
  }

  @Test("softmax of rows is written as in NumPy")
  func softmax() {
    let e = (A - A.rowMaxima()).map { $0 * $0 }
    #expect((e ./ e.rowSums()).rowSums() == [[1], [1]])
  }

  @Test("matrices side by side and one below the other")
  func joined() {
    #expect(Matrix.sideBySide([A, [[7.0], [8]]]) == [[1, 2, 3, 7], [4, 5, 6, 8]])
    #expect(Matrix<Double>.sideBySide([]).size == [0, 0])
    #expect(Matrix.stacked([A, [[7.0, 8, 9]]]) == [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
  }

  @Test("shapes that do not fit trap with both shapes")
  func traps() async {
    let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ =
        Matrix(repeating: 1.0, rowCount: 2, columnCount: 3)
        + Matrix(repeating: 1.0, rowCount: 3, columnCount: 2)
    }
    #expect(said(sum).contains("a 2×3 and a 3×2 matrix do not fit"))
    let both = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(row: [1.0, 2]) .* Matrix(column: [1.0, 2])
    }
    #expect(said(both).contains("a 1×2 and a 2×1 matrix do not fit"))
    let grown = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var row = Matrix(row: [1.0, 2])
      row += Matrix(repeating: 1.0, rowCount: 3, columnCount: 2)
    }
    #expect(said(grown).contains("a 1×2 matrix cannot become 3×2"))
    let beside = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix.sideBySide([Matrix(row: [1.0, 2]), Matrix(column: [1.0, 2])])
    }
    #expect(said(beside).contains("a 2×1 matrix cannot stand beside a 1×2 matrix"))
    let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>(rowCount: 0, columnCount: 2, elements: []).columnArgmax()
    }
    #expect(said(none).contains("the columns of a 0×2 matrix have no largest element"))
  }

  private func said(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
}

import ComplexModule
import Matrices
import Testing

@testable import MATValues

@Suite("MATLAB values as Swift values: exactly or not at all")
struct ReadableTests {
  private func numeric(_ size: [Int], _ real: MATNumbers, _ imaginary: MATNumbers? = nil)
    -> MATValue
  {
    .numeric(MATNumericArray(size: size, real: real, imaginary: imaginary))
  }

  /// The error of a conversion that fails.
  private func failure<Value: MATReadable>(_ type: Value.Type, _ value: MATValue) -> MATError? {
    #expect(throws: MATError.self) { _ = try Value(matValue: value) }
  }

  @Test("a number of every class becomes every Swift number that equals it")
  func everyNumber() throws {
    let sources: [MATNumbers] = [
      .double([7]), .single([7]), .int8([7]), .int16([7]), .int32([7]), .int64([7]), .uint8([7]),
      .uint16([7]), .uint32([7]), .uint64([7]),
    ]
    for source in sources {
      let value = numeric([1, 1], source)
      #expect(try Double(matValue: value) == 7)
      #expect(try Float(matValue: value) == 7)
      #expect(try Int8(matValue: value) == 7)
      #expect(try Int16(matValue: value) == 7)
      #expect(try Int32(matValue: value) == 7)
      #expect(try Int64(matValue: value) == 7)
      #expect(try Int(matValue: value) == 7)
      #expect(try UInt8(matValue: value) == 7)
      #expect(try UInt16(matValue: value) == 7)
      #expect(try UInt32(matValue: value) == 7)
      #expect(try UInt64(matValue: value) == 7)
      #expect(try UInt(matValue: value) == 7)
    }
  }

  @Test("an integer beyond 2⁵³ is no Double, and the error names the element")
  func beyondDouble() throws {
    let value = numeric([2, 2], .int64([1, 2, 3, 1 << 53 | 1]))
    let error = failure(Matrix<Double>.self, value)
    #expect(error?.code == .outOfRange)
    #expect(error?.path == "(2,2)")
    #expect(error?.found == "9007199254740993")
    #expect(try Matrix<Int64>(matValue: value)[1, 1] == 1 << 53 | 1)
    #expect(try Double(matValue: numeric([1, 1], .uint64([1 << 63]))) == 0x1p63)
    #expect(failure(Double.self, numeric([1, 1], .uint64([.max])))?.path == nil)
  }

  @Test("numbers that have no equal in the type are out of range")
  func outOfRange() {
    #expect(failure(Int.self, numeric([1, 1], .double([0.5])))?.code == .outOfRange)
    #expect(failure(Int.self, numeric([1, 1], .double([.nan])))?.code == .outOfRange)
    #expect(failure(Int32.self, numeric([1, 1], .double([0x1p31])))?.code == .outOfRange)
    #expect(failure(UInt8.self, numeric([1, 1], .int8([-1])))?.code == .outOfRange)
    #expect(failure(Float.self, numeric([1, 1], .double([0.1])))?.code == .outOfRange)
    #expect(failure(Float.self, numeric([1, 1], .int32([1 << 24 | 1])))?.code == .outOfRange)
    #expect(failure(Bool.self, numeric([1, 1], .double([2])))?.code == .outOfRange)
  }

  @Test("NaN and infinities stay what they are, between the floating-point types too")
  func specials() throws {
    #expect(try Float(matValue: numeric([1, 1], .double([.nan]))).isNaN)
    #expect(try Double(matValue: numeric([1, 1], .single([-.infinity]))) == -.infinity)
    #expect(try Float(matValue: numeric([1, 1], .double([-0.0]))).sign == .minus)
  }

  @Test("complex numbers are no real ones; real ones are complex")
  func complex() throws {
    let value = numeric([1, 2], .single([1, 2]), .single([3, 0]))
    let error = failure([Double].self, value)
    #expect(error?.code == .mismatch && error?.found == "1×2 complex single")
    #expect(try [Complex<Double>](matValue: value) == [Complex(1, 3), Complex(2, 0)])
    #expect(try [Complex<Float>](matValue: value) == [Complex(1, 3), Complex(2, 0)])
    #expect(try Complex<Double>(matValue: numeric([1, 1], .int8([4]))) == 4)
    #expect(try Complex<Double>(matValue: true.matValue) == 1)
  }

  @Test("truth values are 0 and 1, and 0 and 1 are truth values")
  func logical() throws {
    #expect(try [Double](matValue: [true, false].matValue) == [1, 0])
    #expect(try [Bool](matValue: numeric([2, 1], .uint8([1, 0]))) == [true, false])
    #expect(try Bool(matValue: true.matValue))
  }

  @Test("a sparse matrix is filled out")
  func sparse() throws {
    let pattern = SparseMatrix(
      rowCount: 2, columnCount: 2, columnStarts: [0, 1, 2], rowIndices: [1, 0], values: [5.0, 6])
    let real = MATValue.sparse(.real(pattern))
    #expect(try Matrix<Double>(matValue: real) == [[0, 6], [5, 0]])
    #expect(try Matrix<Int>(matValue: real) == [[0, 6], [5, 0]])
    let logical = MATValue.sparse(.logical(pattern.map { $0 > 5 }))
    #expect(try Matrix<Bool>(matValue: logical) == [[false, true], [false, false]])
    #expect(try Matrix<Double>(matValue: logical) == [[0, 1], [0, 0]])
    let complex = MATValue.sparse(.complex(pattern.map { .init(real: $0, imaginary: 1) }))
    #expect(try Matrix<Complex<Double>>(matValue: complex)[1, 0] == Complex(5, 1))
    #expect(failure(Matrix<Double>.self, complex)?.code == .mismatch)
  }

  @Test(
    "shapes: a matrix has two dimensions, an array one that is not 1, a scalar none",
    arguments: [
      ([1, 3], true, true), ([3, 1], true, true), ([0, 0], true, true), ([2, 3], true, false),
      ([1, 1, 3], false, true), ([2, 1, 3], false, false), ([3, 0], true, true),
    ])
  func shapes(_ size: [Int], _ isMatrix: Bool, _ isVector: Bool) throws {
    let count = size.reduce(1, *)
    let value = numeric(size, .double((0..<count).map(Double.init)))
    #expect(try NDArray<Double>(matValue: value).size == size)
    #expect((try? Matrix<Double>(matValue: value))?.size == (isMatrix ? size : nil))
    #expect((try? [Double](matValue: value))?.count == (isVector ? count : nil))
    #expect(failure(Double.self, value)?.code == .mismatch)
  }

  @Test(
    "values of another kind are a mismatch that says what was found",
    arguments: [
      ("text".matValue, "1×4 char"), (["a", "b"].matValue, "1×2 cell"),
      (MATStructArray([:]).matValue, "1×1 struct"),
      (.functionHandle(MATFunctionHandle(text: nil)), "1×1 function_handle"),
      (.opaque(className: "datetime", size: [2, 1]), "2×1 datetime"),
    ])
  func otherKinds(_ value: MATValue, _ found: String) {
    let error = failure(NDArray<Double>.self, value)
    #expect(error?.code == .mismatch && error?.found == found)
  }

  @Test("text: a row, the rows of a char matrix, a cell array of rows")
  func text() throws {
    #expect(try String(matValue: "Ω 𝄞".matValue) == "Ω 𝄞")
    #expect(try [String](matValue: ["a", ""].matValue) == ["a", ""])
    let matrix = MATValue.char(NDArray(size: [2, 2], elements: Array("acbd".utf16)))
    #expect(try Matrix<String>(matValue: matrix) == [["ab"], ["cd"]])
    #expect(failure(String.self, Double(1).matValue)?.code == .mismatch)
    let mixed: [MATValue] = ["a".matValue, Double(1).matValue]
    #expect(failure([String].self, mixed.matValue)?.path == "{2}")
    #expect(failure([Double].self, ["a"].matValue)?.code == .mismatch)
    #expect(try [MATValue](matValue: mixed.matValue) == mixed)
  }

  @Test("what is written is what is read, for every type", arguments: [0, 1, 5])
  func roundTrip(count: Int) throws {
    func check<Element: MATWritableElement & MATReadableElement & Equatable>(_ elements: [Element])
      throws
    {
      #expect(try [Element](matValue: elements.matValue) == elements)
      let matrix = Matrix(column: elements)
      #expect(try Matrix<Element>(matValue: matrix.matValue) == matrix)
    }
    try check((0..<count).map { Double($0) / 3 })
    try check((0..<count).map { Float($0) / 3 })
    try check((0..<count).map { Int64.max - Int64($0) })
    try check((0..<count).map { UInt64.max - UInt64($0) })
    try check((0..<count).map { Int8($0) })
    try check((0..<count).map { $0 % 2 == 0 })
    try check((0..<count).map { Complex(Double($0), 1) })
    try check((0..<count).map { String(repeating: "é", count: $0) })
    try check((0..<count).map { Double($0).matValue })
  }
}

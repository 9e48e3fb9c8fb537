import ComplexModule
import Matrices
import RandomValues
import Testing

@testable import MATValues

@Suite("Equality and hashes of values")
struct EqualityTests {
  private static let otherNaN = Double(bitPattern: 0xFFF8_0000_0000_1234)

  @Test("any NaN equals any NaN, in every class that has it")
  func nan() {
    let pairs: [(MATValue, MATValue)] = [
      ([1, .nan].matValue, [1, Self.otherNaN].matValue),
      ([Float.nan].matValue, [Float(bitPattern: 0x7FC0_1234)].matValue),
      (Complex(1, .nan).matValue, Complex(1, Self.otherNaN).matValue),
      (sparse(.nan), sparse(Self.otherNaN)), (complexSparse(.nan), complexSparse(Self.otherNaN)),
      ([Double.nan.matValue].matValue, [Self.otherNaN.matValue].matValue),
    ]
    for (a, b) in pairs {
      #expect(a == b)
      #expect(a.hashValue == b.hashValue)
    }
  }

  @Test("0 and −0 differ, in every class that has them")
  func zeros() {
    #expect((0.0).matValue != (-0.0).matValue)
    #expect(Float(0).matValue != (-Float(0)).matValue)
    #expect(Complex(0.0, 0.0).matValue != Complex(0.0, -0.0).matValue)
    #expect(sparse(0) != sparse(-0.0))
    #expect(complexSparse(0) != complexSparse(-0.0))
  }

  @Test("class, size, complexity, sparsity and the order of fields count")
  func shape() {
    let values: [MATValue] = [
      (1.0).matValue, Float(1).matValue, Int8(1).matValue, UInt8(1).matValue, true.matValue,
      "\u{1}".matValue, [(1.0).matValue].matValue, Complex(1.0, 0).matValue, sparse(1),
      NDArray(size: [1, 1, 1], elements: [1.0]).matValue, .structure(["a": 1.0]),
      .structure(["b": 1.0]), .structure(["a": 1.0, "b": 1.0]), .structure(["b": 1.0, "a": 1.0]),
      .functionHandle(MATFunctionHandle(text: "@sin")),
      .functionHandle(MATFunctionHandle(text: nil)),
      .opaque(className: "a", size: [1, 1]), .opaque(className: "b", size: [1, 1]),
      .object(MATObject(className: "a", size: [1, 1], properties: nil)),
      NDArray<Double>(size: [0, 3], elements: []).matValue,
      NDArray<Double>(size: [3, 0], elements: []).matValue,
    ]
    for (i, a) in values.enumerated() {
      for (j, b) in values.enumerated() { #expect((a == b) == (i == j), "\(a) and \(b)") }
    }
    #expect(Set(values).count == values.count)
  }

  @Test("the same random value twice is equal, another is not", arguments: 0..<50)
  func random(seed: UInt64) {
    var (a, b) = (RandomValues(seed: seed, version: .v7), RandomValues(seed: seed, version: .v7))
    var other = RandomValues(seed: seed + 1000, version: .v7)
    let (first, second) = (a.variables(), b.variables())
    #expect(first == second)
    #expect(first.hashValue == second.hashValue)
    #expect(first != other.variables())
  }

  private func sparse(_ value: Double) -> MATValue {
    .sparse(
      .real(
        SparseMatrix(
          rowCount: 1, columnCount: 1, columnStarts: [0, 1], rowIndices: [0], values: [value])))
  }

  private func complexSparse(_ value: Double) -> MATValue {
    .sparse(
      .complex(
        SparseMatrix(
          rowCount: 1, columnCount: 1, columnStarts: [0, 1], rowIndices: [0],
          values: [.init(real: 1, imaginary: value)])))
  }
}

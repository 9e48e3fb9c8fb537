import Foundation
import Matrices
import Testing

@testable import MATValues

@Suite("Conversion that says what it loses")
struct ConversionTests {
  /// A number in one class and what Octave makes of it in another, as `Resources/make_conversions.m`
  /// writes it.
  private struct Reference {
    let source: MATNumbers
    let result: MATNumbers

    init?(_ line: Substring) {
      let words = line.split(separator: " ")
      guard words.count == 4,
        let from = MATNumericClass(rawValue: String(words[0])),
        let to = MATNumericClass(rawValue: String(words[1])),
        let bits = UInt64(words[2], radix: 16), let other = UInt64(words[3], radix: 16)
      else { return nil }
      source = MATNumbers(bits, from)
      result = MATNumbers(other, to)
    }
  }

  @Test("every number becomes what Octave makes of it, from every class in every class")
  func octave() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Resources/conversions.txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    let references = text.split(separator: "\n").compactMap(Reference.init)
    #expect(references.count == 1020)
    for reference in references {
      let value = MATValue.numeric(MATNumericArray(size: [1, 1], real: reference.source))
      let conversion = try value.converted(to: reference.result.numericClass)
      let expected = MATValue.numeric(MATNumericArray(size: [1, 1], real: reference.result))
      #expect(conversion.value == expected, "\(reference)")
      // Nothing was lost where the number comes back the same, or is the same as an exact number.
      let isExact = try? reference.source.exactly(as: reference.result.numericClass, size: [1, 1])
      #expect(conversion.isExact == (isExact != nil), "\(reference)")
    }
  }

  @Test("each kind of loss is counted, with the first place and what became of it")
  func losses() throws {
    let matrix = MATValue.numeric(
      MATNumericArray(size: [2, 3], real: .double([1, 0.5, 300, -129, .nan, 2.5])))
    let conversion = try matrix.converted(to: .int8)
    #expect(
      conversion.value
        == .numeric(MATNumericArray(size: [2, 3], real: .int8([1, 1, 127, -128, 0, 3]))))
    #expect(!conversion.isExact)
    #expect(conversion.losses.map(\.kind) == [.rounded, .outOfRange, .notANumber])
    #expect(conversion.losses.map(\.count) == [2, 2, 1])
    #expect(
      conversion.description == """
        2 of 6 numbers were rounded, the first at (2,1): 0.5 became 1; 2 of 6 numbers were out of \
        range, the first at (1,2): 300.0 became 127; 1 of 6 numbers was not a number, the first at \
        (1,3): nan became 0
        """)
    #expect(try matrix.converted(to: .double).description == "every number is the same")
  }

  @Test("complex, logical, char and sparse values are converted, others refused")
  func classes() throws {
    let complex = MATNumericArray(
      size: [1, 2], real: .double([1, 2]), imaginary: .double([0.25, 1e40]))
    let single = try MATValue.numeric(complex).converted(to: .single)
    #expect(single.losses.map(\.kind) == [.outOfRange] && single.count == 4)
    #expect(
      single.value
        == .numeric(
          MATNumericArray(
            size: [1, 2], real: .single([1, 2]), imaginary: .single([0.25, .infinity]))))
    #expect(try [true, false].matValue.converted(to: .double).value == [1.0, 0].matValue)
    #expect(try "a€".matValue.converted(to: .uint16).value == [UInt16(97), 0x20AC].matValue)
    let sparse = MATSparseMatrix.real(
      SparseMatrix(
        rowCount: 2, columnCount: 1, columnStarts: [0, 1], rowIndices: [1], values: [3]))
    #expect(
      try MATValue.sparse(sparse).converted(to: .int32).value
        == Matrix(column: [Int32(0), 3]).matValue)
    for value in [
      [MATValue]().matValue, .structure(["a": 1.0]), .opaque(className: "x", size: [1, 1]),
    ] {
      let error = #expect(throws: MATError.self) { try value.converted(to: .double) }
      #expect(error?.code == .mismatch)
    }
  }

  @Test(
    "squeezing drops ones beyond the second dimension, in every class of array",
    arguments: [
      ([1, 1, 3], [3, 1]), ([2, 1, 3], [2, 3]), ([1, 2, 1, 3], [2, 3]), ([1, 3], [1, 3]),
      ([3, 1], [3, 1]), ([1, 1, 1, 1], [1, 1]), ([1, 0, 3], [0, 3]), ([1, 2, 3, 2], [2, 3, 2]),
    ])
  func squeezed(size: [Int], expected: [Int]) {
    let count = size.reduce(1, *)
    let cells = [MATValue](repeating: (1.0).matValue, count: count)
    let values: [MATValue] = [
      NDArray(size: size, elements: (0..<count).map(Double.init)).matValue,
      NDArray(repeating: true, size: size).matValue,
      .char(NDArray(repeating: 97, size: size)),
      .cell(NDArray(size: size, elements: cells)),
      .structure(MATStructArray(size: size, fields: ["a": cells])),
      .structure(MATStructArray(size: size, fields: [:])),
      .object(
        MATObject(
          className: "c", size: size, properties: MATStructArray(size: size, fields: ["a": cells]))),
    ]
    for value in values {
      #expect(value.squeezed().size == expected)
      #expect(value.squeezed().className == value.className)
      #expect(value.squeezed().squeezed() == value.squeezed())
    }
    let elements = NDArray(size: size, elements: (0..<count).map(Double.init))
    #expect(elements.squeezed().matValue == elements.matValue.squeezed())
  }
}

extension MATNumbers {
  /// The number that the lowest bytes of `bits` are in a class.
  fileprivate init(_ bits: UInt64, _ numericClass: MATNumericClass) {
    self =
      switch numericClass {
      case .double: .double([Double(bitPattern: bits)])
      case .single: .single([Float(bitPattern: UInt32(bits))])
      case .int8: .int8([Int8(truncatingIfNeeded: bits)])
      case .int16: .int16([Int16(truncatingIfNeeded: bits)])
      case .int32: .int32([Int32(truncatingIfNeeded: bits)])
      case .int64: .int64([Int64(bitPattern: bits)])
      case .uint8: .uint8([UInt8(bits)])
      case .uint16: .uint16([UInt16(bits)])
      case .uint32: .uint32([UInt32(bits)])
      case .uint64: .uint64([bits])
      }
  }
}

import ComplexModule
import Matrices
import Testing

@testable import MATFiles

@Suite("Numbers, in every class and stored as every type")
struct NumberReadingTests {
  static let storages: [V5DataType] = [
    .int8, .uint8, .int16, .uint16, .int32, .uint32, .int64, .uint64, .single, .double,
  ]

  /// The numbers as the given type stores them.
  private func stored(_ numbers: [Int], as type: V5DataType, _ bytes: V5Bytes) -> [UInt8] {
    let data: [UInt8] =
      switch type {
      case .int8: bytes.integers(numbers.map(Int8.init))
      case .uint8: bytes.integers(numbers.map(UInt8.init))
      case .int16: bytes.integers(numbers.map(Int16.init))
      case .uint16: bytes.integers(numbers.map(UInt16.init))
      case .int32: bytes.integers(numbers.map(Int32.init))
      case .uint32: bytes.integers(numbers.map(UInt32.init))
      case .int64: bytes.integers(numbers.map(Int64.init))
      case .uint64: bytes.integers(numbers.map(UInt64.init))
      case .single: bytes.singles(numbers.map(Float.init))
      default: bytes.doubles(numbers.map(Double.init))
      }
    return bytes.element(type, data)
  }

  private func numbers(_ numbers: [Int], _ numericClass: MATNumericClass) -> MATNumbers {
    switch numericClass {
    case .double: .double(numbers.map(Double.init))
    case .single: .single(numbers.map(Float.init))
    case .int8: .int8(numbers.map(Int8.init))
    case .int16: .int16(numbers.map(Int16.init))
    case .int32: .int32(numbers.map(Int32.init))
    case .int64: .int64(numbers.map(Int64.init))
    case .uint8: .uint8(numbers.map(UInt8.init))
    case .uint16: .uint16(numbers.map(UInt16.init))
    case .uint32: .uint32(numbers.map(UInt32.init))
    case .uint64: .uint64(numbers.map(UInt64.init))
    }
  }

  @Test(
    "every class from every storage, real and complex, in both byte orders, compressed or not",
    arguments: MATNumericClass.allCases, storages)
  func everyClass(_ numericClass: MATNumericClass, _ storage: V5DataType) throws {
    let real = [0, 1, 2, 100, 127, 7]
    let imaginary = [5, 4, 3, 2, 1, 0]
    let arrayClass = try #require(
      (6...15).lazy.compactMap(V5ArrayClass.init).first { $0.numericClass == numericClass })
    for bytes in [V5Bytes(), V5Bytes(isBigEndian: true)] {
      let realArray = bytes.array(
        arrayClass, size: [3, 2], name: "r", stored(real, as: storage, bytes))
      let complexArray = bytes.array(
        arrayClass, flags: 0x08, size: [3, 2], name: "c", stored(real, as: storage, bytes),
        stored(imaginary, as: storage, bytes))
      let file = try MATFile(bytes.file(realArray, bytes.compressed(complexArray)))
      let values = try file.values()
      #expect(
        values["r"] == .numeric(MATNumericArray(size: [3, 2], real: numbers(real, numericClass))))
      #expect(
        values["c"]
          == .numeric(
            MATNumericArray(
              size: [3, 2], real: numbers(real, numericClass),
              imaginary: numbers(imaginary, numericClass))))
    }
  }

  @Test(
    "the extremes of 64-bit integers, and every kind of double, come out bit for bit",
    arguments: [false, true])
  func extremes(isBigEndian: Bool) throws {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    let signed: [Int64] = [.min, -(1 << 53) - 1, -1, (1 << 53) + 1, .max]
    let unsigned: [UInt64] = [0, 1 << 53 | 1, .max]
    let doubles = [
      -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
      Double(nan: 0x123, signaling: false),
    ]
    let file = try MATFile(
      bytes.file(
        bytes.array(
          .int64, size: [1, 5], name: "s", bytes.element(.int64, bytes.integers(signed))),
        bytes.array(
          .uint64, size: [3, 1], name: "u", bytes.element(.uint64, bytes.integers(unsigned))),
        bytes.doubleArray(doubles, size: [1, 6], name: "d")))
    #expect(try file["s"] == signed)
    #expect(try file["u"] == unsigned)
    let read: [Double] = try file["d"]
    #expect(read.map(\.bitPattern) == doubles.map(\.bitPattern))
  }

  @Test("NaN and infinities stored as singles become the doubles of the same kind")
  func widenedSpecials() throws {
    let bytes = V5Bytes()
    let array = bytes.array(
      .double, size: [1, 3], name: "x",
      bytes.element(.single, bytes.singles([.nan, .infinity, -0.0])))
    let read: [Double] = try MATFile(bytes.file(array))["x"]
    #expect(read[0].isNaN && read[1] == .infinity && read[2].sign == .minus)
  }

  @Test(
    "a stored number that its class cannot hold is damage",
    arguments: [
      (V5ArrayClass.uint8, V5DataType.int8, [UInt8(0xFF)]), (.int8, .uint8, [0x80]),
      (.int32, .single, V5Bytes().singles([0.5])), (.uint8, .single, V5Bytes().singles([.nan])),
      (.single, .double, V5Bytes().doubles([0.1])),
      (.double, .int64, V5Bytes().integers([Int64.max])),
    ])
  func misfit(_ arrayClass: V5ArrayClass, _ type: V5DataType, _ data: [UInt8]) throws {
    let bytes = V5Bytes()
    let array = bytes.array(arrayClass, size: [1, 1], name: "x", bytes.element(type, data))
    #expect(try code(of: bytes.file(array)) == .damaged)
  }

  @Test("logical arrays are truth values, stored as bytes or, as MATLAB 5 did, as doubles")
  func logical() throws {
    let bytes = V5Bytes()
    let file = try MATFile(
      bytes.file(
        bytes.array(
          .uint8, flags: 2, size: [1, 3], name: "new", bytes.element(.uint8, [1, 0, 7])),
        bytes.array(
          .double, flags: 2, size: [1, 3], name: "old",
          bytes.element(.double, bytes.doubles([1, 0, 1])))))
    #expect(try file["new"] == [true, false, true])
    #expect(try file["old"] == [true, false, true])
    #expect(file.variables.map(\.className) == ["logical", "logical"])
  }

  @Test("arrays of three to six dimensions are read whole and in order", arguments: 3...6)
  func manyDimensions(rank: Int) throws {
    let bytes = V5Bytes()
    let size = Array([2, 3, 4, 2, 3, 2].prefix(rank))
    let numbers = (0..<size.reduce(1, *)).map(Double.init)
    let file = try MATFile(
      bytes.file(bytes.compressed(bytes.doubleArray(numbers, size: size, name: "x"))))
    let array: NDArray<Double> = try file["x"]
    #expect(array == NDArray(size: size, elements: numbers))
  }

  @Test(
    "large compressed arrays, which are inflated in place, come out as small ones do",
    arguments: [false, true])
  func largePlainArrays(isBigEndian: Bool) throws {
    let bytes = V5Bytes(isBigEndian: isBigEndian)
    let doubles = (0..<33_000).map { Double($0) / 7 }
    let codes = (0..<264_000).map { UInt8(truncatingIfNeeded: $0 * 5) }
    let file = try MATFile(
      bytes.file(
        bytes.compressed(bytes.doubleArray(doubles, size: [1, 33_000], name: "d")),
        bytes.compressed(
          bytes.array(.uint8, size: [2, 132_000], name: "u", bytes.element(.uint8, codes))),
        bytes.compressed(
          bytes.array(.double, size: [1, 264_000], name: "n", bytes.element(.uint8, codes)))))
    #expect(file.variables.allSatisfy { $0.byteCount >= V5PlainArray.leastByteCount })
    #expect(try file["d"] == doubles)
    #expect(
      try file.value("u") == .numeric(MATNumericArray(size: [2, 132_000], real: .uint8(codes))))
    #expect(try file["n"] == codes.map(Double.init))
  }

  @Test("a flipped byte in, and a wrong size of, a large compressed array are damage")
  func damagedPlainArray() throws {
    let bytes = V5Bytes()
    let array = bytes.doubleArray(Array(repeating: 1, count: 40_000), size: [200, 200], name: "x")
    var flipped = bytes.file(bytes.compressed(array))
    flipped[200_000] ^= 1
    #expect(try code(of: flipped) == .damaged)
    let short = bytes.doubleArray(Array(repeating: 1, count: 40_000), size: [200, 201], name: "x")
    #expect(try code(of: bytes.file(bytes.compressed(short))) == .damaged)
    #expect(try code(of: bytes.file(bytes.compressed(array + array))) == .damaged)
  }

  @Test("dimensions stored as uint32 are read")
  func unsignedDimensions() throws {
    let bytes = V5Bytes()
    let inner = bytes.array(
      .double, size: [1, 2], sizeType: .uint32, bytes.element(.double, bytes.doubles([1, 2])))
    let cell = bytes.array(.cell, size: [1, 1], name: "c", sizeType: .uint32, inner)
    #expect(try MATFile(bytes.file(cell)).value("c").count == 1)
    let value = try MATFile(bytes.file(cell)).value("c")
    #expect(value == [MATValue(matValue: [1.0, 2.0].matValue)].matValue)
  }

  @Test(
    "empty arrays keep their class and size, with their data written or left out",
    arguments: [[0, 0], [0, 3], [1, 0], [2, 0, 5], [0, 2_147_483_647]])
  func empties(size: [Int]) throws {
    let bytes = V5Bytes()
    for arrayClass in (6...15).compactMap(V5ArrayClass.init) {
      for content in [[], bytes.element(.uint8, [])] {
        let array = bytes.array(arrayClass, size: size, name: "x", content)
        let value = try MATFile(bytes.file(array)).value("x")
        #expect(value.size == size)
        #expect(value.className == arrayClass.numericClass?.rawValue)
      }
    }
    let flags = bytes.array(.uint8, flags: 2, size: size, name: "x", bytes.element(.uint8, []))
    #expect(
      try MATFile(bytes.file(flags)).value("x") == .logical(NDArray(size: size, elements: [])))
    let complex = bytes.array(
      .double, flags: 8, size: size, name: "x", bytes.element(.double, []),
      bytes.element(.double, []))
    #expect(try MATFile(bytes.file(complex)).value("x").isComplex)
  }

  @Test("a subscript's error names the file and the variable")
  func subscriptErrors() throws {
    let bytes = V5Bytes()
    let array = bytes.array(
      .int64, size: [1, 2], name: "n", bytes.element(.int64, bytes.integers([0, Int64.max])))
    let file = try MATFile(bytes.file(array))
    let error = #expect(throws: MATError.self) { let _: [Double] = try file["n"] }
    #expect(error?.file == file.path && error?.variable == "n" && error?.path == "(1,2)")
    let missing = #expect(throws: MATError.self) { let _: [Double] = try file["m"] }
    #expect(missing?.code == .notFound && missing?.variable == "m")
  }
}

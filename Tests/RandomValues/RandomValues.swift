package import MATValues
import Matrices
import SeededRandomness

/// Random value trees that a version of the format can hold, the odd ones as likely as the plain: every
/// class, complex numbers, more than two dimensions, emptiness in each direction, extreme numbers, lone
/// surrogates, sparse matrices without entries, structs without fields or elements.
package struct RandomValues {
  private var random: SplitMix
  private let version: MATVersion
  private let reader: Reader

  /// Who is to read the values: what a program cannot hold is left out.
  package enum Reader {
    case matKit
    /// SciPy cannot load a file with a character outside the basic plane.
    case scipy
    /// Octave has no complex integers and no sparse logical, takes complex numbers without imaginary parts
    /// for real ones and other characters than ASCII for question marks, and knows one empty text.
    case octave
  }

  package init(seed: UInt64, version: MATVersion, for reader: Reader = .matKit) {
    random = SplitMix(state: seed)
    self.version = version
    self.reader = reader
  }

  /// Up to eight variables under different names.
  package mutating func variables() -> [MATVariable] {
    (0..<Int.random(in: 1...8, using: &random)).map { position in
      MATVariable(
        name: "\(name())_\(position)", value: value(depth: 0),
        isGlobal: version != .v4 && chance(of: 8))
    }
  }

  package mutating func value(depth: Int) -> MATValue {
    if version == .v4 { return level4Value() }
    // What lies deep is a leaf, so that trees end.
    switch Int.random(in: 0..<(depth < 3 ? 10 : 5), using: &random) {
    case 0, 1: return numeric(of: MATNumericClass.allCases.randomElement(using: &random) ?? .double)
    case 2:
      let size = size()
      return .logical(NDArray(size: size, elements: many(size) { $0.chance(of: 2) }))
    case 3: return .char(text())
    case 4: return .sparse(sparse())
    case 5, 6, 7:
      let size = size(atMost: depth == 0 ? 3 : 2)
      return .cell(NDArray(size: size, elements: many(size) { $0.value(depth: depth + 1) }))
    default: return .structure(structure(depth: depth))
    }
  }

  private mutating func level4Value() -> MATValue {
    switch Int.random(in: 0..<4, using: &random) {
    case 0, 1: return numeric(of: .double)
    case 2:
      let size = size()
      return .char(
        NDArray(size: size, elements: many(size) { UInt16.random(in: 0...127, using: &$0.random) }))
    default:
      let sparse = sparse()
      if case .logical = sparse { return numeric(of: .double) }
      return .sparse(sparse)
    }
  }

  private mutating func chance(of n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }

  private mutating func size(atMost limit: Int = 5) -> [Int] {
    let rank = version == .v4 ? 2 : [2, 2, 2, 2, 3, 4].randomElement(using: &random) ?? 2
    if rank == 2 && chance(of: 3) { return [1, 1] }
    var size = (0..<rank).map { _ in
      chance(of: 12) ? 0 : Int.random(in: 1...limit, using: &random)
    }
    // MATLAB has no dimensions of length one at the end.
    if rank > 2 && size[rank - 1] == 1 { size[rank - 1] = 2 }
    return size
  }

  private mutating func many<Element>(
    _ size: [Int], _ element: (inout RandomValues) -> Element
  ) -> [Element] {
    (0..<size.reduce(1, *)).map { _ in element(&self) }
  }

  private mutating func name() -> String {
    let letters = Array("abcXYZ_0189")
    let count = chance(of: 10) ? 60 : Int.random(in: 0...8, using: &random)
    return "v" + String((0..<count).map { _ in letters.randomElement(using: &random) ?? "x" })
  }
}

// The leaves.
extension RandomValues {
  private mutating func numeric(of numericClass: MATNumericClass) -> MATValue {
    let size = size()
    guard canBeComplex(numericClass, size) && chance(of: 3) else {
      return .numeric(MATNumericArray(size: size, real: numbers(of: numericClass, size)))
    }
    let real = computesParts ? finite(of: numericClass, size) : numbers(of: numericClass, size)
    let imaginary =
      computesParts || reader == .octave
      ? finite(of: numericClass, size) : numbers(of: numericClass, size)
    return .numeric(MATNumericArray(size: size, real: real, imaginary: imaginary))
  }

  private func canBeComplex(_ numericClass: MATNumericClass, _ size: [Int]) -> Bool {
    switch reader {
    // v7.3 cannot hold an empty complex array.
    case .matKit: version != .v73 || !size.contains(0)
    case .octave: !size.contains(0) && (numericClass == .double || numericClass == .single)
    // SciPy makes complex integers complex singles.
    case .scipy:
      version == .v73
        ? !size.contains(0) : numericClass == .double || numericClass.bytesPerElement < 4
    }
  }

  /// Whether the reader computes real + imaginary·i, which turns ∞ to NaN and −0 to 0: SciPy does.
  private var computesParts: Bool { reader == .scipy && version != .v73 }

  private mutating func finite(of numericClass: MATNumericClass, _ size: [Int]) -> MATNumbers {
    switch numericClass {
    case .double: .double(many(size) { $0.finite() })
    case .single: .single(many(size) { Float($0.finite()) })
    default: numbers(of: numericClass, size)
    }
  }

  /// A number between 1 and 2.
  private mutating func finite() -> Double { Double.random(in: 1...2, using: &random) }

  private mutating func numbers(of numericClass: MATNumericClass, _ size: [Int]) -> MATNumbers {
    switch numericClass {
    case .double: .double(many(size) { $0.double() })
    case .single: .single(many(size) { $0.single() })
    case .int8: .int8(many(size) { $0.integer() })
    case .int16: .int16(many(size) { $0.integer() })
    case .int32: .int32(many(size) { $0.integer() })
    case .int64: .int64(many(size) { $0.integer() })
    case .uint8: .uint8(many(size) { $0.integer() })
    case .uint16: .uint16(many(size) { $0.integer() })
    case .uint32: .uint32(many(size) { $0.integer() })
    case .uint64: .uint64(many(size) { $0.integer() })
    }
  }

  private mutating func integer<Integer: FixedWidthInteger>() -> Integer {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: .min
    case 1: .max
    default: Integer.random(in: .min ... .max, using: &random)
    }
  }

  private mutating func double() -> Double {
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      [0, -0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
        .randomElement(using: &random) ?? 0
    case 1: Double(Int.random(in: -300...300, using: &random))
    case 2:
      // Any bits, of a NaN too.
      Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
    default: Double.random(in: -1...1, using: &random)
    }
  }

  private mutating func single() -> Float {
    chance(of: 4)
      ? Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random)) : Float(double())
  }

  private mutating func text() -> NDArray<UInt16> {
    let shortest = reader == .octave ? 1 : 0
    let size = chance(of: 2) ? [1, Int.random(in: shortest...12, using: &random)] : size()
    let sort = Int.random(
      in: 0..<(reader == .matKit ? 4 : reader == .scipy ? 3 : 2), using: &random)
    let others = reader == .matKit ? "äßΩ漢\u{1F600}\u{0}\n\"\\" : "äßΩ漢\n\"\\"
    return NDArray(
      size: size,
      elements: many(size) { values in
        switch sort {
        case 0, 1: UInt16.random(in: 32...126, using: &values.random)
        case 2: Array(others.utf16).randomElement(using: &values.random) ?? 0
        default: UInt16.random(in: 0...UInt16.max, using: &values.random)
        }
      })
  }

  private mutating func sparse() -> MATSparseMatrix {
    let (rows, columns) = (
      Int.random(in: 0...6, using: &random), Int.random(in: 0...6, using: &random)
    )
    var (starts, indices) = ([0], [Int]())
    for _ in 0..<columns {
      indices += (0..<rows).filter { _ in chance(of: 3) }
      starts.append(indices.count)
    }
    func matrix<Element>(_ values: [Element]) -> SparseMatrix<Element> {
      SparseMatrix(
        rowCount: rows, columnCount: columns, columnStarts: starts, rowIndices: indices,
        values: values)
    }
    let entries = [1, indices.count]
    if reader == .octave { return .real(matrix(many(entries) { $0.finite() })) }
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return .real(matrix(many(entries) { $0.double() }))
    case 1: return .logical(matrix(many(entries) { _ in true }))
    default:
      return .complex(
        matrix(
          many(entries) {
            $0.computesParts
              ? MATSparseMatrix.ComplexPair(real: $0.finite(), imaginary: $0.finite())
              : MATSparseMatrix.ComplexPair(real: $0.double(), imaginary: $0.double())
          }))
    }
  }

  private mutating func structure(depth: Int) -> MATStructArray {
    let size = size(atMost: 2)
    let fieldCount = chance(of: 8) ? 0 : Int.random(in: 1...4, using: &random)
    let fields = (0..<fieldCount).map {
      ("\(name())_\($0)", many(size) { $0.value(depth: depth + 1) })
    }
    return MATStructArray(size: size, fields: .init(uniqueKeysWithValues: fields))
  }
}

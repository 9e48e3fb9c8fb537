import Foundation

/// A constant of an ONNX model: its shape, and its numbers in row-major order, or its texts.
///
/// TensorProto: 1 dimensions, 2 the type, 8 the name, 9 raw bytes, 4, 5, 7 and 10 numbers by their types, 6 texts,
/// 14 whether the numbers lie in another file.
struct ONNXTensor {
  var name = ""
  var shape: [Int] = []
  var values: [Double] = []
  var texts: [String] = []

  /// A constant that a node holds by itself.
  init(values: [Double], shape: [Int]) { (self.values, self.shape) = (values, shape) }

  /// Reads the message. Throws `notANetwork` where its numbers are of a type that no layer has, lie in another
  /// file, or are not as many as its shape says.
  init(_ bytes: ArraySlice<UInt8>, _ file: String) throws {
    var (fields, type, raw) = (MessageFields(bytes), 0, ArraySlice<UInt8>?.none)
    var isElsewhere = false
    while let (number, value) = try fields.next() {
      switch (number, value) {
      case (1, _): shape += try MessageFields.integers(value)
      case (2, .integer(let code)): type = Int(truncatingIfNeeded: code)
      case (4, _): values += try MessageFields.patterns(value, width: 4).map(Self.float)
      case (5, _), (7, _): values += try MessageFields.integers(value).map(Double.init)
      case (6, .bytes(let text)): texts.append(String(decoding: text, as: UTF8.self))
      case (8, .bytes(let text)): name = String(decoding: text, as: UTF8.self)
      case (9, .bytes(let content)): raw = content
      case (10, _):
        values += try MessageFields.patterns(value, width: 8).map(Double.init(bitPattern:))
      case (14, .integer(let place)): isElsewhere = place == 1
      default: break
      }
    }
    func problem(_ text: String, _ advice: String) -> NetworkFileError {
      NetworkFileError(.notANetwork, at: file, "the constant '\(name)' \(text)", advice: advice)
    }
    guard !isElsewhere else {
      throw problem(
        "lies in another file", "export the model with its weights, as external_data=False does")
    }
    guard type != Self.text else { return }
    guard let width = Self.widths[type] else {
      throw problem(
        "has numbers of the type \(type) of ONNX", "export the model in float32 or float64")
    }
    if type == Self.half {
      // Of half precision the bit patterns are stored as integers.
      values = values.map { Self.number(UInt64(exactly: $0) ?? 0, type) }
    }
    if let raw {
      values = try MessageFields.patterns(.bytes(raw), width: width).map { Self.number($0, type) }
    }
    guard Self.count(shape) == values.count else {
      throw problem(
        "has \(values.count) numbers where its shape is"
          + " \(shape.map(String.init).joined(separator: "×"))", "export the model anew")
    }
  }

  private static let (half, text) = (10, 8)
  /// How many bytes a number takes, by the code of its type: float, int32, int64, bool, half and double.
  private static let widths = [1: 4, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8]

  private static func float(_ bits: UInt64) -> Double {
    Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
  }

  private static func number(_ bits: UInt64, _ type: Int) -> Double {
    switch type {
    case 1: return float(bits)
    case 6: return Double(Int32(truncatingIfNeeded: bits))
    case 7: return Double(Int64(bitPattern: bits))
    case half: return Self.half(UInt16(truncatingIfNeeded: bits))
    case 11: return Double(bitPattern: bits)
    default: return Double(bits)
    }
  }

  /// IEEE 754 binary16: a sign, five bits of exponent, ten of fraction.
  private static func half(_ bits: UInt16) -> Double {
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023) / 1024)
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
    return sign * scalbn(exponent == 0 ? fraction : 1 + fraction, max(exponent, 1) - 15)
  }

  /// The number of elements of a shape; nil where that is negative or beyond an integer.
  private static func count(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !isTooLarge else { return nil }
      count = product
    }
    return count
  }
}

import CMatio
import Matrices

extension MatioDecoder {
  static func numeric(
    _ variable: UnsafeMutablePointer<matvar_t>, _ size: [Int]
  ) throws(MATError) -> MATValue {
    let count = size.reduce(1, *)
    let (re, im) = unsafe try parts(of: variable.pointee.data, variable, count: count)
    if unsafe variable.pointee.isLogical != 0 {
      guard let real = unsafe re, count > 0 else {
        return .logical(NDArray(size: size, elements: []))
      }
      let flags = unsafe try array(real, variable, count: count) as [UInt8]
      return .logical(NDArray(size: size, elements: flags.map { $0 != 0 }))
    }
    guard let numericClass = unsafe Self.numericClass(variable.pointee.class_type) else {
      throw MATError(
        .damaged, expected: "a class from 0 to 17",
        found: unsafe "class \(variable.pointee.class_type.rawValue)")
    }
    let real = unsafe try numbers(re, variable, numericClass, count: count)
    let imaginary: MATNumbers? =
      unsafe variable.pointee.isComplex != 0
      ? unsafe try numbers(im, variable, numericClass, count: count) : nil
    return .numeric(MATNumericArray(size: size, real: real, imaginary: imaginary))
  }

  /// The pointers to the real and imaginary parts: complex data are a pair of pointers.
  private static func parts(
    of data: UnsafeMutableRawPointer?, _ variable: UnsafeMutablePointer<matvar_t>, count: Int
  ) throws(MATError) -> (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) {
    guard unsafe variable.pointee.isComplex != 0, let data = unsafe data else {
      return unsafe (data, nil)
    }
    let split = unsafe data.assumingMemoryBound(to: mat_complex_split_t.self).pointee
    return unsafe (split.Re, split.Im)
  }

  private static func numbers(
    _ data: UnsafeMutableRawPointer?, _ variable: UnsafeMutablePointer<matvar_t>,
    _ numericClass: MATNumericClass, count: Int
  ) throws(MATError) -> MATNumbers {
    switch numericClass {
    case .double: .double(unsafe try array(data, variable, count: count))
    case .single: .single(unsafe try array(data, variable, count: count))
    case .int8: .int8(unsafe try array(data, variable, count: count))
    case .uint8: .uint8(unsafe try array(data, variable, count: count))
    case .int16: .int16(unsafe try array(data, variable, count: count))
    case .uint16: .uint16(unsafe try array(data, variable, count: count))
    case .int32: .int32(unsafe try array(data, variable, count: count))
    case .uint32: .uint32(unsafe try array(data, variable, count: count))
    case .int64: .int64(unsafe try array(data, variable, count: count))
    case .uint64: .uint64(unsafe try array(data, variable, count: count))
    }
  }

  private static func array<Number: BitwiseCopyable>(
    _ data: UnsafeMutableRawPointer?, _ variable: UnsafeMutablePointer<matvar_t>, count: Int
  ) throws(MATError) -> [Number] {
    let size = MemoryLayout<Number>.size
    guard unsafe count == 0 || Int(variable.pointee.data_size) == size else {
      throw MATError(
        .damaged, expected: "numbers of \(size) bytes",
        found: unsafe "numbers of \(variable.pointee.data_size)")
    }
    let bytes = unsafe try bytes(of: data, variable, elementSize: size, count: count)
    return unsafe try Array(unfilled: count) { unsafe $0.copyMemory(from: bytes) }
  }

  /// The code units of a char array; a row stored as UTF-8 becomes as long as its text.
  static func characters(
    _ variable: UnsafeMutablePointer<matvar_t>, _ size: [Int]
  ) throws(MATError) -> NDArray<UInt16> {
    let count = size.reduce(1, *)
    guard count > 0 else { return NDArray(size: size, elements: []) }
    let data = unsafe variable.pointee.data
    switch unsafe variable.pointee.data_type {
    case MAT_T_UINT16, MAT_T_UTF16:
      return NDArray(size: size, elements: unsafe try array(data, variable, count: count))
    case MAT_T_INT8, MAT_T_UINT8:
      let codes = unsafe try array(data, variable, count: count) as [UInt8]
      return NDArray(size: size, elements: codes.map(UInt16.init))
    case MAT_T_UTF8:
      // libmatio counts the bytes of UTF-8, not the characters.
      let byteCount = unsafe Int(variable.pointee.nbytes)
      let bytes = unsafe try array(data, variable, count: byteCount) as [UInt8]
      guard let units = V5Text.units(utf8: bytes), units.count == count || size[0] == 1 else {
        throw MATError(.damaged, expected: "text in UTF-8", found: "bytes that are none")
      }
      return NDArray(size: units.count == count ? size : [1, units.count], elements: units)
    default:
      throw MATError(
        .unsupported, expected: "characters of 8 or 16 bits",
        found: unsafe "type \(variable.pointee.data_type.rawValue)")
    }
  }

  /// The class of the numbers; nil where libmatio's class is none of the ten.
  static func numericClass(_ matioClass: matio_classes) -> MATNumericClass? {
    switch matioClass {
    case MAT_C_DOUBLE: .double
    case MAT_C_SINGLE: .single
    case MAT_C_INT8: .int8
    case MAT_C_UINT8: .uint8
    case MAT_C_INT16: .int16
    case MAT_C_UINT16: .uint16
    case MAT_C_INT32: .int32
    case MAT_C_UINT32: .uint32
    case MAT_C_INT64: .int64
    case MAT_C_UINT64: .uint64
    default: nil
    }
  }
}

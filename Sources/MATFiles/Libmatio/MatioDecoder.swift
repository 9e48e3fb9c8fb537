import CMatio
import Matrices
import OrderedCollections

/// Makes values from what libmatio has read: C → tree.
///
/// Everything is copied at once, and every count is checked against the bytes that libmatio says it has.
/// Used while libmatio is held (see ``Matio``).
enum MatioDecoder {
  /// The value of a variable; nil, which libmatio has for an unset cell or field, is the empty array.
  static func value(
    of variable: UnsafeMutablePointer<matvar_t>?
  ) throws(MATError) -> MATValue {
    guard let variable = unsafe variable, unsafe variable.pointee.rank > 0 else {
      return .numeric(MATNumericArray(size: [0, 0], real: .double([])))
    }
    let size = unsafe try size(of: variable)
    switch unsafe variable.pointee.class_type {
    case MAT_C_CELL: return .cell(unsafe try cells(variable, size))
    case MAT_C_STRUCT: return .structure(unsafe try structure(variable, size))
    case MAT_C_CHAR: return .char(unsafe try characters(variable, size))
    case MAT_C_SPARSE: return .sparse(unsafe try sparse(variable, size))
    case MAT_C_FUNCTION: return .functionHandle(MATFunctionHandle(text: nil))
    case MAT_C_OBJECT: return .opaque(className: "object", size: size)
    case MAT_C_EMPTY where unsafe variable.pointee.isLogical != 0 && size.contains(0):
      return .logical(NDArray(size: size, elements: []))
    case MAT_C_OPAQUE, MAT_C_EMPTY: return .opaque(className: "unknown", size: size)
    default: return unsafe try numeric(variable, size)
    }
  }

  /// The size, of two dimensions or more.
  static func size(of variable: UnsafeMutablePointer<matvar_t>) throws(MATError) -> [Int] {
    let rank = unsafe Int(variable.pointee.rank)
    guard let dims = unsafe variable.pointee.dims, rank >= 2 else {
      throw MATError(.damaged, expected: "two or more dimensions", found: "\(rank)")
    }
    var size: [Int] = []
    for dimension in 0..<rank {
      guard let extent = unsafe Int(exactly: dims[dimension]) else {
        throw MATError(
          .damaged, expected: "a dimension that fits memory", found: unsafe "\(dims[dimension])")
      }
      size.append(extent)
    }
    guard product(size) != nil else {
      throw MATError(.damaged, expected: "a size that fits memory", found: sizeDescription(size))
    }
    return size
  }

  private static func cells(
    _ variable: UnsafeMutablePointer<matvar_t>, _ size: [Int]
  ) throws(MATError) -> NDArray<MATValue> {
    let count = size.reduce(1, *)
    let cells = unsafe try children(of: variable, count: count)
    var values: [MATValue] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      do throws(MATError) {
        values.append(unsafe try value(of: cells[index]))
      } catch {
        throw error.inside("{\(index + 1)}")
      }
    }
    return NDArray(size: size, elements: values)
  }

  private static func structure(
    _ variable: UnsafeMutablePointer<matvar_t>, _ size: [Int]
  ) throws(MATError) -> MATStructArray {
    let count = size.reduce(1, *)
    let fieldCount = unsafe Int(Mat_VarGetNumberOfFields(variable))
    var names: [String] = []
    if let stored = unsafe Mat_VarGetStructFieldnames(variable) {
      for field in 0..<fieldCount {
        guard let name = unsafe stored[field] else { continue }
        names.append(unsafe String(cString: name))
      }
    }
    guard names.count == fieldCount else {
      throw MATError(
        .damaged, expected: "the names of \(fieldCount) fields", found: "\(names.count)")
    }
    names = V5Text.distinct(names)
    let elements = unsafe try children(of: variable, count: count * fieldCount)
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    for (field, name) in names.enumerated() {
      var values: [MATValue] = []
      for element in 0..<count {
        do throws(MATError) {
          values.append(unsafe try value(of: elements[element * fieldCount + field]))
        } catch {
          throw error.inside((count == 1 ? "" : "(\(element + 1))") + ".\(name)")
        }
      }
      fields[name] = values
    }
    return MATStructArray(size: size, fields: fields)
  }

  /// The pointers to the cells or fields of a variable: `count` of them, or an error.
  private static func children(
    of variable: UnsafeMutablePointer<matvar_t>, count: Int
  ) throws(MATError) -> UnsafeBufferPointer<UnsafeMutablePointer<matvar_t>?> {
    if count == 0 { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
    let bytes = unsafe try bytes(
      of: variable.pointee.data, variable, elementSize: MemoryLayout<UInt>.size, count: count)
    return unsafe bytes.bindMemory(to: UnsafeMutablePointer<matvar_t>?.self)
  }

  /// The bytes of `count` elements at `data`, checked against what libmatio says it has read.
  static func bytes(
    of data: UnsafeMutableRawPointer?, _ variable: UnsafeMutablePointer<matvar_t>,
    elementSize: Int, count: Int
  ) throws(MATError) -> UnsafeRawBufferPointer {
    if count == 0 { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    let (wanted, overflow) = count.multipliedReportingOverflow(by: elementSize)
    guard let data = unsafe data, !overflow, unsafe variable.pointee.nbytes == wanted else {
      throw MATError(
        .damaged, expected: "\(count) elements of \(elementSize) bytes",
        found: unsafe "\(data == nil ? 0 : variable.pointee.nbytes) bytes")
    }
    return unsafe UnsafeRawBufferPointer(start: data, count: wanted)
  }
}

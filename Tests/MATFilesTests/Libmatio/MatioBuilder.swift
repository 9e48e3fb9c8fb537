import CMatio
import Matrices

@testable import MATFiles

/// Makes libmatio's variables of values, which ``MATWriteRules`` must have let pass.
///
/// What libmatio is given is chosen by what it writes soundly and others read: text as UTF-8 where it is
/// ASCII and as UTF-16 where not (libmatio damages the file with others, and Octave turns a column of
/// UTF-16 characters into a row), and a value in every cell and field.
struct MatioBuilder {
  let version: MATVersion

  /// Lends `body` the variable. Its numbers, where it is an array of numbers, are those of the value
  /// itself; of anything else it holds a copy.
  func withVariable(
    _ variable: MATVariable, _ body: (borrowing MatioVariable) throws(MATError) -> Void
  ) throws(MATError) {
    guard case .numeric(let array) = variable.value, array.count > 0 else {
      let copy = try make(variable.value, name: variable.name)
      if variable.isGlobal { unsafe copy.pointer.pointee.isGlobal = 1 }
      return try body(copy)
    }
    try unsafe withParts(of: array) { parts throws(MATError) in
      let types = array.numericClass.matioTypes
      let lent = try unsafe owning(
        create(
          variable.name, types, array.size, data: parts,
          flags: MAT_F_DONT_COPY_DATA, array.isComplex ? MAT_F_COMPLEX : matio_flags(0)),
        name: variable.name)
      if variable.isGlobal { unsafe lent.pointer.pointee.isGlobal = 1 }
      try body(lent)
    }
  }

  private func make(_ value: MATValue, name: String?) throws(MATError) -> MatioVariable {
    switch value {
    case .numeric(let array): try make(array, name: name)
    case .logical(let array): try make(array, name: name)
    case .char(let array): try make(array, name: name)
    case .cell(let array): try make(array, name: name)
    case .structure(let array): try make(array, name: name)
    case .sparse(let matrix): try make(matrix, name: name)
    case .string, .functionHandle, .object, .opaque:
      throw MATError(.cannotRepresent, variable: name, found: value.summary)
    }
  }

  private func make(
    _ array: MATNumericArray, name: String?
  ) throws(MATError) -> MatioVariable {
    let types = array.numericClass.matioTypes
    return try unsafe withParts(of: array) { parts throws(MATError) in
      let copy = try unsafe owning(
        create(
          name, types, array.size, data: parts,
          flags: array.isComplex ? MAT_F_COMPLEX : matio_flags(0)), name: name)
      // libmatio leaves the parts of an empty array unset, and then frees what they point to.
      if array.isComplex, array.count == 0, let data = unsafe copy.pointer.pointee.data {
        unsafe data.storeBytes(
          of: mat_complex_split_t(Re: nil, Im: nil), as: mat_complex_split_t.self)
      }
      return copy
    }
  }

  /// Lends `body` the numbers as libmatio takes them, by pointers for writing, though it only reads.
  private func withParts<Result: ~Copyable>(
    of array: MATNumericArray, _ body: (UnsafeMutableRawPointer?) throws(MATError) -> Result
  ) throws(MATError) -> Result {
    try unsafe array.real.withUnsafeRawPointer { (real) throws(MATError) -> Result in
      let real = unsafe UnsafeMutableRawPointer(mutating: real)
      guard let imaginary = array.imaginary else { return try unsafe body(real) }
      return try unsafe imaginary.withUnsafeRawPointer {
        (imaginary) throws(MATError) -> Result in
        var parts = unsafe mat_complex_split_t(
          Re: real, Im: UnsafeMutableRawPointer(mutating: imaginary))
        return try unsafe body(&parts)
      }
    }
  }

  private func make(
    _ array: NDArray<Bool>, name: String?
  ) throws(MATError) -> MatioVariable {
    var bytes = array.elements.map(\.byte)
    let pointer = unsafe bytes.withUnsafeMutableBytes {
      unsafe create(
        name, (MAT_C_UINT8, MAT_T_UINT8), array.size, data: $0.baseAddress, flags: MAT_F_LOGICAL)
    }
    return try unsafe owning(pointer, name: name)
  }

  private func make(
    _ array: NDArray<UInt16>, name: String?
  ) throws(MATError) -> MatioVariable {
    // v7.3 has UTF-16 alone, and v4, where the rules let nothing but ASCII pass, bytes.
    guard version != .v73, array.elements.allSatisfy({ $0 < 0x80 }) else {
      return try make(MAT_T_UTF16, array.elements, array.size, name: name)
    }
    let bytes = array.elements.map { UInt8(truncatingIfNeeded: $0) }
    return try make(version == .v4 ? MAT_T_UINT8 : MAT_T_UTF8, bytes, array.size, name: name)
  }

  private func make<Unit>(
    _ dataType: matio_types, _ units: [Unit], _ size: [Int], name: String?
  ) throws(MATError) -> MatioVariable {
    var units = units
    let pointer = unsafe units.withUnsafeMutableBytes {
      unsafe create(name, (MAT_C_CHAR, dataType), size, data: $0.baseAddress)
    }
    return try unsafe owning(pointer, name: name)
  }

  private func make(
    _ array: NDArray<MATValue>, name: String?
  ) throws(MATError) -> MatioVariable {
    let cells = try unsafe owning(
      create(name, (MAT_C_CELL, MAT_T_CELL), array.size, data: nil), name: name)
    for (position, element) in array.elements.enumerated() {
      let cell = try make(element, name: nil)
      // The cell that was there, returned for the caller to free, is none: the array is new.
      unsafe _ = Mat_VarSetCell(cells.pointer, Int32(position), cell.release())
    }
    return cells
  }

  private func make(
    _ array: MATStructArray, name: String?
  ) throws(MATError) -> MatioVariable {
    let fields = Array(array.fields.keys)
    var size = array.size
    let pointer = unsafe withCStrings(fields) {
      unsafe Mat_VarCreateStruct(name, Int32(size.count), &size, $0, UInt32(fields.count))
    }
    let structure = try unsafe owning(pointer, name: name)
    for (field, values) in array.fields.values.enumerated() {
      for (position, value) in values.enumerated() {
        let member = try make(value, name: fields[field])
        unsafe _ = Mat_VarSetStructFieldByIndex(
          structure.pointer, field, position, member.release())
      }
    }
    return structure
  }

  private func make(
    _ matrix: MATSparseMatrix, name: String?
  ) throws(MATError) -> MatioVariable {
    switch matrix {
    case .real(let matrix):
      var values = matrix.values
      let pointer = unsafe values.withUnsafeMutableBytes {
        unsafe create(name, MAT_T_DOUBLE, pattern: matrix, values: $0.baseAddress)
      }
      return try unsafe owning(pointer, name: name)
    case .logical(let matrix):
      var values = matrix.values.map(\.byte)
      let pointer = unsafe values.withUnsafeMutableBytes {
        unsafe create(
          name, MAT_T_UINT8, pattern: matrix, values: $0.baseAddress, flags: MAT_F_LOGICAL)
      }
      return try unsafe owning(pointer, name: name)
    case .complex(let matrix):
      var (real, imaginary) = (matrix.values.map(\.real), matrix.values.map(\.imaginary))
      let pointer = unsafe real.withUnsafeMutableBytes { real in
        unsafe imaginary.withUnsafeMutableBytes { imaginary in
          var parts = unsafe mat_complex_split_t(Re: real.baseAddress, Im: imaginary.baseAddress)
          return unsafe create(
            name, MAT_T_DOUBLE, pattern: matrix, values: &parts, flags: MAT_F_COMPLEX)
        }
      }
      return try unsafe owning(pointer, name: name)
    }
  }
}

// The calls of libmatio, which copies what it is given.
extension MatioBuilder {
  private func create(
    _ name: String?, _ types: (matio_classes, matio_types), _ size: [Int],
    data: UnsafeMutableRawPointer?, flags: matio_flags...
  ) -> UnsafeMutablePointer<matvar_t>? {
    var size = size
    let options = flags.reduce(0) { $0 | Int32($1.rawValue) }
    return unsafe Mat_VarCreate(
      name, types.0, types.1, Int32(size.count), &size, data, options)
  }

  private func create<Element>(
    _ name: String?, _ dataType: matio_types, pattern matrix: SparseMatrix<Element>,
    values: UnsafeMutableRawPointer?, flags: matio_flags = matio_flags(0)
  ) -> UnsafeMutablePointer<matvar_t>? {
    var rows = matrix.rowIndices.map(UInt32.init)
    var starts = matrix.columnStarts.map(UInt32.init)
    return unsafe rows.withUnsafeMutableBufferPointer { rows in
      unsafe starts.withUnsafeMutableBufferPointer { starts in
        let count = UInt32(rows.count)
        var sparse = unsafe mat_sparse_t(
          nzmax: count, ir: rows.baseAddress, nir: count, jc: starts.baseAddress,
          njc: UInt32(starts.count), ndata: count, data: values)
        return unsafe create(
          name, (MAT_C_SPARSE, dataType), [matrix.rowCount, matrix.columnCount], data: &sparse,
          flags: flags)
      }
    }
  }

  /// Takes over what was created, which is NULL where memory is short or an argument is bad.
  private func owning(
    _ created: UnsafeMutablePointer<matvar_t>?, name: String?
  ) throws(MATError) -> MatioVariable {
    guard let created = unsafe created else {
      throw MATError(
        .outOfMemory, variable: name, expected: "memory for a copy of the value", found: "none")
    }
    return unsafe MatioVariable(owning: created)
  }

  /// Lends `body` an array of C strings.
  private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    let bytes = strings.map { Array($0.utf8CString) }
    var flat = bytes.flatMap { $0 }
    return unsafe flat.withUnsafeMutableBufferPointer { flat in
      var next = flat.baseAddress
      var pointers: [UnsafePointer<CChar>?] = unsafe []
      for string in bytes {
        unsafe pointers.append(UnsafePointer(next))
        unsafe next = next?.advanced(by: string.count)
      }
      return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress) }
    }
  }
}

extension Bool {
  fileprivate var byte: UInt8 { self ? 1 : 0 }
}

extension MATNumericClass {
  fileprivate var matioTypes: (matio_classes, matio_types) {
    switch self {
    case .double: (MAT_C_DOUBLE, MAT_T_DOUBLE)
    case .single: (MAT_C_SINGLE, MAT_T_SINGLE)
    case .int8: (MAT_C_INT8, MAT_T_INT8)
    case .int16: (MAT_C_INT16, MAT_T_INT16)
    case .int32: (MAT_C_INT32, MAT_T_INT32)
    case .int64: (MAT_C_INT64, MAT_T_INT64)
    case .uint8: (MAT_C_UINT8, MAT_T_UINT8)
    case .uint16: (MAT_C_UINT16, MAT_T_UINT16)
    case .uint32: (MAT_C_UINT32, MAT_T_UINT32)
    case .uint64: (MAT_C_UINT64, MAT_T_UINT64)
    }
  }
}

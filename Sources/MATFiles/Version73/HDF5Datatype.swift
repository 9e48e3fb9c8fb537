import CHDF5

/// How the elements of a dataset or attribute are stored, as far as values can be made of them.
enum HDF5Datatype: Equatable {
  /// Integers of 8 to 64 bits.
  case integer(MATNumericClass)
  /// Floating-point numbers that a Float or a Double holds exactly.
  case float(MATNumericClass)
  /// Bits, read as the unsigned integer of their size.
  case bits(MATNumericClass)
  /// The enumeration that h5py stores truth values as.
  case boolean
  /// Pairs of numbers: the names of the two members, and the class that holds both.
  case complex(MATNumericClass, real: String, imaginary: String)
  /// Text of a fixed number of bytes.
  case text(byteCount: Int)
  /// Text of any length.
  case variableText
  /// References to objects.
  case reference
  /// Sequences of characters, one a byte, as MATLAB writes field names.
  case characterSequence
  /// Anything else, by HDF5's name.
  case other(String)

  /// The class of numbers, nil where the elements are no numbers.
  var numericClass: MATNumericClass? {
    switch self {
    case .integer(let numbers), .float(let numbers), .bits(let numbers),
      .complex(let numbers, _, _):
      numbers
    default: nil
    }
  }

  /// Whether each element is a text.
  var isText: Bool {
    switch self {
    case .text, .variableText: true
    default: false
    }
  }

  /// Whether the elements take memory beside their own.
  var varies: Bool {
    switch self {
    case .variableText, .characterSequence, .other: true
    default: false
    }
  }

  /// The type with the given identifier.
  init(_ type: hid_t, _ hdf5: borrowing HDF5) throws(MATError) {
    switch H5Tget_class(type) {
    case H5T_INTEGER: self = Self.integers(type)
    case H5T_FLOAT: self = Self.floats(type)
    case H5T_BITFIELD: self = Self.bitfields(type)
    case H5T_ENUM: self = try Self.enumeration(type, hdf5)
    case H5T_COMPOUND: self = try Self.compound(type, hdf5)
    case H5T_STRING: self = Self.text(type)
    case H5T_REFERENCE:
      self = H5Tequal(type, chdf5_object_reference()) > 0 ? .reference : .other("region reference")
    case H5T_VLEN: self = try Self.sequence(type, hdf5)
    case H5T_ARRAY: self = .other("array")
    case H5T_OPAQUE: self = .other("opaque")
    case H5T_TIME: self = .other("time")
    default: throw hdf5.failure(.damaged, "a datatype that HDF5 cannot read")
    }
  }

  private static func integers(_ type: hid_t) -> HDF5Datatype {
    let isSigned = H5Tget_sign(type) == H5T_SGN_2
    switch H5Tget_size(type) {
    case 1: return .integer(isSigned ? .int8 : .uint8)
    case 2: return .integer(isSigned ? .int16 : .uint16)
    case 3...4: return .integer(isSigned ? .int32 : .uint32)
    case 5...8: return .integer(isSigned ? .int64 : .uint64)
    case let size: return .other("integer of \(size) bytes")
    }
  }

  /// IEEE numbers of 32 and 64 bits, and shorter ones whose mantissa and exponent fit a Float: half
  /// precision in all its forms.
  private static func floats(_ type: hid_t) -> HDF5Datatype {
    if H5Tequal(type, chdf5_double()) > 0 || H5Tequal(type, chdf5_swapped_double()) > 0 {
      return .float(.double)
    }
    if H5Tequal(type, chdf5_float()) > 0 || H5Tequal(type, chdf5_swapped_float()) > 0 {
      return .float(.single)
    }
    var position = (sign: 0, exponent: 0, exponentBits: 0, mantissa: 0, mantissaBits: 0)
    let status = unsafe H5Tget_fields(
      type, &position.sign, &position.exponent, &position.exponentBits, &position.mantissa,
      &position.mantissaBits)
    let size = H5Tget_size(type)
    if status >= 0 && size < 4 && position.mantissaBits <= 23 && position.exponentBits <= 8 {
      return .float(.single)
    }
    return .other("floating-point number of \(size) bytes")
  }

  private static func bitfields(_ type: hid_t) -> HDF5Datatype {
    switch H5Tget_size(type) {
    case 1: .bits(.uint8)
    case 2: .bits(.uint16)
    case 4: .bits(.uint32)
    case 8: .bits(.uint64)
    case let size: .other("bitfield of \(size) bytes")
    }
  }

  /// An enumeration counts as its integers, but for h5py's of FALSE and TRUE.
  private static func enumeration(
    _ type: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Datatype {
    if H5Tget_nmembers(type) == 2, hdf5.memberName(of: type, 0) == "FALSE",
      hdf5.memberName(of: type, 1) == "TRUE"
    {
      return .boolean
    }
    let base = try HDF5Handle(
      owning: H5Tget_super(type), "an enumeration of nothing", hdf5)
    return integers(base.id)
  }

  /// The members `real` and `imag` (MATLAB, Octave, hdf5storage) or `r` and `i` (h5py) make a complex
  /// number.
  private static func compound(
    _ type: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Datatype {
    guard H5Tget_nmembers(type) == 2, let first = hdf5.memberName(of: type, 0),
      let second = hdf5.memberName(of: type, 1),
      [["real", "imag"], ["r", "i"]].contains([first, second])
    else { return .other("compound") }
    let parts = try (member(type, 0, hdf5), member(type, 1, hdf5))
    guard parts.0 == parts.1, let numbers = parts.0.numericClass else { return .other("compound") }
    return .complex(numbers, real: first, imaginary: second)
  }

  private static func member(
    _ type: hid_t, _ index: UInt32, _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Datatype {
    let member = try HDF5Handle(
      owning: H5Tget_member_type(type, index), "a compound without a member", hdf5)
    switch H5Tget_class(member.id) {
    case H5T_INTEGER: return integers(member.id)
    case H5T_FLOAT: return floats(member.id)
    default: return .other("compound")
    }
  }

  private static func text(_ type: hid_t) -> HDF5Datatype {
    H5Tis_variable_str(type) > 0 ? .variableText : .text(byteCount: H5Tget_size(type))
  }

  private static func sequence(
    _ type: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Datatype {
    let base = try HDF5Handle(owning: H5Tget_super(type), "a sequence of nothing", hdf5)
    return H5Tget_class(base.id) == H5T_STRING && H5Tis_variable_str(base.id) == 0
      && H5Tget_size(base.id) == 1 ? .characterSequence : .other("sequence")
  }
}

extension HDF5 {
  /// The name of a member of an enumeration or compound.
  fileprivate func memberName(of type: hid_t, _ index: UInt32) -> String? {
    guard let name = unsafe H5Tget_member_name(type, index) else { return nil }
    defer { _ = unsafe H5free_memory(name) }
    return unsafe String(cString: name)
  }
}

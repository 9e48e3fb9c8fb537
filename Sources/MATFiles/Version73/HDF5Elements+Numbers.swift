import CHDF5

extension HDF5Elements {
  /// The numbers in the class they are stored in; HDF5 puts their bytes in order.
  func numbers(_ hdf5: borrowing HDF5) throws(MATError) -> MATNumbers {
    if case .bits(let numericClass) = datatype {
      return try numbers(numericClass, as: bitfieldType(of: numericClass), hdf5)
    }
    guard let numericClass = datatype.numericClass else {
      throw MATError(.damaged, expected: "numbers", found: "elements of HDF5's type \(datatype)")
    }
    return try numbers(numericClass, as: numericClass.hdf5Type, hdf5)
  }

  /// The real and the imaginary parts of complex numbers, in the class they are stored in.
  ///
  /// Pairs are read side by side, so that what is compressed is inflated once, and then taken apart.
  func parts(_ hdf5: borrowing HDF5) throws(MATError) -> (MATNumbers, MATNumbers) {
    guard case .complex(let numericClass, let real, let imaginary) = datatype else {
      throw MATError(.damaged, expected: "complex numbers", found: "elements of another type")
    }
    let width = numericClass.bytesPerElement
    let pair = try HDF5Handle(owning: H5Tcreate(H5T_COMPOUND, 2 * width), "no pair type", hdf5)
    guard unsafe H5Tinsert(pair.id, real, 0, numericClass.hdf5Type) >= 0,
      unsafe H5Tinsert(pair.id, imaginary, width, numericClass.hdf5Type) >= 0
    else { throw hdf5.failure(.damaged, "no pair type") }
    let pairs = try numbers(numericClass, perElement: 2, as: pair.id, hdf5)
    return (
      pairs.selecting(pairs.count / 2, from: 0, by: 2),
      pairs.selecting(pairs.count / 2, from: 1, by: 2)
    )
  }

  /// Numbers of a class, `perElement` of them for each element, as HDF5 converts them to a type.
  private func numbers(
    _ numericClass: MATNumericClass, perElement: Int = 1, as type: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATNumbers {
    unsafe try MATNumbers(numericClass, unfilled: count * perElement) { buffer throws(MATError) in
      guard let start = buffer.baseAddress else { return }
      unsafe try read(into: start, as: type, hdf5)
    }
  }
}

/// HDF5's type for bits of as many bytes as numbers of a class have: it converts bits to bits alone, of the
/// same number.
private func bitfieldType(of numericClass: MATNumericClass) -> hid_t {
  switch numericClass.bytesPerElement {
  case 1: chdf5_bitfield8()
  case 2: chdf5_bitfield16()
  case 4: chdf5_bitfield32()
  default: chdf5_bitfield64()
  }
}

extension MATNumericClass {
  /// HDF5's type for numbers of the class in this machine's memory.
  var hdf5Type: hid_t {
    switch self {
    case .double: chdf5_double()
    case .single: chdf5_float()
    case .int8: chdf5_int8()
    case .int16: chdf5_int16()
    case .int32: chdf5_int32()
    case .int64: chdf5_int64()
    case .uint8: chdf5_uint8()
    case .uint16: chdf5_uint16()
    case .uint32: chdf5_uint32()
    case .uint64: chdf5_uint64()
    }
  }
}

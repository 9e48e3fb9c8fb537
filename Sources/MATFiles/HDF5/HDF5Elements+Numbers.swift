import CHDF5

extension HDF5Elements {
  /// The numbers in the class they are stored in; HDF5 puts their bytes in order.
  func numbers(_ hdf5: borrowing HDF5) throws(MATError) -> MATNumbers {
    if case .bits(let numericClass) = datatype { return try bits(numericClass, hdf5) }
    guard let numericClass = datatype.numericClass else {
      throw MATError(.damaged, expected: "numbers", found: "elements of HDF5's type \(datatype)")
    }
    let type = memoryType(of: numericClass)
    return switch numericClass {
    case .double: .double(try array(of: Double.self, as: type, hdf5))
    case .single: .single(try array(of: Float.self, as: type, hdf5))
    case .int8: .int8(try array(of: Int8.self, as: type, hdf5))
    case .int16: .int16(try array(of: Int16.self, as: type, hdf5))
    case .int32: .int32(try array(of: Int32.self, as: type, hdf5))
    case .int64: .int64(try array(of: Int64.self, as: type, hdf5))
    case .uint8: .uint8(try array(of: UInt8.self, as: type, hdf5))
    case .uint16: .uint16(try array(of: UInt16.self, as: type, hdf5))
    case .uint32: .uint32(try array(of: UInt32.self, as: type, hdf5))
    case .uint64: .uint64(try array(of: UInt64.self, as: type, hdf5))
    }
  }

  /// The real and the imaginary parts of complex numbers, in the class they are stored in.
  func parts(_ hdf5: borrowing HDF5) throws(MATError) -> (MATNumbers, MATNumbers) {
    switch datatype.numericClass {
    case .double: try parts(of: Double.self, MATNumbers.double, hdf5)
    case .single: try parts(of: Float.self, MATNumbers.single, hdf5)
    case .int8: try parts(of: Int8.self, MATNumbers.int8, hdf5)
    case .int16: try parts(of: Int16.self, MATNumbers.int16, hdf5)
    case .int32: try parts(of: Int32.self, MATNumbers.int32, hdf5)
    case .int64: try parts(of: Int64.self, MATNumbers.int64, hdf5)
    case .uint8: try parts(of: UInt8.self, MATNumbers.uint8, hdf5)
    case .uint16: try parts(of: UInt16.self, MATNumbers.uint16, hdf5)
    case .uint32: try parts(of: UInt32.self, MATNumbers.uint32, hdf5)
    case .uint64: try parts(of: UInt64.self, MATNumbers.uint64, hdf5)
    case nil:
      throw MATError(.damaged, expected: "complex numbers", found: "elements of another type")
    }
  }

  /// Pairs are read side by side, so that what is compressed is inflated once, and then taken apart.
  private func parts<Number: BitwiseCopyable>(
    of type: Number.Type, _ wrap: ([Number]) -> MATNumbers, _ hdf5: borrowing HDF5
  ) throws(MATError) -> (MATNumbers, MATNumbers) {
    guard case .complex(let numericClass, let real, let imaginary) = datatype else {
      throw MATError(.damaged, expected: "complex numbers", found: "elements of another type")
    }
    let width = MemoryLayout<Number>.size
    let pair = try HDF5Handle(owning: H5Tcreate(H5T_COMPOUND, 2 * width), "no pair type", hdf5)
    guard unsafe H5Tinsert(pair.id, real, 0, memoryType(of: numericClass)) >= 0,
      unsafe H5Tinsert(pair.id, imaginary, width, memoryType(of: numericClass)) >= 0
    else { throw hdf5.failure(.damaged, "no pair type") }
    let pairs = try array(of: Number.self, perElement: 2, as: pair.id, hdf5)
    return (
      wrap(stride(from: 0, to: pairs.count, by: 2).map { pairs[$0] }),
      wrap(stride(from: 1, to: pairs.count, by: 2).map { pairs[$0] })
    )
  }

  /// Bits as unsigned integers. HDF5 converts them to bits alone, of the same number.
  private func bits(
    _ numericClass: MATNumericClass, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATNumbers {
    switch numericClass {
    case .uint8: .uint8(try array(of: UInt8.self, as: chdf5_bitfield8(), hdf5))
    case .uint16: .uint16(try array(of: UInt16.self, as: chdf5_bitfield16(), hdf5))
    case .uint32: .uint32(try array(of: UInt32.self, as: chdf5_bitfield32(), hdf5))
    default: .uint64(try array(of: UInt64.self, as: chdf5_bitfield64(), hdf5))
    }
  }
}

/// HDF5's type for numbers of a class in this machine's memory.
func memoryType(of numericClass: MATNumericClass) -> hid_t {
  switch numericClass {
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

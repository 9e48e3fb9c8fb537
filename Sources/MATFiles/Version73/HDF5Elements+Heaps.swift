import CHDF5

extension HDF5Elements {
  /// The elements of a type that varies in length, each as its characters.
  func variableCharacters(_ hdf5: borrowing HDF5) throws(MATError) -> [[UInt8]] {
    var heaps = try HDF5Heaps(of: id, hdf5)
    let (size, total) = (heaps.elementSize, count.multipliedSaturating(by: heaps.elementSize))
    try check(textByteCount: total, hdf5)
    if case .attribute(let id) = source, H5Aget_storage_size(id) < total {
      throw MATError(
        .damaged, expected: "\(total) bytes of an attribute", found: "\(H5Aget_storage_size(id))")
    }
    let type = try HDF5Handle(
      owning: H5Tcreate(H5T_OPAQUE, size), "no type for bytes as they are", hdf5)
    guard HDF5RawElements.isRegistered, unsafe H5Tset_tag(type.id, HDF5RawElements.tag) >= 0 else {
      throw hdf5.failure(.readFailed, "cannot read bytes as they are")
    }
    let bytes = try array(of: UInt8.self, perElement: size, as: type.id, hdf5)
    var texts: [[UInt8]] = []
    texts.reserveCapacity(count)
    for index in 0..<count {
      texts.append(try heaps.characters(of: bytes[index * size..<(index + 1) * size]))
    }
    return texts
  }

  /// The dataset or attribute, lent.
  var id: hid_t {
    switch source {
    case .dataset(let id), .attribute(let id): id
    }
  }
}

/// Reading elements that vary in length as they lie in the file, references into its heaps, which HDF5's
/// interface knows no call for: a conversion of our own to opaque bytes that leaves them alone
/// (`H5Tregister` in HDF5's reference manual). It takes those alone that have our tag, and so changes
/// nothing for others that use HDF5 in this process.
private enum HDF5RawElements {
  static let tag = "bytes of an element as they lie in the file, for matkit"

  /// Whether HDF5 has taken the conversion, at its first use.
  static let isRegistered: Bool = {
    let base = H5Tvlen_create(chdf5_character())
    let opaque = H5Tcreate(H5T_OPAQUE, 1)
    defer {
      _ = H5Tclose(base)
      _ = H5Tclose(opaque)
    }
    return unsafe H5Tregister(H5T_PERS_SOFT, "matkit bytes", base, opaque, leaveAlone) >= 0
  }()

  private static let leaveAlone: H5T_conv_t = { _, target, data, _, _, _, _, _, _ in
    guard let data = unsafe data, unsafe data.pointee.command == H5T_CONV_INIT else { return 0 }
    guard let tag = unsafe H5Tget_tag(target) else { return -1 }
    defer { _ = unsafe H5free_memory(tag) }
    unsafe data.pointee.need_bkg = H5T_BKG_NO
    return unsafe String(cString: tag) == HDF5RawElements.tag ? 0 : -1
  }
}

import CHDF5

// Datasets, groups and attributes as a file in memory takes them.
extension HDF5 {
  /// A new group without a time, named in `parent`.
  func makeGroup(
    _ name: String, in parent: hid_t, tracksCreation: Bool = false
  ) throws(MATError) -> HDF5Handle {
    let creation = try properties(chdf5_group_creation())
    let order = UInt32(H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)
    guard !tracksCreation || H5Pset_link_creation_order(creation.id, order) >= 0 else {
      throw failure(.writeFailed, "cannot set properties")
    }
    return try written(
      unsafe H5Gcreate2(parent, name, CHDF5_DEFAULT, creation.id, CHDF5_DEFAULT),
      "the group \(name)")
  }

  /// A group that is in `parent` already; nil where there is none.
  func openGroup(_ name: String, in parent: hid_t) throws(MATError) -> HDF5Handle? {
    guard try hasMember(name, in: parent) else { return nil }
    return try HDF5Handle(
      owning: unsafe H5Gopen2(parent, name, CHDF5_DEFAULT), "cannot open the group \(name)", self)
  }

  /// Whether a group has a member of that name.
  func hasMember(_ name: String, in group: hid_t) throws(MATError) -> Bool {
    let exists = unsafe H5Lexists(group, name, CHDF5_DEFAULT)
    guard exists >= 0 else { throw failure(.damaged, "cannot look for \(name)") }
    return exists > 0
  }

  /// A new dataset without a time, named in `parent`; `size` is MATLAB's, whose first dimension varies
  /// fastest, where HDF5's last does.
  func makeDataset(
    _ name: String, in parent: hid_t, type: hid_t, size: [Int],
    layout: MATArrayLayout = .contiguous, _ elements: UnsafeRawPointer?
  ) throws(MATError) -> HDF5Handle {
    let creation = try properties(chdf5_dataset_creation())
    let chunk = layout.chunk(ofSize: size, bytesPerElement: H5Tget_size(type))
    if let chunk { try set(chunk: chunk, layout, in: creation.id) }
    let space = try makeSpace(size, isExtendible: chunk != nil && layout.isExtendible)
    let dataset = try written(
      unsafe H5Dcreate2(
        parent, name, type, space.id, CHDF5_DEFAULT, creation.id, CHDF5_DEFAULT),
      "the array \(name)")
    guard !size.contains(0) else { return dataset }
    guard unsafe H5Dwrite(dataset.id, type, CHDF5_ALL, CHDF5_ALL, CHDF5_DEFAULT, elements) >= 0
    else { throw failure(.writeFailed, "cannot write the array \(name)") }
    return dataset
  }

  /// A new attribute; `count` is nil for a single element without dimensions.
  func makeAttribute(
    _ name: String, of object: hid_t, type: hid_t, count: Int? = nil, _ elements: UnsafeRawPointer?
  ) throws(MATError) {
    let space =
      if let count { try makeSpace([count]) } else { try written(H5Screate(H5S_SCALAR), "a size") }
    let attribute = try written(
      unsafe H5Acreate2(object, name, type, space.id, CHDF5_DEFAULT, CHDF5_DEFAULT),
      "the attribute \(name)")
    guard unsafe H5Awrite(attribute.id, type, elements) >= 0 else {
      throw failure(.writeFailed, "cannot write the attribute \(name)")
    }
  }

  /// A new attribute of text of its own length.
  func makeAttribute(_ name: String, of object: hid_t, text: String) throws(MATError) {
    let bytes = Array(text.utf8)
    let type = try written(H5Tcopy(chdf5_character()), "text")
    guard H5Tset_size(type.id, bytes.count) >= 0 else {
      throw failure(.writeFailed, "cannot write text")
    }
    try unsafe bytes.span.withUnsafeBytes { bytes throws(MATError) in
      try unsafe makeAttribute(name, of: object, type: type.id, bytes.baseAddress)
    }
  }

  /// A new attribute of one integer.
  func makeAttribute(_ name: String, of object: hid_t, int32 value: Int32) throws(MATError) {
    var value = value
    try unsafe makeAttribute(name, of: object, type: chdf5_int32(), &value)
  }

  /// The type of complex numbers whose parts are of the given type and size.
  func complexType(_ part: hid_t, bytesPerPart: Int) throws(MATError) -> HDF5Handle {
    let type = try written(H5Tcreate(H5T_COMPOUND, 2 * bytesPerPart), "complex numbers")
    guard unsafe H5Tinsert(type.id, "real", 0, part) >= 0,
      unsafe H5Tinsert(type.id, "imag", bytesPerPart, part) >= 0
    else { throw failure(.writeFailed, "cannot write complex numbers") }
    return type
  }

  /// The type of MATLAB's field names: sequences of characters, one a byte.
  func nameType() throws(MATError) -> HDF5Handle {
    try written(H5Tvlen_create(chdf5_character()), "names")
  }

  /// The reference to a member of `parent`, as a cell holds it.
  func reference(to name: String, in parent: hid_t) throws(MATError) -> hobj_ref_t {
    var reference: hobj_ref_t = 0
    guard unsafe H5Rcreate(&reference, parent, name, H5R_OBJECT, -1) >= 0 else {
      throw failure(.writeFailed, "cannot refer to \(name)")
    }
    return reference
  }

  private func set(
    chunk: [Int], _ layout: MATArrayLayout, in creation: hid_t
  ) throws(MATError) {
    let extents = chunk.reversed().map { hsize_t($0) }
    guard unsafe H5Pset_chunk(creation, Int32(extents.count), extents) >= 0,
      layout.deflate == 0
        || (H5Pset_shuffle(creation) >= 0 && H5Pset_deflate(creation, UInt32(layout.deflate)) >= 0)
    else { throw failure(.writeFailed, "cannot lay out chunks of \(chunk)") }
  }

  private func makeSpace(
    _ size: [Int], isExtendible: Bool = false
  ) throws(MATError) -> HDF5Handle {
    let extents = size.reversed().map { hsize_t($0) }
    let greatest = extents.map { isExtendible ? CHDF5_UNLIMITED : $0 }
    return try written(
      unsafe H5Screate_simple(Int32(extents.count), extents, greatest), "a size")
  }

  /// The properties of an object to be made, none of which is the time.
  private func properties(_ kind: hid_t) throws(MATError) -> HDF5Handle {
    let properties = try written(H5Pcreate(kind), "properties")
    guard H5Pset_obj_track_times(properties.id, false) >= 0 else {
      throw failure(.writeFailed, "cannot set properties")
    }
    return properties
  }

  private func written(
    _ id: hid_t, _ what: @autoclosure () -> String
  ) throws(MATError) -> HDF5Handle {
    guard id >= 0 else { throw failure(.writeFailed, "cannot write \(what())") }
    return try HDF5Handle(owning: id, what(), self)
  }
}

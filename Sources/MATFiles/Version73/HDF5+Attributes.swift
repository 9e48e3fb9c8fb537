import CHDF5

extension HDF5 {
  /// The attribute of that name, or nil.
  ///
  /// Throws where it is there and cannot be read.
  func attribute(
    _ name: String, of object: borrowing HDF5Object
  ) throws(MATError) -> HDF5Handle? {
    guard try hasAttribute(name, of: object) else { return nil }
    return try HDF5Handle(
      owning: unsafe H5Aopen(object.id, name, CHDF5_DEFAULT), "unreadable attribute \(name)", self)
  }

  /// Whether there is an attribute of that name.
  func hasAttribute(
    _ name: String, of object: borrowing HDF5Object
  ) throws(MATError) -> Bool {
    let exists = unsafe H5Aexists(object.id, name)
    guard exists >= 0 else { throw failure(.damaged, "unreadable attributes") }
    return exists > 0
  }

  /// Whether a member of a group has an attribute of that name, which is told without opening it.
  func hasAttribute(
    _ name: String, ofMember member: String, of group: borrowing HDF5Object
  ) throws(MATError) -> Bool {
    let exists = unsafe H5Aexists_by_name(group.id, member, name, CHDF5_DEFAULT)
    guard exists >= 0 else { throw failure(.damaged, "unreadable attributes of \(member)") }
    return exists > 0
  }

  /// The one integer that an attribute holds; nil where there is no such attribute.
  func integer(_ name: String, of object: borrowing HDF5Object) throws(MATError) -> UInt64? {
    guard let attribute = try attribute(name, of: object) else { return nil }
    let elements = try HDF5Elements(attribute: attribute, self)
    guard elements.count == 1, case .integer = elements.datatype,
      let value = try elements.array(of: UInt64.self, as: chdf5_uint64(), self).first
    else { throw MATError(.damaged, expected: "one integer in \(name)", found: "something else") }
    return value
  }

  /// The one text that an attribute holds; nil where there is no such attribute.
  func text(_ name: String, of object: borrowing HDF5Object) throws(MATError) -> String? {
    guard let attribute = try attribute(name, of: object) else { return nil }
    if let text = try shortText(attribute) { return text }
    let elements = try HDF5Elements(attribute: attribute, self)
    guard elements.count == 1, let bytes = try elements.strings(self).first else {
      throw MATError(.damaged, expected: "one text in \(name)", found: "something else")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text of an attribute where it is one of a few bytes, as the names of MATLAB's classes are; nil
  /// where it is another. Read once for each object, this takes the shortest way.
  private func shortText(_ attribute: borrowing HDF5Handle) throws(MATError) -> String? {
    let type = try HDF5Handle(
      owning: H5Aget_type(attribute.id), "an attribute without a type", self)
    let byteCount = H5Tget_size(type.id)
    // As many bytes as one text has are one text.
    guard H5Tget_class(type.id) == H5T_STRING, H5Tis_variable_str(type.id) == 0, byteCount < 64,
      H5Tget_strpad(type.id) != H5T_STR_SPACEPAD, H5Aget_storage_size(attribute.id) == byteCount
    else { return nil }
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: byteCount) { bytes in
      guard let start = bytes.baseAddress, unsafe H5Aread(attribute.id, type.id, start) >= 0
      else { return nil }
      return unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The names of all attributes.
  func attributeNames(of object: borrowing HDF5Object) throws(MATError) -> [String] {
    var names: [String] = []
    let status = unsafe withUnsafeMutablePointer(to: &names) { names in
      unsafe H5Aiterate2(
        object.id, H5_INDEX_NAME, H5_ITER_NATIVE, nil,
        { _, name, _, context in
          guard let name = unsafe name,
            let names = unsafe context?.assumingMemoryBound(to: [String].self)
          else { return -1 }
          unsafe names.pointee.append(String(cString: name))
          return 0
        }, names)
    }
    guard status >= 0 else { throw failure(.damaged, "unreadable attributes") }
    return names
  }

  /// Whether there is an attribute whose name is the given one but for one byte, as damage makes it.
  func hasName(like name: String, of object: borrowing HDF5Object) throws(MATError) -> Bool {
    try attributeNames(of: object).contains { other in
      other.utf8.count == name.utf8.count
        && zip(other.utf8, name.utf8).count { $0 != $1 } == 1
    }
  }
}

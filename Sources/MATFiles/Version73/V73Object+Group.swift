import CHDF5

extension V73Object {
  /// A group: a struct, a sparse matrix, a function handle, an object, or what Octave makes one of.
  static func group(
    _ object: consuming HDF5Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> V73Object {
    guard let className = try hdf5.matlabClass(of: object) else {
      let links = try hdf5.links(of: object, byCreation: true)
      guard try !hdf5.hasAttribute("OCTAVE_NEW_FORMAT", of: object) else {
        return try octave(object, links, hdf5)
      }
      return V73Object(object, className: "struct", size: [1, 1], .fields(links))
    }
    if let rowCount = try hdf5.integer("MATLAB_sparse", of: object) {
      return try sparse(object, className, rowCount, hdf5)
    }
    if className == "function_handle" {
      let parts = try order(hdf5.links(of: object), by: hdf5.fieldNames(of: object))
      return V73Object(object, className: className, size: [1, 1], .functionHandle(parts))
    }
    if className != "struct" {
      guard !basicClasses.contains(className) else {
        throw MATError(.damaged, expected: "a dataset of class \(className)", found: "a group")
      }
      try hdf5.checkObject(object, of: className)
      if try hdf5.integer("MATLAB_object_decode", of: object) == 3 {
        let links = try order(hdf5.links(of: object), by: hdf5.fieldNames(of: object))
        let size = try enumerationSize(links, in: object.id, hdf5)
        return V73Object(object, className: className, size: size, .enumeration(links))
      }
    }
    let names = try hdf5.fieldNames(of: object)
    let fields = try order(hdf5.links(of: object, byCreation: names == nil), by: names)
    if let size = try fieldArraySize(fields, in: object, hdf5) {
      return V73Object(object, className: className, size: size, .fieldArrays(fields))
    }
    return V73Object(object, className: className, size: [1, 1], .fields(fields))
  }

  private static func sparse(
    _ object: consuming HDF5Object, _ className: String, _ rowCount: UInt64,
    _ hdf5: borrowing HDF5
  ) throws(MATError) -> V73Object {
    let links = try hdf5.links(of: object)
    let columnStarts = try V73Object(member: "jc", of: links, in: object.id, hdf5)
    let size = try checked([Int(clamping: rowCount), columnStarts.size.reduce(1, *) - 1])
    return V73Object(object, className: className, size: size, .sparse(links))
  }

  /// Opens a member that a group must have.
  init(
    member name: String, of links: [HDF5Link], in place: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    guard let link = links.first(where: { $0.name == name }) else {
      throw MATError(
        .damaged, expected: "a member \(name)", found: links.isEmpty ? "none" : "other members")
    }
    do throws(MATError) {
      try self.init(at: link.address(), in: place, hdf5)
    } catch {
      throw error.inside(".\(name)")
    }
  }

  /// The fields in the order that MATLAB_fields has; what it does not name comes after.
  private static func order(
    _ links: [HDF5Link], by names: [String]?
  ) throws(MATError) -> [HDF5Link] {
    guard let names else { return links }
    let places = Dictionary(
      links.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var isNamed = Array(repeating: false, count: links.count)
    var ordered: [HDF5Link] = []
    ordered.reserveCapacity(links.count)
    for name in names {
      guard let place = places[name], !isNamed[place] else {
        throw MATError(
          .damaged, expected: "each name of MATLAB_fields once and with a value",
          found: "\(name) \(places[name] == nil ? "without a value" : "twice")")
      }
      isNamed[place] = true
      ordered.append(links[place])
    }
    return ordered + links.indices.filter { !isNamed[$0] }.map { links[$0] }
  }

  /// The size of a struct array, whose fields are all datasets of references that say no class; nil where
  /// one of them is a value of its own, as in a scalar struct.
  private static func fieldArraySize(
    _ fields: [HDF5Link], in group: borrowing HDF5Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [Int]? {
    var common: [Int]?
    for field in fields {
      guard case .object(let address) = field.destination,
        try !hdf5.hasAttribute("MATLAB_class", ofMember: field.name, of: group)
      else { return nil }
      let object = try HDF5Object(at: address, in: group.id, hdf5)
      guard object.kind == .dataset else { return nil }
      let elements = try HDF5Elements(dataset: object, hdf5)
      guard elements.datatype == .reference else { return nil }
      guard common == nil || common == elements.size else {
        throw MATError(
          .damaged, path: MATPath.Step.field(field.name).description,
          expected: "as many values as the other fields have",
          found: "\(elements.count)")
      }
      common = elements.size
    }
    return common
  }

  /// The size of an array of enumeration objects.
  private static func enumerationSize(
    _ links: [HDF5Link], in place: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [Int] {
    guard links.contains(where: { $0.name == "ValueIndices" }) else { return [1, 1] }
    return try V73Object(member: "ValueIndices", of: links, in: place, hdf5).size
  }
}

extension HDF5Link {
  /// The address of the object that the link leads to.
  ///
  /// Throws where it leads elsewhere: MATLAB writes no such link, and following one could lead anywhere.
  func address() throws(MATError) -> haddr_t {
    switch destination {
    case .object(let address): return address
    case .path(let path):
      throw MATError(.unsupported, expected: "a value", found: "a soft link to \(path)")
    case .elsewhere:
      throw MATError(.unsupported, expected: "a value", found: "a link to another file")
    }
  }
}

extension HDF5 {
  /// The field names in MATLAB_fields; nil where there is no such attribute.
  ///
  /// MATLAB writes it for two fields and more; beyond 4095 characters the attribute, which could not hold
  /// the names, refers to a dataset that does.
  func fieldNames(of object: borrowing HDF5Object) throws(MATError) -> [String]? {
    guard let attribute = try attribute("MATLAB_fields", of: object) else { return nil }
    let elements = try HDF5Elements(attribute: attribute, self)
    guard elements.datatype == .reference else { return try names(elements) }
    guard elements.count == 1,
      let address = try elements.array(
        of: haddr_t.self, as: chdf5_object_reference(), self
      ).first
    else {
      throw MATError(
        .damaged, expected: "one reference in MATLAB_fields", found: "\(elements.count)")
    }
    let target = try HDF5Object(at: address, in: object.id, self)
    guard target.kind == .dataset else {
      throw MATError(.damaged, expected: "the names of MATLAB_fields", found: "no dataset")
    }
    return try names(HDF5Elements(dataset: target, self))
  }

  private func names(_ elements: borrowing HDF5Elements) throws(MATError) -> [String] {
    try elements.strings(self).map { String(decoding: $0, as: UTF8.self) }
  }
}

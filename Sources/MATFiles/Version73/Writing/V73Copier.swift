import CHDF5

/// Copies variables of one v7.3 file into another as they are, whatever MatKit makes of them: what their
/// objects hold and what is said of them, and all that they refer to.
///
/// HDF5 copies an object by itself (`H5Ocopy`) and sets the references in it to nothing, or puts what they lead
/// to beside the variables. So datasets of references and groups are made anew here: what a reference leads to
/// is copied into `#refs#`, once, under the name that it has there, and referred to anew.
struct V73Copier: ~Copyable {
  private let source: hid_t
  private let target: hid_t
  private let greatestDepth: Int
  /// The names that objects have in the source's group `#refs#`.
  private let names: [haddr_t: String]
  /// The references in the target to what has been copied, by its address in the source.
  private var copies: [haddr_t: hobj_ref_t] = [:]
  /// What is being copied, the outermost first.
  private var ancestors: [haddr_t] = []
  private var nextNumber = 1
  private let references: HDF5Handle
  /// What could not be copied and was left out; nil where that is an error.
  private var omissions: [MATError]?

  init(
    from source: hid_t, to target: hid_t, roots: [HDF5Link], _ limits: MATLimits,
    _ hdf5: borrowing HDF5
  ) throws(MATError) {
    (self.source, self.target) = (source, target)
    // Objects of MATLAB's have structs and cells of their own around their values.
    greatestDepth = 2 * limits.depth + 8
    names = Self.names(of: roots, in: source, hdf5)
    references = try hdf5.makeGroup("#refs#", in: target)
  }

  private static func names(
    of roots: [HDF5Link], in source: hid_t, _ hdf5: borrowing HDF5
  ) -> [haddr_t: String] {
    guard let root = roots.first(where: { $0.name == "#refs#" }),
      // Where they cannot be listed, new names do as well.
      let links = try? hdf5.links(of: HDF5Object(at: root.address(), in: source, hdf5))
    else { return [:] }
    var names: [haddr_t: String] = [:]
    for link in links {
      if case .object(let address) = link.destination { names[address] = link.name }
    }
    return names
  }

  /// Copies a variable; where that fails nothing of it is left under its name.
  mutating func copyVariable(
    _ name: String, at address: haddr_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    do throws(MATError) {
      try copy(address, as: name, in: target, hdf5)
    } catch {
      remove(name, from: target, hdf5)
      throw error.with(file: nil, variable: name)
    }
  }

  /// Copies the data of MATLAB's objects, and returns what is wrong with the parts that are not copied.
  mutating func copySubsystem(
    at address: haddr_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [MATError] {
    omissions = []
    try copy(address, as: "#subsystem#", in: target, hdf5)
    defer { omissions = nil }
    return omissions ?? []
  }

  private func remove(_ name: String, from group: hid_t, _ hdf5: borrowing HDF5) {
    // What failed may have failed before it had a name.
    if (try? hdf5.hasMember(name, in: group)) ?? false {
      _ = unsafe H5Ldelete(group, name, CHDF5_DEFAULT)
    }
  }

  /// Copies the object at an address of the source.
  private mutating func copy(
    _ address: haddr_t, as name: String, in parent: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    if let reference = copies[address] {
      return try hdf5.link(reference, as: name, in: parent)
    }
    guard !ancestors.contains(address) else {
      throw MATError(.damaged, expected: "a value", found: "a reference to what contains it")
    }
    guard ancestors.count < greatestDepth else {
      throw DecodingBudget.exceeded(.nesting, "\(greatestDepth) objects in each other", "more")
    }
    ancestors.append(address)
    defer { ancestors.removeLast() }
    let object = try HDF5Object(at: address, in: source, hdf5)
    switch object.kind {
    case .datatype: try hdf5.copy(object.id, as: name, in: parent)
    case .group: try copy(group: object, as: name, in: parent, hdf5)
    case .dataset: try copy(dataset: object, as: name, in: parent, hdf5)
    }
    copies[address] = try hdf5.reference(to: name, in: parent)
  }

  private mutating func copy(
    group: borrowing HDF5Object, as name: String, in parent: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let isTracked = try hdf5.tracksCreation(group)
    let made = try hdf5.makeGroup(name, in: parent, tracksCreation: isTracked)
    for link in try hdf5.links(of: group, byCreation: isTracked) {
      do throws(MATError) {
        try copy(link.address(), as: link.name, in: made.id, hdf5)
      } catch {
        guard omissions?.append(error.inside(MATPath.Step.field(link.name).description)) != nil
        else { throw error.inside(MATPath.Step.field(link.name).description) }
        remove(link.name, from: made.id, hdf5)
      }
    }
    try copyAttributes(of: group, to: made.id, hdf5)
  }

  private mutating func copy(
    dataset: borrowing HDF5Object, as name: String, in parent: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let elements = try HDF5Elements(dataset: dataset, hdf5)
    if elements.datatype == .reference {
      let found = try elements.array(of: haddr_t.self, as: chdf5_object_reference(), hdf5)
      let made = try self.references(to: found, hdf5)
      let copy = try unsafe made.span.withUnsafeBytes { bytes throws(MATError) in
        try unsafe hdf5.makeDataset(
          name, in: parent, type: chdf5_object_reference(), size: elements.extents.reversed(),
          bytes.baseAddress)
      }
      return try copyAttributes(of: dataset, to: copy.id, hdf5)
    }
    try Self.checkHoldsNoReference(elements.fileType.id)
    try hdf5.copy(dataset.id, as: name, in: parent)
    let copy = try HDF5Handle(
      owning: unsafe H5Dopen2(parent, name, CHDF5_DEFAULT), "cannot open the copy of \(name)", hdf5)
    try copyAttributes(of: dataset, to: copy.id, hdf5)
  }

  /// Throws where references lie among other things, as in no file of MATLAB's.
  private static func checkHoldsNoReference(_ type: hid_t) throws(MATError) {
    guard H5Tdetect_class(type, H5T_REFERENCE) <= 0 else {
      throw MATError(
        .unsupported, expected: "references, or elements without any", found: "both in one")
    }
  }

  /// The references in the target to copies of what references in the source lead to.
  private mutating func references(
    to found: [haddr_t], _ hdf5: borrowing HDF5
  ) throws(MATError) -> [hobj_ref_t] {
    var made: [hobj_ref_t] = []
    made.reserveCapacity(found.count)
    for (position, address) in found.enumerated() {
      do throws(MATError) {
        made.append(try reference(to: address, hdf5))
      } catch {
        guard omissions?.append(error.inside("{\(position + 1)}")) != nil else {
          throw error.inside("{\(position + 1)}")
        }
        made.append(0)
      }
    }
    return made
  }

  private mutating func reference(
    to address: haddr_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> hobj_ref_t {
    guard address != 0, address != CHDF5_UNDEFINED_ADDRESS else { return 0 }
    if let known = copies[address] { return known }
    var name = names[address] ?? "\(nextNumber)"
    while try hdf5.hasMember(name, in: references.id) {
      nextNumber += 1
      name = "\(nextNumber)"
    }
    do throws(MATError) {
      try copy(address, as: name, in: references.id, hdf5)
    } catch {
      remove(name, from: references.id, hdf5)
      throw error
    }
    return try hdf5.reference(to: name, in: references.id)
  }

  private mutating func copyAttributes(
    of object: borrowing HDF5Object, to copy: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    for name in try hdf5.attributeNames(of: object) {
      guard let attribute = try hdf5.attribute(name, of: object) else { continue }
      let elements = try HDF5Elements(attribute: attribute, hdf5)
      guard elements.datatype != .reference else {
        let found = try elements.array(of: haddr_t.self, as: chdf5_object_reference(), hdf5)
        let made = try references(to: found, hdf5)
        try unsafe made.span.withUnsafeBytes { bytes throws(MATError) in
          try unsafe hdf5.makeAttribute(
            name, of: copy, type: chdf5_object_reference(),
            count: elements.extents.isEmpty ? nil : made.count, bytes.baseAddress)
        }
        continue
      }
      try Self.checkHoldsNoReference(elements.fileType.id)
      try hdf5.copy(attribute, named: name, to: copy)
    }
  }
}

extension V73File {
  /// Makes a file in memory with copies of variables, and lends it to `body` with what was not copied.
  ///
  /// The data of MATLAB's objects come along as far as they are sound.
  func withCopies(
    of variables: [String], _ limits: MATLimits,
    _ body: ([MATLoss], HDF5Overlay) throws(MATError) -> Void
  ) throws(MATError) {
    try HDF5.use(file: nil) { (hdf5) throws(MATError) in
      let roots = try rootLinks(hdf5)
      let members = variables + ["#refs#", "#subsystem#"]
      let overlay = HDF5Overlay(output: nil)
      let target = try overlay.create(
        userBlockSize: V73Writer.userBlockSize, members: members, hdf5)
      var losses: [MATLoss] = []
      try copy(variables, roots, limits, into: target.id, &losses, hdf5)
      try target.close(overlay, hdf5)
      try body(losses, overlay)
    }
  }
}

extension V73File {
  /// Copies variables and the data of objects into an open file, and adds what cannot be copied.
  private func copy(
    _ variables: [String], _ roots: [HDF5Link], _ limits: MATLimits, into target: hid_t,
    _ losses: inout [MATLoss], _ hdf5: borrowing HDF5
  ) throws(MATError) {
    // What it has open goes with it, before the file is closed.
    var copier = try V73Copier(from: file.id, to: target, roots: roots, limits, hdf5)
    let wanted = Set(variables)
    for link in roots where wanted.contains(link.name) {
      do throws(MATError) {
        try copier.copyVariable(link.name, at: link.address(), hdf5)
      } catch {
        losses.append(MATLoss(name: link.name, byteRange: nil, reason: error))
      }
    }
    guard let subsystem = roots.first(where: { $0.name == "#subsystem#" }) else { return }
    var errors: [MATError]
    do throws(MATError) {
      errors = try copier.copySubsystem(at: subsystem.address(), hdf5)
    } catch {
      errors = [error]
    }
    losses += errors.map {
      MATLoss(name: nil, byteRange: nil, reason: $0.inside(subsystem.name))
    }
  }
}

// Single objects and attributes.
extension HDF5 {
  /// Copies an object without its attributes, and without what it refers to.
  fileprivate func copy(
    _ object: hid_t, as name: String, in group: hid_t
  ) throws(MATError) {
    let properties = try HDF5Handle(
      owning: H5Pcreate(chdf5_object_copy()), "cannot prepare to copy", self)
    guard H5Pset_copy_object(properties.id, chdf5_without_attributes()) >= 0,
      unsafe H5Ocopy(object, ".", group, name, properties.id, CHDF5_DEFAULT) >= 0
    else { throw failure(.damaged, "cannot copy \(name)") }
  }

  /// Gives what a reference leads to another name.
  fileprivate func link(
    _ reference: hobj_ref_t, as name: String, in group: hid_t
  ) throws(MATError) {
    var reference = reference
    let object = try HDF5Handle(
      owning: unsafe H5Rdereference2(group, CHDF5_DEFAULT, H5R_OBJECT, &reference),
      "a reference to nothing", self)
    guard unsafe H5Olink(object.id, group, name, CHDF5_DEFAULT, CHDF5_DEFAULT) >= 0 else {
      throw failure(.writeFailed, "cannot name \(name)")
    }
  }

  /// Copies an attribute whose elements refer to nothing, texts of any length among them.
  fileprivate func copy(
    _ attribute: borrowing HDF5Handle, named name: String, to object: hid_t
  ) throws(MATError) {
    let stored = try HDF5Handle(
      owning: H5Aget_type(attribute.id), "an attribute without a type", self)
    // A type that has a name in the old file has none in the new one.
    let type = try HDF5Handle(owning: H5Tcopy(stored.id), "an attribute without a type", self)
    let space = try HDF5Handle(
      owning: H5Aget_space(attribute.id), "an attribute without a size", self)
    let count = Int(clamping: H5Sget_simple_extent_npoints(space.id))
    let byteCount = count.multipliedSaturating(by: H5Tget_size(type.id))
    // HDF5 has no larger attributes in the header of an object, and MATLAB none elsewhere.
    guard (0...1 << 20).contains(byteCount) else {
      throw MATError(
        .unsupported, path: nil, expected: "attributes of at most 1 MiB",
        found: "\(byteCount) bytes in \(name)")
    }
    var bytes = [UInt8](repeating: 0, count: max(byteCount, 1))
    guard unsafe H5Aread(attribute.id, type.id, &bytes) >= 0 else {
      throw failure(.damaged, "cannot read the attribute \(name)")
    }
    // What varies in length HDF5 has put into memory of its own.
    defer { unsafe _ = H5Dvlen_reclaim(type.id, space.id, CHDF5_DEFAULT, &bytes) }
    let copy = try HDF5Handle(
      owning: unsafe H5Acreate2(object, name, type.id, space.id, CHDF5_DEFAULT, CHDF5_DEFAULT),
      "cannot make the attribute \(name)", self)
    guard unsafe H5Awrite(copy.id, type.id, bytes) >= 0 else {
      throw failure(.writeFailed, "cannot write the attribute \(name)")
    }
  }
}

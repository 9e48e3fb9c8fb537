import CHDF5

/// An open object of a file: a group, a dataset or a named datatype.
struct HDF5Object: ~Copyable {
  /// What an object is.
  enum Kind {
    case group, dataset, datatype
  }

  private let handle: HDF5Handle
  let kind: Kind

  /// The identifier, lent: it dies with this value.
  var id: hid_t { handle.id }

  /// Opens the object whose header lies at `address`, as object references and hard links have it.
  ///
  /// By address, because resolving a path costs a search in every group on the way.
  init(at address: haddr_t, in file: hid_t, _ hdf5: borrowing HDF5) throws(MATError) {
    try self.init(
      HDF5Handle(owning: H5Oopen_by_addr(file, address), "no object at byte \(address)", hdf5))
  }

  /// Opens the root group of a file.
  init(rootOf file: hid_t, _ hdf5: borrowing HDF5) throws(MATError) {
    try self.init(
      HDF5Handle(owning: unsafe H5Oopen(file, "/", CHDF5_DEFAULT), "no root group", hdf5))
  }

  private init(_ handle: consuming HDF5Handle) throws(MATError) {
    kind = try Self.kind(of: handle.id)
    self.handle = handle
  }

  private static func kind(of id: hid_t) throws(MATError) -> Kind {
    switch H5Iget_type(id) {
    case H5I_GROUP: .group
    case H5I_DATASET: .dataset
    case H5I_DATATYPE: .datatype
    default: throw MATError(.damaged, found: "an object that is no group, dataset or datatype")
    }
  }
}

/// A member of a group.
struct HDF5Link {
  /// What a link leads to.
  enum Destination {
    /// An object of this file, by the address of its header.
    case object(haddr_t)
    /// A path, which may lead nowhere.
    case path(String)
    /// Another file.
    case elsewhere
  }

  let name: String
  let destination: Destination
}

extension HDF5 {
  /// The members of a group by name; or as they were created, where that is asked for and the group
  /// keeps track of it.
  func links(
    of group: borrowing HDF5Object, byCreation: Bool = false
  ) throws(MATError) -> [HDF5Link] {
    var links: [HDF5Link] = []
    let isTracked = byCreation ? try tracksCreation(group) : false
    let order = isTracked ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME
    let status = unsafe withUnsafeMutablePointer(to: &links) { links in
      unsafe H5Literate(
        group.id, order, H5_ITER_INC, nil,
        { group, name, info, context in
          guard let name = unsafe name, let info = unsafe info?.pointee,
            let links = unsafe context?.assumingMemoryBound(to: [HDF5Link].self)
          else { return -1 }
          unsafe links.pointee.append(HDF5Link(name, info, in: group))
          return 0
        }, links)
    }
    guard status >= 0 else { throw failure(.damaged, "cannot list a group") }
    return links
  }

  /// The member of a name; nil where there is none.
  func link(_ name: String, of group: borrowing HDF5Object) throws(MATError) -> HDF5Link? {
    // A path would lead on.
    guard !name.isEmpty, name != ".", !name.contains("/"), try hasMember(name, in: group.id) else {
      return nil
    }
    var info = H5L_info_t()
    guard unsafe H5Lget_info(group.id, name, &info, CHDF5_DEFAULT) >= 0 else {
      throw failure(.damaged, "cannot find \(name)")
    }
    return HDF5Link(name: name, info, in: group.id)
  }

  /// Whether a group keeps the order in which its members were made.
  func tracksCreation(_ group: borrowing HDF5Object) throws(MATError) -> Bool {
    let creation = try HDF5Handle(
      owning: H5Gget_create_plist(group.id), "cannot read how a group was made", self)
    var flags: UInt32 = 0
    guard unsafe H5Pget_link_creation_order(creation.id, &flags) >= 0 else {
      throw failure(.damaged, "cannot read how a group is ordered")
    }
    return flags & UInt32(H5P_CRT_ORDER_TRACKED) != 0
  }
}

extension HDF5Link {
  /// A link as HDF5 lists it.
  fileprivate init(_ name: UnsafePointer<CChar>, _ info: H5L_info_t, in group: hid_t) {
    unsafe self.init(name: String(cString: name), info, in: group)
  }

  fileprivate init(name: String, _ info: H5L_info_t, in group: hid_t) {
    self.name = name
    switch info.type {
    case H5L_TYPE_HARD:
      destination = unsafe .object(info.u.address)
    case H5L_TYPE_SOFT:
      // HDF5 counts the zero at the end.
      var path = [CChar](repeating: 0, count: unsafe min(info.u.val_size, 4096) + 1)
      let status = unsafe H5Lget_val(group, name, &path, path.count - 1, CHDF5_DEFAULT)
      let bytes = path.prefix { status >= 0 && $0 != 0 }.map(UInt8.init(bitPattern:))
      destination = .path(String(decoding: bytes, as: UTF8.self))
    default:
      destination = .elsewhere
    }
  }
}

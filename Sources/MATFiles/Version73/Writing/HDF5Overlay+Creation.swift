import CHDF5

extension HDF5Overlay {
  /// The most members of the root group that its header lists: HDF5 goes through the list for each that is
  /// added, which takes long where they are many. More lie in a tree.
  private static let mostListed: UInt32 = 256
  /// From how many members on HDF5 lays a tree where it is not told, and to how few it goes back to a list.
  private static let standard: (most: UInt32, least: UInt32) = (8, 6)

  /// Makes this an HDF5 file without content, whose HDF5 part begins after `userBlockSize` bytes, and whose root
  /// group is to have members of these names.
  ///
  /// It tells no times, so that the same content gives the same bytes, and keeps the order in which the members
  /// of its root group are made. The list of them stands at the beginning of the file, so that a file that is cut
  /// short still tells what it holds.
  func create(
    userBlockSize: Int, members: [String], _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5ChangingFile {
    let access = try access(hdf5)
    let creation = try HDF5Handle(
      owning: H5Pcreate(chdf5_file_creation()), "cannot prepare a file", hdf5)
    let order = UInt32(H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)
    let isListed = members.count <= Self.mostListed
    let longest = members.map(\.utf8.count).max() ?? 0
    guard H5Pset_userblock(creation.id, hsize_t(userBlockSize)) >= 0,
      H5Pset_obj_track_times(creation.id, false) >= 0,
      H5Pset_link_creation_order(creation.id, order) >= 0,
      H5Pset_link_phase_change(
        creation.id, isListed ? Self.mostListed : Self.standard.most, Self.standard.least) >= 0,
      H5Pset_est_link_info(
        creation.id, isListed ? UInt32(members.count) : 0, UInt32(clamping: longest)) >= 0
    else { throw hdf5.failure(.writeFailed, "cannot prepare a file") }
    let id = withExtendedLifetime(self) {
      // The name is for messages: the driver opens no file of it.
      unsafe H5Fcreate("matkit", chdf5_create(), creation.id, access.id)
    }
    guard id >= 0 else { throw hdf5.failure(.writeFailed, "cannot begin a file") }
    return HDF5ChangingFile(id: id)
  }
}

import CHDF5

/// The owner of an HDF5 file that is written in memory, where no disk can fail.
///
/// It tells no times, so that the same content gives the same bytes, and keeps the order in which the
/// members of its root group are made. Made and dropped inside ``HDF5/use(file:_:)``.
struct HDF5Image: ~Copyable {
  /// How much memory HDF5 asks for at a time.
  private static let increment = 1 << 20

  /// The identifier, lent: it dies with this value.
  let id: hid_t
  private let userBlockSize: Int

  /// The most members of the root group that its header lists: HDF5 goes through the list for each that is
  /// added, which takes long where they are many. More lie in a tree.
  private static let mostListed: UInt32 = 256
  /// From how many members on HDF5 lays a tree where it is not told, and to how few it goes back to a list.
  private static let standard: (most: UInt32, least: UInt32) = (8, 6)

  /// An empty file whose HDF5 part begins after `userBlockSize` bytes, and whose root group is to have members
  /// of these names.
  ///
  /// The list of the members stands at the beginning of the file, so that a file that is cut short still
  /// tells what it holds.
  init(
    userBlockSize: Int, members: [String], _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let access = try HDF5Handle(
      owning: H5Pcreate(chdf5_file_access()), "cannot prepare a file", hdf5)
    let creation = try HDF5Handle(
      owning: H5Pcreate(chdf5_file_creation()), "cannot prepare a file", hdf5)
    let order = UInt32(H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)
    let isListed = members.count <= Self.mostListed
    let longest = members.map(\.utf8.count).max() ?? 0
    guard H5Pset_fapl_core(access.id, Self.increment, false) >= 0,
      H5Pset_userblock(creation.id, hsize_t(userBlockSize)) >= 0,
      H5Pset_obj_track_times(creation.id, false) >= 0,
      H5Pset_link_creation_order(creation.id, order) >= 0,
      H5Pset_link_phase_change(
        creation.id, isListed ? Self.mostListed : Self.standard.most, Self.standard.least) >= 0,
      H5Pset_est_link_info(
        creation.id, isListed ? UInt32(members.count) : 0, UInt32(clamping: longest)) >= 0
    else { throw hdf5.failure(.writeFailed, "cannot prepare a file") }
    // Nothing of this name comes to be on the disk.
    let id = unsafe H5Fcreate("matkit", chdf5_create(), creation.id, access.id)
    guard id >= 0 else { throw hdf5.failure(.writeFailed, "cannot begin a file") }
    self.id = id
    self.userBlockSize = userBlockSize
  }

  /// Lends `body` the bytes of the file, complete up to now, without the room behind them that HDF5 has asked
  /// for in advance.
  func withBytes(
    _ hdf5: borrowing HDF5, _ body: (RawSpan) throws(MATError) -> Void
  ) throws(MATError) {
    var size: hsize_t = 0
    var handle: UnsafeMutableRawPointer?
    guard H5Fflush(id, H5F_SCOPE_GLOBAL) >= 0, unsafe H5Fget_filesize(id, &size) >= 0,
      unsafe H5Fget_vfd_handle(id, CHDF5_DEFAULT, &handle) >= 0,
      // For a file in memory the handle is the place of a pointer to its first byte.
      let start = unsafe handle?.load(as: UnsafeRawPointer?.self)
    else { throw hdf5.failure(.writeFailed, "cannot complete the file") }
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(size)).bytes
    try body(bytes.extracting(first: Self.usedCount(bytes, userBlockSize)))
  }

  /// How much of the file is in use, as the superblock says (HDF5 file format, II.A), which stands behind the
  /// user block and is of version 0 or, in files with newer features, 2 or 3.
  private static func usedCount(_ bytes: RawSpan, _ userBlockSize: Int) -> Int {
    guard bytes.byteCount >= userBlockSize + 48 else { return bytes.byteCount }
    let version = unsafe bytes.unsafeLoad(fromByteOffset: userBlockSize + 8, as: UInt8.self)
    let end = unsafe bytes.unsafeLoadUnaligned(
      fromByteOffset: userBlockSize + (version < 2 ? 40 : 28), as: UInt64.self)
    return min(Int(clamping: UInt64(littleEndian: end)), bytes.byteCount)
  }

  // The bytes have been copied out, or writing has failed already.
  deinit { _ = H5Fclose(id) }
}

import CHDF5

extension HDF5Elements {
  /// Throws where a chunk of a dataset does not lie in the first `byteCount` bytes of the file.
  ///
  /// HDF5 looks for each chunk from the first on, so more than some thousands are not gone through.
  func checkChunks(endBefore byteCount: Int) throws(MATError) {
    guard case .dataset(let id) = source, H5Dget_storage_size(id) > 0 else { return }
    let cut = MATError(
      .damaged, expected: "all data before the end of the file", found: "some behind it")
    var count: hsize_t = 0
    // A dataset in one piece, or in its header, has no chunks.
    guard unsafe H5Dget_num_chunks(id, CHDF5_ALL, &count) >= 0 else { return }
    guard count <= 4096 else { throw cut }
    for index in 0..<count {
      var (address, size) = (CHDF5_UNDEFINED_ADDRESS, hsize_t(0))
      var offset = [hsize_t](repeating: 0, count: extents.count + 1)
      let status = unsafe H5Dget_chunk_info(
        id, CHDF5_ALL, index, &offset, nil, &address, &size)
      guard status >= 0, address <= byteCount, size <= hsize_t(byteCount) - hsize_t(address) else {
        throw cut
      }
    }
  }

  /// Where the elements lie in the file.
  enum Storage {
    /// In one piece that starts at the given byte.
    case inOnePiece(offset: UInt64)
    /// In chunks, in the header of the object, or nowhere yet.
    case elsewhere
  }

  /// Where the elements of a dataset lie.
  ///
  /// Throws `.damaged` where what is stored in one piece is not as long as so many elements are: HDF5
  /// takes one or the other for true, and reads beyond its memory where they differ. Throws
  /// `.unsupported` where the elements lie in another file, which a file that somebody sends must not
  /// make us open.
  static func storage(
    of dataset: hid_t, byteCount: Int, varies: Bool, _ hdf5: borrowing HDF5
  ) throws(MATError) -> Storage {
    let offset = H5Dget_offset(dataset)
    var isInOnePiece = offset != CHDF5_UNDEFINED_ADDRESS
    if !isInOnePiece {
      let creation = try HDF5Handle(
        owning: H5Dget_create_plist(dataset), "cannot read how a dataset is stored", hdf5)
      let layout = H5Pget_layout(creation.id)
      guard H5Pget_external_count(creation.id) == 0, layout != H5D_VIRTUAL else {
        throw MATError(.unsupported, expected: "data in this file", found: "data in another file")
      }
      isInOnePiece = layout == H5D_COMPACT
    }
    // What varies in length lies elsewhere in the file, and here but where.
    if isInOnePiece && !varies {
      let stored = Int(clamping: H5Dget_storage_size(dataset))
      guard stored == byteCount else {
        throw MATError(
          .damaged, expected: "the \(byteCount) bytes of a dataset", found: "\(stored)")
      }
    }
    return offset == CHDF5_UNDEFINED_ADDRESS ? .elsewhere : .inOnePiece(offset: UInt64(offset))
  }
}

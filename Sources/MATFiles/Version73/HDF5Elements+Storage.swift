import CHDF5

extension HDF5Elements {
  /// Throws where the chunks of a dataset are not what its header says of them: where one does not lie in the
  /// file, or not where a chunk begins; where one is not as long as all are, which shows of compressed ones
  /// when they are inflated. Nothing inflates but the first, or all where `inflatingAll` is true.
  ///
  /// Of an index of another kind than HDF5 writes by default, which has checksums, the first thousands of
  /// chunks are compared with the length of the file, and that is all.
  func checkChunks(
    in file: FileBytes, isTruncated: Bool, inflatingAll: Bool, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    guard case .dataset(let id) = source, H5Dget_storage_size(id) > 0 else { return }
    var info = H5O_info_t()
    guard unsafe H5Oget_info2(id, &info, UInt32(H5O_INFO_BASIC)) >= 0 else {
      throw hdf5.failure(.damaged, "cannot find a dataset")
    }
    var structures = try HDF5Structures(file)
    guard let layout = try structures.chunkLayout(ofHeader: Int(clamping: info.addr)) else {
      if isTruncated { try checkIndexedChunks(endBefore: file.count) }
      return
    }
    let chunks = try structures.chunks(layout, of: extents)
    let filters = try hdf5.filters(of: id)
    guard let byteCount = layout.byteCount, layout.elementSize == H5Tget_size(fileType.id) else {
      throw MATError(
        .damaged, expected: "chunks of elements of \(H5Tget_size(fileType.id)) bytes",
        found: "elements of \(layout.elementSize)")
    }
    let check = try ChunkCheck(filters: filters, byteCount: byteCount)
    var isInflated = false
    for chunk in chunks {
      if try check.inflates(chunk) && isInflated && !inflatingAll { continue }
      isInflated = try check.verify(chunk, in: file) || isInflated
    }
  }

  /// Throws where one of the first chunks of a dataset does not lie in the first `byteCount` bytes of the file.
  ///
  /// HDF5 looks for each chunk from the first on, so more than some thousands are not gone through.
  private func checkIndexedChunks(endBefore byteCount: Int) throws(MATError) {
    guard case .dataset(let id) = source else { return }
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

/// Whether chunks are as long as they must be.
private struct ChunkCheck: ~Copyable {
  /// Filters that change the length of what passes through them by nothing, or by their checksum.
  private static let shuffle = H5Z_filter_t(H5Z_FILTER_SHUFFLE)
  private static let fletcher32 = H5Z_filter_t(H5Z_FILTER_FLETCHER32)
  private static let deflate = H5Z_filter_t(H5Z_FILTER_DEFLATE)

  private let filters: [H5Z_filter_t]
  private let byteCount: Int
  private let inflater: Inflater

  init(filters: [H5Z_filter_t], byteCount: Int) throws(MATError) {
    let inflater = try Inflater()
    self.filters = filters
    self.byteCount = byteCount
    self.inflater = inflater
  }

  /// The filters that a chunk has passed through.
  private func passed(_ chunk: HDF5Structures.Chunk) -> [H5Z_filter_t] {
    filters.indices.filter { $0 > 31 || chunk.skippedFilters >> UInt32($0) & 1 == 0 }
      .map { filters[$0] }
  }

  /// Whether the length of a chunk shows when it is inflated.
  func inflates(_ chunk: HDF5Structures.Chunk) throws(MATError) -> Bool {
    passed(chunk).contains(Self.deflate)
  }

  /// Throws where a chunk is of another length; whether it was inflated. What another filter makes of it is not
  /// known.
  func verify(
    _ chunk: HDF5Structures.Chunk, in file: FileBytes
  ) throws(MATError) -> Bool {
    let passed = passed(chunk)
    let known = [Self.shuffle, Self.fletcher32, Self.deflate]
    guard passed.allSatisfy(known.contains), passed.count(where: { $0 == Self.deflate }) <= 1 else {
      return false
    }
    let place = passed.firstIndex(of: Self.deflate)
    let checksums = { (filters: ArraySlice<H5Z_filter_t>) in
      4 * filters.count { $0 == Self.fletcher32 }
    }
    let inner = byteCount + checksums(passed[..<(place ?? passed.endIndex)])
    let stored = chunk.range.count - checksums(passed[(place ?? passed.endIndex)...])
    guard place != nil else {
      guard stored == inner else { throw Self.wrongLength(inner, "\(stored)") }
      return false
    }
    var reader = ByteReader(file)
    let start = chunk.range.lowerBound
    let stream = try reader.bytes(start..<start + max(0, stored))
    guard let made = try inflater.length(of: stream, atMost: inner) else {
      throw Self.wrongLength(inner, "more, or a broken stream")
    }
    guard made == inner else { throw Self.wrongLength(inner, "\(made)") }
    return true
  }

  private static func wrongLength(_ expected: Int, _ found: String) -> MATError {
    MATError(.damaged, expected: "a chunk of \(expected) bytes", found: found)
  }
}

import CHDF5

extension HDF5 {
  /// The numbers of the filters that the elements of a dataset pass through, in their order.
  func filters(of dataset: hid_t) throws(MATError) -> [H5Z_filter_t] {
    let creation = try HDF5Handle(
      owning: H5Dget_create_plist(dataset), "cannot read how a dataset is stored", self)
    var filters: [H5Z_filter_t] = []
    for index in 0..<UInt32(clamping: H5Pget_nfilters(creation.id)) {
      var (flags, settings, count) = (UInt32(0), UInt32(0), 0)
      filters.append(
        unsafe H5Pget_filter2(creation.id, index, &flags, &count, nil, 0, nil, &settings))
    }
    return filters
  }

  /// The error for a dataset whose elements pass through a filter that this HDF5 has not; nil where it has
  /// all of them.
  func missingFilter(of dataset: hid_t) throws(MATError) -> MATError? {
    let creation = try HDF5Handle(
      owning: H5Dget_create_plist(dataset), "cannot read how a dataset is stored", self)
    for index in 0..<UInt32(clamping: H5Pget_nfilters(creation.id)) {
      var (flags, settings, count) = (UInt32(0), UInt32(0), 0)
      var name = [CChar](repeating: 0, count: 64)
      let filter = unsafe H5Pget_filter2(
        creation.id, index, &flags, &count, nil, name.count, &name, &settings)
      guard filter >= 0, H5Zfilter_avail(filter) <= 0 else { continue }
      let text = String(
        decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      return MATError(
        .unsupported, expected: "numbers that are stored plainly or compressed by deflate",
        found: "the HDF5 filter number \(filter)" + (text.isEmpty ? "" : " (\(text))")
          + ", which is not installed")
    }
    return nil
  }
}

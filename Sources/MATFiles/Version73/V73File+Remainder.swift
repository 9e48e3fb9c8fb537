import CHDF5

// MATLAB keeps the elements of cells and structs in the group #refs#, and the data of its own objects in
// #subsystem#. What of it no variable refers to is read here, for its own sake.
extension V73File {
  /// What is wrong with the end of the file; nil where it is all there.
  private var truncation: MATError? {
    guard file.isTruncated else { return nil }
    return MATError(
      .damaged, offset: file.byteCount, expected: "more of the file", found: "its end")
  }

  /// What is wrong outside of variables: with the file's end, an error for each name that is lost, and for each
  /// dataset in MATLAB's own groups that cannot be read.
  func damageOutsideVariables(_ limits: MATLimits) throws(MATError) -> [MATError] {
    try HDF5.use(file: nil) { (hdf5) throws(MATError) in
      var errors = [truncation].compactMap(\.self) + (remains?.errors ?? [])
      var visited: Set<haddr_t> = []
      for link in try rootLinks(hdf5)
      where link.name == "#refs#" || link.name == "#subsystem#" {
        var pending = [(name: link.name, link: link)]
        while let (name, link) = pending.popLast() {
          do throws(MATError) {
            guard case .object(let address) = link.destination, visited.insert(address).inserted
            else { continue }
            for member in try members(at: address, limits, hdf5) {
              pending.append(("\(name)/\(member.name)", member))
            }
          } catch {
            errors.append(error.inside(name))
          }
        }
      }
      return errors
    }
  }

  /// The members of a group; a dataset has none, and its elements are read.
  private func members(
    at address: haddr_t, _ limits: MATLimits, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [HDF5Link] {
    let object = try HDF5Object(at: address, in: file.id, hdf5)
    switch object.kind {
    case .group: return try hdf5.links(of: object)
    case .datatype: return []
    case .dataset:
      let elements = try HDF5Elements(dataset: object, hdf5)
      var budget = V73Budget(limits, file)
      try budget.spend(elements, hdf5)
      // What varies in length is text, or is nothing that MATLAB writes.
      guard !elements.datatype.varies else { return [] }
      let size = max(1, H5Tget_size(elements.fileType.id))
      _ = try elements.array(of: UInt8.self, perElement: size, as: elements.fileType.id, hdf5)
      return []
    }
  }
}

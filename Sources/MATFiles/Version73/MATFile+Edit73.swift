import CHDF5

// A v7.3 file is changed by HDF5, in memory over the old file, so that every object that is not touched stays
// where it is and references to it stay valid.
extension MATFile.Editor {
  func commitVersion73(over bytes: FileBytes) throws(MATError) {
    let output = try AtomicFile(path: file.path)
    let overlay = HDF5Overlay(bytes)
    try HDF5.use(file: file.path) { (hdf5) throws(MATError) in
      let changing = try overlay.open(hdf5)
      try removeAndRename(in: changing.id, hdf5)
      try V73Writer.write(newVariables, layout, into: changing.id, hdf5)
      try changing.close(hdf5)
      try checkListing(of: overlay, hdf5)
    }
    try checkIdentity()
    try overlay.write(to: output)
    try output.commit()
  }

  private func removeAndRename(in root: hid_t, _ hdf5: borrowing HDF5) throws(MATError) {
    let kept = keptNames
    for (index, variable) in file.variables.enumerated() where kept[index] == nil {
      guard unsafe H5Ldelete(root, variable.name, CHDF5_DEFAULT) >= 0 else {
        throw hdf5.failure(.writeFailed, "cannot remove \(variable.name)")
      }
    }
    // By way of names that no variable can have, because names may be exchanged.
    let moves = kept.filter { file.variables[$0].name != $1 }
    for (index, _) in moves {
      try hdf5.move(file.variables[index].name, to: "#moving\(index)#", in: root)
    }
    for (index, name) in moves { try hdf5.move("#moving\(index)#", to: name, in: root) }
  }

  /// The names of what is kept, by its place in the old file.
  private var keptNames: [Int: String] {
    var names: [Int: String] = [:]
    for entry in entries {
      if case .kept(let index) = entry.source { names[index] = entry.name }
    }
    return names
  }

  /// Throws where the changed file, opened anew, does not have the variables that it is to have.
  private func checkListing(
    of overlay: HDF5Overlay, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let changed = try overlay.open(hdf5)
    let links = try hdf5.links(of: HDF5Object(rootOf: changed.id, hdf5)).map(\.name)
    let found = links.filter { $0 != "#refs#" && $0 != "#subsystem#" }
    guard found.sorted() == names.sorted() else {
      throw MATError(
        .writeFailed, expected: "the variables \(names.joined(separator: ", "))",
        found: found.joined(separator: ", "))
    }
  }
}

extension HDF5 {
  fileprivate func move(_ name: String, to newName: String, in group: hid_t) throws(MATError) {
    guard unsafe H5Lmove(group, name, group, newName, CHDF5_DEFAULT, CHDF5_DEFAULT) >= 0 else {
      throw failure(.writeFailed, "cannot rename \(name)")
    }
  }
}

extension MATFile {
  /// Writes the ``variables`` to a file of the same version, or in place of the one that is there.
  ///
  ///     let disk = try MATFile("disk.mat", damage: .skip)
  ///     let lost = disk.losses + (try disk.salvage(to: "saved.mat"))
  ///
  /// A file without damage is copied whole. Of one with damage the variables of version 4 to 7 are copied byte
  /// by byte, and of version 7.3 object by object with all that they refer to; the data of MATLAB's own objects
  /// come with them. So nothing depends on what MatKit understands. What it returns tells what of version 7.3
  /// could not be copied though it can be read, and is not in the output.
  ///
  /// Throws `.notFound` where nothing is left of a damaged file, and as `write` does.
  @discardableResult
  public func salvage(to output: String) throws(MATError) -> [MATLoss] {
    guard !variables.isEmpty || losses.isEmpty else {
      throw MATError(.notFound, file: path, expected: "a sound variable to save", found: "none")
    }
    return try content.salvage(self, to: output)
  }
}

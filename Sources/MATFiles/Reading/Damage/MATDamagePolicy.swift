/// What is to become of a file that is not sound.
public enum MATDamagePolicy: Sendable {
  /// Opening or reading it is an error; each variable is checked in full when it is decoded.
  case refuse
  /// What is sound is listed, what is not is told by ``MATFile/losses``.
  ///
  /// Every variable is decoded once while the file is opened, so opening takes as long as reading all of
  /// it. Where the frame of the file is broken, the next variable is looked for behind the break. Arrays of
  /// a v7.3 file whose names are lost are listed as `unnamed_1` and so on.
  case skip
}

/// A part of a damaged file that gave no variable.
public struct MATLoss: Hashable, Sendable {
  /// The variable, where its name could still be read.
  public let name: String?
  /// Where it lies, up to the next sound variable or the end of the file; nil in v7.3, whose parts lie
  /// scattered.
  public let byteRange: Range<Int>?
  /// What is wrong with it.
  public let reason: MATError

  /// Whether the file is at fault. It is not where MatKit cannot read what is there, as for want of a filter of
  /// HDF5's, or may not, because of a limit or for want of memory: such a part may be sound or not.
  public var isDamage: Bool { reason.isDamage }

  /// The same loss with the file it happened in.
  func with(file: String) -> MATLoss {
    MATLoss(name: name, byteRange: byteRange, reason: reason.with(file: file))
  }
}

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

/// Lists what is left of a damaged v7.3 file: every variable is decoded once, and every dataset of what
/// belongs to no variable is read.
struct V73Salvage {
  private let file: V73File
  private let limits: MATLimits

  init(_ file: V73File, limits: MATLimits) {
    self.file = file
    self.limits = limits
  }

  /// The variables that are sound, of those that have been found, and the losses.
  func list(_ found: [MATFile.Variable]) throws(MATError) -> MATListing {
    var listing = MATListing(format: .v73)
    for variable in found {
      do throws(MATError) {
        guard case .version73(let file, let place) = variable.place else { continue }
        _ = try file.value(at: place.get(), limits)
        listing.variables.append(variable)
      } catch {
        listing.losses.append(
          MATLoss(
            name: variable.name, byteRange: nil,
            reason: error.with(file: nil, variable: variable.name)))
      }
    }
    if let reason = file.truncation {
      listing.losses.append(MATLoss(name: nil, byteRange: nil, reason: reason))
    }
    for reason in try file.damageOutsideVariables(limits) {
      listing.losses.append(MATLoss(name: nil, byteRange: nil, reason: reason))
    }
    return listing
  }
}

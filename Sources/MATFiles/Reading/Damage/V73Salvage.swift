/// Lists what is left of a damaged v7.3 file: every variable is decoded once, and every dataset of what
/// belongs to no variable is read.
struct V73Salvage {
  private let limits: MATLimits

  init(_ limits: MATLimits) {
    self.limits = limits
  }

  /// The variables that are sound, of those that have been found, and the losses; `others` gives what is
  /// wrong outside of variables.
  func list(
    _ found: [MATFile.Variable], others: () throws(MATError) -> [MATError]
  ) throws(MATError) -> MATListing {
    var listing = MATListing(format: .v73)
    for variable in found {
      do throws(MATError) {
        if variable.isLargeArray {
          // A plain array, of which nothing is wanted here: it stays where it is read, piece by piece.
          try variable.verify(limits)
          listing.variables.append(variable)
          continue
        }
        let value: MATValue
        switch variable.place {
        case .version73(let file, let place): value = try file.value(at: place.get(), limits)
        case .isolated(let file, let place): value = try file.value(at: place.get(), limits)
        case .version4, .version5: continue
        }
        var variable = variable
        variable.undecoded = value.undecodedPlaces()
        listing.variables.append(variable)
      } catch {
        listing.losses.append(
          MATLoss(
            name: variable.name, byteRange: nil,
            reason: error.with(file: nil, variable: variable.name)))
      }
    }
    let errors: [MATError]
    do throws(MATError) {
      errors = try others()
    } catch {
      errors = [error]
    }
    listing.losses += errors.map { MATLoss(name: nil, byteRange: nil, reason: $0) }
    return listing
  }
}

extension MATFile.Variable {
  /// Whether it is an array of numbers, truth values or characters that is read in slices.
  fileprivate var isLargeArray: Bool {
    byteCount >= V73Slices.leastByteCount && V73Object.basicClasses.contains(className)
  }

  /// Throws what decoding a v7.3 variable throws.
  fileprivate func verify(_ limits: MATLimits) throws(MATError) {
    switch place {
    case .version73(let file, let place): try file.verify(at: place.get(), limits)
    case .isolated(let file, let place): try file.verify(at: place.get(), limits)
    case .version4, .version5: return
    }
  }
}

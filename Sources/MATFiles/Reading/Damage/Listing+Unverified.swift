extension Listing<V5Element> {
  /// Notes what of a compressed element cannot be verified, where that is taken.
  ///
  /// What is damaged is left to decoding, which says so.
  mutating func addDoubt(
    about element: V5Element, named name: String?, _ reader: borrowing V5Reader
  ) throws(MATError) {
    guard element.isCompressed, element.decoding.acceptsUnverified else { return }
    let doubt: MATError?
    do throws(MATError) {
      doubt = try reader.inflated(element).doubt
    } catch {
      if error.isOfSystem { throw error }
      return
    }
    guard let doubt else { return }
    unverified.append(
      MATLoss(
        name: name, byteRange: element.range, reason: doubt.with(file: nil, variable: name)))
  }

  /// The same of all compressed elements, each of which is inflated once.
  mutating func addDoubts(
    _ file: FileBytes, _ limits: MATLimits, _ decoding: MATDecoding
  ) throws(MATError) {
    guard decoding.acceptsUnverified else { return }
    let reader = try V5Reader(file, limits, workers: MATFile.workers)
    for (variable, element) in zip(variables, places) {
      try addDoubt(about: element, named: variable.name, reader)
    }
    if let subsystem { try addDoubt(about: subsystem, named: nil, reader) }
  }
}

extension Listing {
  /// The losses that are bytes behind the last variable: from the first on none begins as a variable does, so
  /// that they hide nothing; a variable that is cut off is none of them. Nil where there are none, or no variable
  /// before.
  func tail(_ isBehindOthers: Bool, isVariable: (_ position: Int) -> Bool) -> Int? {
    let end = variables.compactMap(\.byteRange?.upperBound).max()
    guard isBehindOthers && variables.isEmpty || end != nil else { return nil }
    let first = losses.firstIndex { ($0.byteRange?.lowerBound ?? 0) >= end ?? 0 }
    guard let first, losses[first...].allSatisfy({ !isVariable($0.byteRange?.lowerBound ?? 0) })
    else { return nil }
    return first
  }

  /// Takes the losses from an index on as unverified, or says of them that they can be.
  mutating func take(tail first: Int, _ decoding: MATDecoding) {
    let tail = losses[first...].map { loss in
      var reason = loss.reason
      reason.isUnverifiable = true
      return MATLoss(name: loss.name, byteRange: loss.byteRange, reason: reason)
    }
    losses.removeLast(tail.count)
    if decoding.acceptsUnverified { unverified += tail } else { losses += tail }
  }

  /// Takes a break of the frame where all that follows it are bytes behind the last variable; throws it
  /// otherwise, and where that is not wanted, with the word that it can be.
  mutating func take(
    _ error: MATError, _ rest: Listing, _ decoding: MATDecoding
  ) throws(MATError) {
    guard rest.variables.isEmpty, rest.losses.isEmpty || !decoding.acceptsUnverified else {
      throw error.with(file: nil, variable: rest.losses.first?.name)
    }
    guard decoding.acceptsUnverified else {
      var error = error.with(file: nil, variable: rest.losses.first?.name)
      error.isUnverifiable = rest.losses.allSatisfy(\.reason.isUnverifiable)
      throw error
    }
    unverified += rest.unverified
  }
}

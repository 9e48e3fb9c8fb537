import Networks

/// What is printed of a horizon: how many digits agree up to which iteration.
struct HorizonReport {
  let lines: [String]

  init(_ horizon: Horizon) {
    let last = horizon.digits.count - 1
    let lines = [12.0, 9, 6, 3].map { wanted in
      let count = String(Int(wanted)).padded(to: 12)
      guard let iterate = horizon.lastIterate(digits: wanted) else {
        return count + " digits  not even at the start"
      }
      return count + " digits  "
        + (iterate == last ? "throughout, \(last) iterations" : "up to iteration \(iterate)")
    }
    let heading =
      "Horizon   the loss agrees with that of \(horizon.shadowCount) shadows, which add the samples"
      + " up in other orders, to"
    let ending = Self.ending(horizon, last)
    self.lines = [heading] + lines + ending
  }

  /// What to make of an agreement that ends.
  private static func ending(_ horizon: Horizon, _ last: Int) -> [String] {
    let end = horizon.lastIterate(digits: 3)
    guard end.map({ $0 < last }) ?? true else { return [] }
    return [
      "          The agreement ends at iteration \((end ?? -1) + 1). From there rounding decides:",
      "          expect no other machine or library to give the same numbers.",
    ]
  }
}

import Foundation

/// The page, as it grows method by method.
struct ProblemsPage {
  private let peer: String
  private var rows: [String] = []
  private var columns: [(heading: String, cells: [String])] = []

  init(peer: String) { self.peer = peer }

  /// Takes in how a pair of methods fared.
  mutating func add(
    _ pair: MethodPair, ours: [Outcome], defaults: [Outcome], tight: [Outcome]
  ) {
    rows.append("| `\(pair.name)` | \(cells(ours)) |")
    for (options, outcomes) in [("defaults", defaults), ("tight", tight)] {
      let row = "| \(pair.peer), \(options) | \(cells(outcomes)) |"
      if !rows.contains(row) { rows.append(row) }
    }
    guard pair.isDetailed else { return }
    columns.append(("`\(pair.name)`", ours.map(cell)))
    columns.append((pair.peer, tight.map(cell)))
  }

  private func cells(_ outcomes: [Outcome]) -> String {
    [
      outcomes.count, outcomes.minima, outcomes.falseSuccesses, outcomes.falseFailures,
      outcomes.calls,
    ]
    .map { "\($0)" }.joined(separator: " | ") + " | "
      + (outcomes.matrices > 0 ? "\(outcomes.matrices)" : "")
  }

  private func cell(_ outcome: Outcome) -> String {
    switch (outcome.isMinimum, outcome.isSuccess) {
    case (true, true): "\(outcome.calls)"
    case (true, false): "\(outcome.calls), called a failure"
    case (false, true): "\(outcome.calls), **not a minimum**"
    case (false, false): "\(outcome.calls), gives up"
    }
  }

  var text: String {
    let head = """
      # Test problems

      Our methods and SciPy's on the 45 instances of Moré, Garbow and Hillstrom.

      ## Overview

      J. J. Moré, B. S. Garbow and K. E. Hillstrom collected 35 problems with their starts to test
      software for minimisation (ACM Transactions on Mathematical Software 7(1), 1981); with other
      numbers of variables there are 45 instances here. Both sides minimise the very same functions,
      Σ rᵢ(x)², with the same gradients and Hessians. `make problems-table` made this page, with
      \(peer), on one machine; on another some runs take a few calls more or fewer.

      Our options are the defaults. SciPy's are its defaults, and as tight as make sense for it: a
      gradient of 1e-10, no tolerance on f, and no limit in the way; `lm`'s tolerances are then 1e-15.
      An error of SciPy's, as of `dogleg` where a Hessian is not positive definite, counts as a
      failure.

      - Instances: methods that use values alone are tried on those with up to 12 variables. Ours take
        Newton steps along the principal axes of f where they end or crawl; those count as all others.
      - Minima: ends at a known minimum, to 1e-8 relative, or to 1e-12 where it is zero.
        BiggsEXP6's 0.0057, which the paper lists and which counts as one, is a saddle point: ours go on
        from there to 0, and pay for it in calls.
      - False successes: called a success elsewhere. False failures: called a failure at a minimum.
      - Calls: of the function, which gives value and gradient together, or of the residuals, for all
        instances.
      - Matrices: calls of the Hessian, or of the residuals' Jacobian.

      | method | instances | minima | false successes | false failures | calls | matrices |
      |---|---|---|---|---|---|---|

      """
    return head + rows.joined(separator: "\n") + "\n\n" + details
  }

  /// A table of calls with a row for each instance.
  private var details: String {
    let headings = columns.map(\.heading).joined(separator: " | ")
    let lines = Instance.all.indices.map { index in
      let instance = Instance.all[index]
      let cells = columns.map { $0.cells[index] }.joined(separator: " | ")
      return "| \(instance.number) | \(instance.name) | \(instance.n) | \(cells) |"
    }
    return """
      ## Instance by instance

      Calls of the function; SciPy with tight tolerances.

      | | problem | n | \(headings) |
      |---|---|---|\(String(repeating: "---|", count: columns.count))
      \(lines.joined(separator: "\n"))

      """
  }
}

import RealModule

// The table that `print` shows.

extension CurveFit: CustomStringConvertible {
  /// A row a parameter with its estimate, standard error and 95 % interval, then how the fit ended.
  public var description: String { table(level: 0.95).joined(separator: "\n") }

  /// The lines of the table for a level of confidence.
  public func table(level: Double) -> [String] {
    let errors = standardErrors
    let intervals = intervals(level: level)
    var rows = [["parameter", "estimate", "standard error", "\((level * 100).short) % interval"]]
    for (j, name) in parameterNames.enumerated() {
      let interval = intervals[j].map { "\($0.lowerBound.short) to \($0.upperBound.short)" }
      let standing = standings[j] == .estimated ? "none" : standings[j].rawValue
      let error = standings[j] == .estimated ? errors[j].short : ""
      rows.append([name, parameters[j].short, error, interval ?? standing])
    }
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      row.enumerated().map { column, text in
        column < 3 ? text + String(repeating: " ", count: widths[column] - text.count) : text
      }.joined(separator: "  ")
    }
    return lines + summary
  }

  private var summary: [String] {
    var lines = [
      "residual standard deviation \(residualStandardDeviation.short) on \(degreesOfFreedom) degrees of freedom"
    ]
    if loss.shape == .squares {
      lines.append(
        "R² \(rSquared.short), adjusted \(adjustedRSquared.short); AIC \(aic.short), BIC \(bic.short)"
      )
    }
    let open = parameterNames.indices.filter { standings[$0] == .undetermined }
    if !open.isEmpty {
      let names = open.map { parameterNames[$0] }.joined(separator: ", ")
      lines.append("not determined by the data: \(names)")
    }
    return lines + ["\(isSuccess ? "ended" : "no minimum"): \(reason)"]
  }
}

extension Double {
  /// Six significant digits.
  fileprivate var short: String {
    guard isFinite, self != 0 else { return isNaN ? "NaN" : "\(self)" }
    let digits = 6
    let exponent = Int((Double.log10(magnitude)).rounded(.down))
    if exponent < -4 || exponent >= digits + 3 {
      let scale = Double.pow(10, exponent)
      let mantissa = (self / scale * 1e5).rounded() / 1e5
      return "\(mantissa)e\(exponent)"
    }
    let unit = Double.pow(10, digits - 1 - exponent)
    let rounded = unit.isFinite ? (self * unit).rounded() / unit : self
    return rounded == rounded.rounded() && rounded.magnitude < 1e15
      ? "\(Int(rounded))" : "\(rounded)"
  }
}

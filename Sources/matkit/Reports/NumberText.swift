import Foundation

extension Double {
  /// The number with so many significant digits, as C's `%g` writes it.
  func significant(_ digits: Int) -> String {
    String(format: "%.\(digits)g", self)
  }
}

/// A number of seconds as a person reads it: `12 s`, `3 min`, `2 h`.
func duration(_ seconds: Double) -> String {
  switch seconds {
  case ..<90: "\(Int(seconds.rounded(.up))) s"
  case ..<5400: "\(Int((seconds / 60).rounded())) min"
  default: "\(Int((seconds / 3600).rounded())) h"
  }
}

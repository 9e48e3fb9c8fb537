import Foundation

extension Double {
  /// The number with so many significant digits, as C's `%g` writes it, and with as many more as
  /// tell it from 1 where it is not 1: 100000 of 100001 is not all of them.
  package func share(_ digits: Int) -> String {
    text(from: digits) { String(format: "%.\($0)g", self) }
  }

  /// The same with so many decimals, and as many more as tell it from 0 and 1.
  package func share(decimals: Int) -> String {
    text(from: decimals) { String(format: "%.\($0)f", self) }
  }

  /// The first of ever longer texts that does not say 0 or 1 of a number that is neither.
  private func text(from digits: Int, _ format: (Int) -> String) -> String {
    guard isFinite, self != 0, self != 1 else { return format(digits) }
    let texts = (digits...max(digits, 20)).lazy.map(format)
    return texts.first { Double($0).map { $0 != 0 && $0 != 1 } ?? true } ?? format(20)
  }
}

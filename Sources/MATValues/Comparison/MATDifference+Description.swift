import Foundation

extension MATDifference: CustomStringConvertible {
  /// The lines of ``lines(first:second:)`` with "the first" and "the second".
  public var description: String {
    lines(first: "the first", second: "the second").joined(separator: "\n")
  }

  /// The differences as a person reads them, a line each: `net.W: 2x3 in a.mat, 3x2 in b.mat`; a control
  /// character of a name is shown as its picture.
  ///
  /// ```swift
  /// let comparison = MATComparison(of: "a".matValue, and: 1.0.matValue, name: "x")
  /// assert(comparison.differences[0].lines(first: "a.mat", second: "b.mat").count == 1)
  /// ```
  public func lines(first: String, second: String) -> [String] {
    var lines = mismatches.map { "\($0.path): \($0.kind.text(first, second))" }
    if mismatchCount > mismatches.count {
      lines.append("\(name): and \(mismatchCount - mismatches.count) more such differences")
    }
    if let numbers { lines.append("\(root): \(numbers)") }
    return lines.map(\.printable)
  }
}

extension MATDifference.Numbers: CustomStringConvertible {
  /// `2 of 6 numbers differ: by at most 1e-12 at X(3,1), relatively 3.1e-13 at X(1,1), 4 ULP at X(1,1)`.
  public var description: String {
    var parts = [
      "by at most \(absolute.value.shortText) at \(absolute.path)",
      "relatively \(relative.value.shortText) at \(relative.path)",
    ]
    if let ulps {
      parts.append(
        (ulps.value == .max ? "not finite on one side" : "\(ulps.value) ULP") + " at \(ulps.path)")
    }
    let verdict =
      switch countBeyondTolerance {
      case 0: ", within the tolerance"
      case differingCount: ""
      default: ", \(countBeyondTolerance) beyond the tolerance"
      }
    return "\(differingCount) of \(count) numbers differ\(verdict): "
      + parts.joined(separator: ", ")
  }
}

extension MATDifference.Mismatch.Kind {
  fileprivate func text(_ first: String, _ second: String) -> String {
    let both = { (a: String, b: String) in "\(a) in \(first), \(b) in \(second)" }
    let size = { (size: [Int]) in size.map(String.init).joined(separator: "x") }
    return switch self {
    case .onlyInFirst: "only in \(first)"
    case .onlyInSecond: "only in \(second)"
    case .classes(let a, let b): both(a, b)
    case .sizes(let a, let b): both(size(a), size(b))
    case .texts(let a, let b):
      both(Self.quoted(a, from: Self.start(a, b)), Self.quoted(b, from: Self.start(a, b)))
    case .elements(let count, let total, let path):
      "\(count) of \(total) elements differ, the first at \(path)"
    case .unknown: "not compared, because its content is not understood"
    }
  }

  /// The most characters of a text that are shown.
  private static let shownCount = 60

  /// Where what is shown of two texts begins, so that the first difference is in it.
  private static func start(_ a: String?, _ b: String?) -> Int {
    guard let a, let b, max(a.count, b.count) > shownCount else { return 0 }
    let same = zip(a, b).prefix { $0 == $1 }.count
    return same < shownCount - 10 ? 0 : same - shownCount / 3
  }

  /// Text in MATLAB's quotes, no more of it than 60 characters.
  private static func quoted(_ text: String?, from start: Int) -> String {
    guard let text else { return "unknown text" }
    let shown = text.dropFirst(start).prefix(shownCount)
    let rest = text.count > start + shownCount
    return "'\(start > 0 ? "…" : "")\(String(shown).printable)\(rest ? "…" : "")'"
  }
}

extension Double {
  /// Three significant digits, enough to tell how large a difference is.
  fileprivate var shortText: String {
    guard isFinite, self != 0 else { return isFinite ? "0" : "infinity" }
    return String(format: "%.3g", self)
  }
}

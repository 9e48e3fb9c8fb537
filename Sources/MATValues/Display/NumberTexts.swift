import Foundation
import Matrices

/// How the numbers of one array are written: all alike, so that they align.
private enum NumberStyle {
  /// Whole numbers: `12`.
  case whole
  /// Four decimals, `0.1235`; a number that would lose its digits keeps three: `2.22e-16`.
  case fixed
  /// Five digits, with an exponent where it is shorter: `1.2346e-05`.
  case general
  /// As many significant digits as were asked for.
  case significant(Int)

  init(for numbers: [Double], digits: Int?) {
    let magnitudes = numbers.lazy.filter(\.isFinite).map(\.magnitude)
    let largest = magnitudes.max() ?? 0
    if largest < 1e10 && magnitudes.allSatisfy({ $0 == $0.rounded() }) {
      self = .whole
    } else if let digits {
      self = .significant(digits)
    } else {
      self = (1e-3..<1e5).contains(largest) ? .fixed : .general
    }
  }

  func text(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Inf" : "Inf" }
    return switch self {
    case .whole: String(format: "%.0f", number)
    case .fixed where number == 0: "0"
    case .fixed: String(format: number.magnitude < 1e-3 ? "%.3g" : "%.4f", number)
    case .general: String(format: "%.5g", number)
    case .significant(let digits): String(format: "%.\(digits)g", number)
    }
  }
}

extension MATNumericArray {
  /// The texts of the elements at the given positions, all in one style, or with so many significant digits.
  func texts(at positions: [Int], digits: Int? = nil) -> [String] {
    guard let imaginary else { return real.texts(at: positions, digits: digits) }
    return zip(
      real.texts(at: positions, alike: imaginary, digits: digits),
      imaginary.texts(at: positions, alike: real, digits: digits)
    ).map { complexText($0, $1) }
  }

  /// The text of one element with all its digits.
  func fullText(at position: Int) -> String {
    guard let imaginary else { return real.fullText(at: position) }
    return complexText(real.fullText(at: position), imaginary.fullText(at: position))
  }
}

private func complexText(_ real: String, _ imaginary: String) -> String {
  imaginary.hasPrefix("-") ? "\(real) - \(imaginary.dropFirst())i" : "\(real) + \(imaginary)i"
}

extension MATNumbers {
  /// The texts of the numbers at the given positions, in the style that suits those of `others` too.
  fileprivate func texts(
    at positions: [Int], alike others: MATNumbers? = nil, digits: Int? = nil
  ) -> [String] {
    struct Visitor: MATNumberVisitor {
      let positions: [Int]
      let others: MATNumbers?
      let digits: Int?

      func visit<Number: StoredNumber>(_ numbers: [Number]) -> [String] {
        guard Number.isFloatingPoint else { return positions.map { "\(numbers[$0])" } }
        let shown = positions.map { numbers[$0].double }
        let style = NumberStyle(
          for: shown + (others?.floatingPoint(at: positions) ?? []), digits: digits)
        return shown.map(style.text)
      }
    }
    return visit(Visitor(positions: positions, others: others, digits: digits))
  }

  /// The numbers at the given positions where they are of a floating-point class; none where not.
  fileprivate func floatingPoint(at positions: [Int]) -> [Double] {
    switch self {
    case .double(let numbers): positions.map { numbers[$0] }
    case .single(let numbers): positions.map { Double(numbers[$0]) }
    default: []
    }
  }

  fileprivate func fullText(at position: Int) -> String {
    switch self {
    case .double(let numbers): numbers[position].fullText
    case .single(let numbers): numbers[position].fullText
    default: texts(at: [position])[0]
    }
  }
}

extension BinaryFloatingPoint where Self: CustomStringConvertible {
  /// The shortest text that reads back as the same number, as MATLAB would write it.
  fileprivate var fullText: String {
    guard isFinite else { return isNaN ? "NaN" : self < 0 ? "-Inf" : "Inf" }
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension MATSparseMatrix {
  /// The row of each entry, from zero.
  var rowIndices: [Int] {
    switch self {
    case .real(let matrix): matrix.rowIndices
    case .complex(let matrix): matrix.rowIndices
    case .logical(let matrix): matrix.rowIndices
    }
  }

  /// The column of each entry, from zero.
  var columnIndices: [Int] {
    switch self {
    case .real(let matrix): matrix.columnIndices
    case .complex(let matrix): matrix.columnIndices
    case .logical(let matrix): matrix.columnIndices
    }
  }

  func text(ofEntry entry: Int) -> String {
    switch self {
    case .real(let matrix): matrix.values[entry].fullText
    case .complex(let matrix):
      complexText(matrix.values[entry].real.fullText, matrix.values[entry].imaginary.fullText)
    case .logical(let matrix): "\(matrix.values[entry])"
    }
  }
}

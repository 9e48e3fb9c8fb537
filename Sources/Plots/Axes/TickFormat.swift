/// How the multiples of a step are written: exactly, all with as many decimals as the step has.
struct TickFormat {
  private let step: DecimalStep
  /// The offset that is subtracted from each multiple before it is written.
  private let offset: Int
  /// The power of ten taken out of every label.
  private let exponent: Int
  private let allowsNote: Bool
  /// The text to be read with the labels.
  let note: String?

  /// A format for the multiples from `first` to `last`.
  ///
  /// A sum is taken out where the labels would need more than six digits and differ in the last few
  /// alone; a power of ten where they would be a million and more, or less than a thousandth.
  init(step: DecimalStep, first: Int, last: Int, allowsNote: Bool) {
    self.step = step
    self.allowsNote = allowsNote
    guard allowsNote else {
      (offset, exponent, note) = (0, 0, nil)
      return
    }
    offset = Self.offset(first, last)
    let largest = max(abs(first - offset), abs(last - offset)) * step.mantissa
    let leading = largest == 0 ? step.exponent : Self.digitCount(largest) - 1 + step.exponent
    exponent = leading >= 6 || leading < -3 ? leading : 0
    var note = ""
    if exponent != 0 { note += "×10" + Self.superscript(exponent) }
    if offset != 0 {
      let sum = Self.decimal(offset * step.mantissa, step.exponent)
      note += (note.isEmpty ? "" : " ") + (sum.hasPrefix("−") ? sum : "+" + sum)
    }
    self.note = note.isEmpty ? nil : note
  }

  /// The label of a multiple.
  func label(_ multiple: Int) -> String {
    guard allowsNote else { return Self.whole(multiple * step.mantissa, step.exponent) }
    return Self.decimal(
      (multiple - offset) * step.mantissa, step.exponent - exponent, keepsZeros: true)
  }

  private static func offset(_ first: Int, _ last: Int) -> Int {
    let largest = max(abs(first), abs(last))
    guard digitCount(largest) > 5, (first > 0) == (last > 0), first != 0, last != 0 else {
      return 0
    }
    var unit = 10
    while unit < last - first { unit *= 10 }
    guard largest / unit >= 1000 else { return 0 }
    let middle = first + (last - first) / 2
    return (middle + (middle > 0 ? unit : -unit) / 2) / unit * unit
  }

  private static func digitCount(_ number: Int) -> Int {
    var (count, rest) = (1, number.magnitude)
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    return count
  }

  /// `mantissa`·10^`exponent` written out, with a true minus sign; without zeros at the end of the
  /// fraction unless they are to be kept.
  static func decimal(_ mantissa: Int, _ exponent: Int, keepsZeros: Bool = false) -> String {
    guard mantissa != 0 || keepsZeros else { return "0" }
    var digits = String(mantissa.magnitude)
    if exponent >= 0 {
      guard exponent <= 20 || mantissa == 0 else {
        return sign(mantissa) + digits + "×10" + superscript(exponent)
      }
      if mantissa != 0 { digits += String(repeating: "0", count: exponent) }
      return sign(mantissa) + digits
    }
    if digits.count <= -exponent {
      digits = String(repeating: "0", count: -exponent - digits.count + 1) + digits
    }
    let point = digits.index(digits.endIndex, offsetBy: exponent)
    var fraction = digits[point...]
    while fraction.last == "0" && !keepsZeros { fraction.removeLast() }
    return sign(mantissa) + digits[..<point] + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// `mantissa`·10^`exponent` on its own, with a power of ten where it is large or small.
  private static func whole(_ mantissa: Int, _ exponent: Int) -> String {
    let leading = digitCount(mantissa) - 1 + exponent
    guard mantissa != 0, leading >= 6 || leading < -4 else { return decimal(mantissa, exponent) }
    return decimal(mantissa, exponent - leading) + "×10" + superscript(leading)
  }

  /// A whole number in superscript digits.
  static func superscript(_ number: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (number < 0 ? "⁻" : "")
      + String(String(number.magnitude).compactMap(\.wholeNumberValue).map { digits[$0] })
  }

  private static func sign(_ number: Int) -> String { number < 0 ? "−" : "" }
}

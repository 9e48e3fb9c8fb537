/// A value in another numeric class, and what was lost on the way there.
///
///     let conversion = try file.value("A").converted(to: .int8)
///     print(conversion)                 // 2 of 6 numbers were rounded, the first at (2,1): 0.5 became 1
///     if conversion.isExact { … }
///
/// ```swift
/// let conversion = try [0.5, 300].matValue.converted(to: .uint8)
/// assert(!conversion.isExact && conversion.losses.count == 2)
/// assert(conversion.value == [UInt8(1), 255].matValue)
/// ```
public struct MATConversion: Hashable, Sendable {
  /// The value in its new class.
  public let value: MATValue
  /// The number of elements.
  public let count: Int
  /// The losses, one for each kind; none where every number equals what it was.
  public let losses: [Loss]

  /// True if every number equals what it was before.
  public var isExact: Bool { losses.isEmpty }

  /// Losses of one kind.
  public struct Loss: Hashable, Sendable {
    /// How a number came to differ.
    public enum Kind: String, CaseIterable, Sendable {
      /// To the nearest number of the class; of two, a floating-point class takes the even one, an integer
      /// class the one away from zero.
      case rounded
      /// Beyond the largest or smallest number of an integer class, which it became; beyond the largest
      /// of a floating-point class, where it became an infinity.
      case outOfRange
      /// Not a number, where the class has none: it became 0.
      case notANumber
    }

    /// The kind.
    public let kind: Kind
    /// How many numbers; real and imaginary parts are counted each.
    public let count: Int
    /// The place of the first as MATLAB writes it, from one: `(2,1)`.
    public let place: String
    /// The first number as it was.
    public let original: String
    /// The number that it became.
    public let result: String
  }
}

extension MATConversion: CustomStringConvertible {
  /// The losses, in a sentence a kind: `2 of 6 numbers were rounded, the first at (2,1): 0.5 became 1`.
  public var description: String {
    guard !isExact else { return "every number is the same" }
    return losses.map { loss in
      let verb = loss.count == 1 ? "was" : "were"
      return "\(loss.count) of \(count) numbers \(verb) \(loss.kind.phrase),"
        + " the first at \(loss.place): \(loss.original) became \(loss.result)"
    }.joined(separator: "; ")
  }
}

extension MATConversion.Loss.Kind {
  fileprivate var phrase: String {
    switch self {
    case .rounded: "rounded"
    case .outOfRange: "out of range"
    case .notANumber: "not a number"
    }
  }
}

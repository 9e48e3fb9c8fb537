/// The place of a value inside a file, written as MATLAB writes it: `net.W{2}(1:3, :)`.
///
///     let path = try MATPath("net.W{2}(1:3, :)")
///     path.variable                                   // "net"
///     let rows = try net.value(at: path)              // the value of the variable net, followed down
///
/// A path is a variable's name and then any number of steps:
///
/// - `.name`: a field of a struct, or a property of an object; `.("any text")` or `.('any text')` where the
///   name has other characters than letters, digits and _. The variable likewise: `("any text").name`.
/// - `(i, j, …)`: a part of an array, an array of the same class. One index alone counts the elements in
///   column-major order; the last of fewer indices than dimensions runs over all dimensions left.
/// - `{i, j, …}`: the one value in a cell.
///
/// An index is a number from 1, `end`, `end-2`, a range `1:3` or `1:2:end` or `end:-1:1`, a list of those
/// `[1 3 5:7]`, or `:` for all.
///
/// ```swift
/// let path = try MATPath("net.W{2}(1:3, :)")
/// assert(path.variable == "net" && path.steps.count == 3)
/// assert(path.description == "net.W{2}(1:3, :)")
/// ```
public struct MATPath: Hashable, Sendable {
  /// The name of the variable.
  public var variable: String
  /// The way from the variable's value to the place; empty for the value itself.
  public var steps: [Step]

  /// One step down.
  ///
  /// ```swift
  /// let path = try MATPath("net.W{2}")
  /// assert(path.steps == [.field("W"), .content([.ranges([MATPath.Range(.number(2))])])])
  /// ```
  public enum Step: Hashable, Sendable {
    /// `.name`
    case field(String)
    /// `(i, j, …)`
    case elements([Index])
    /// `{i, j, …}`
    case content([Index])
  }

  /// The elements picked along one dimension.
  public enum Index: Hashable, Sendable {
    /// `:`
    case all
    /// Ranges one after the other; a single number is a range of one.
    case ranges([Range])
  }

  /// `first:step:last`, both ends included; empty where the step leads away from `last`.
  public struct Range: Hashable, Sendable {
    /// The first position.
    public var first: Position
    /// The distance from each position to the next.
    public var step: Int
    /// The bound, which is itself included where the steps meet it.
    public var last: Position

    /// A range of positions: `1:2:end` is the range from 1 in steps of 2 through the end.
    ///
    /// ```swift
    /// let range = MATPath.Range(.number(1), step: 2, through: .end(0))
    /// assert(range.description == "1:2:end")
    /// ```
    public init(_ first: Position, step: Int = 1, through last: Position) {
      self.first = first
      self.step = step
      self.last = last
    }

    /// The single position.
    public init(_ position: Position) {
      self.init(position, through: position)
    }
  }

  /// A place along a dimension, from 1, or counted from the end.
  public enum Position: Hashable, Sendable {
    /// The number itself.
    case number(Int)
    /// `end` and a number added to it: `end-1` is `.end(-1)`.
    case end(Int)
  }

  /// A path of steps from a variable.
  ///
  /// ```swift
  /// let path = MATPath(variable: "net", steps: [.field("W")])
  /// assert(path.description == "net.W")
  /// ```
  public init(variable: String, steps: [Step] = []) {
    self.variable = variable
    self.steps = steps
  }

  /// Reads a path.
  ///
  /// Throws `invalidPath` where `text` is not one, with what was expected and where.
  ///
  /// O(characters).
  public init(_ text: String) throws(MATError) {
    var parser = MATPathParser(text)
    self = try parser.parse()
  }
}

extension MATPath: CustomStringConvertible {
  /// The path as MATLAB writes it; reading it gives the same path.
  public var description: String {
    Self.name(variable) + steps.map(\.description).joined()
  }

  /// A variable's name as it stands at the beginning of a path; a path that begins with one, as messages have
  /// in place of a name, stays what it is.
  package static func text(ofVariable name: String) -> String {
    (try? MATPath(name)) == nil ? Self.name(name) : name
  }

  /// A name, in brackets and quotes where it has other characters than letters, digits and _.
  package static func name(_ name: String) -> String {
    isPlain(name) ? name : "(\"\(quoted(name))\")"
  }

  /// The steps as MATLAB writes them: `.W{2}`.
  package var stepsDescription: String { steps.map(\.description).joined() }

  /// True if a name can stand in a path without quotes.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.allSatisfy(MATPathParser.isNameCharacter)
  }

  /// A name between the quotes of `("…")`.
  private static func quoted(_ name: String) -> String {
    name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
  }
}

extension MATPath.Step: CustomStringConvertible {
  /// The step as MATLAB writes it: `.W`, `(1:3, :)`, `{2}`.
  public var description: String {
    switch self {
    case .field(let name): "." + MATPath.name(name)
    case .elements(let indices): "(\(indices.map(\.description).joined(separator: ", ")))"
    case .content(let indices): "{\(indices.map(\.description).joined(separator: ", "))}"
    }
  }
}

extension MATPath.Index: CustomStringConvertible {
  /// The index as MATLAB writes it: `:`, `3`, `1:2:end`, `[1 3]`.
  public var description: String {
    switch self {
    case .all: ":"
    case .ranges(let ranges):
      ranges.count == 1
        ? ranges[0].description : "[\(ranges.map(\.description).joined(separator: " "))]"
    }
  }
}

extension MATPath.Range: CustomStringConvertible {
  /// The range as MATLAB writes it: `3`, `1:3`, `1:2:end`.
  public var description: String {
    if first == last && step == 1 { return first.description }
    return step == 1 ? "\(first):\(last)" : "\(first):\(step):\(last)"
  }
}

extension MATPath.Position: CustomStringConvertible {
  /// The position as MATLAB writes it: `3`, `end`, `end-1`.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .end(let offset):
      offset == 0 ? "end" : offset < 0 ? "end\(offset)" : "end+\(offset)"
    }
  }
}

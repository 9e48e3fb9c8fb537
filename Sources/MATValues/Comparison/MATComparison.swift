/// Two files, lists of variables or values compared, variable by variable.
///
///     let comparison = try MATComparison(
///       of: MATFile("a.mat"), and: MATFile("b.mat"), tolerance: MATTolerance(relative: 1e-12))
///     print(comparison.areEqual)
///     for difference in comparison.differences { print(difference) }
///
/// It compares what MATLAB's `isequaln` does, and classes too: neither the order of variables or fields
/// nor whether a variable is global counts, 0 equals −0, and NaN equals NaN. A sparse matrix and a full
/// one, or a complex and a real one, differ in class. ``MATHash`` is stricter, and `==` of ``MATValue``.
///
/// ```swift
/// let (a, b) = ([1.0, 2].matValue, [1.0, 2 + 1e-13].matValue)
/// assert(!MATComparison(of: a, and: b).areEqual)
/// assert(MATComparison(of: a, and: b, tolerance: MATTolerance(relative: 1e-12)).areEqual)
/// ```
public struct MATComparison: Sendable {
  /// The differences, in the order of the first's variables, then those that only the second has. Also
  /// variables whose numbers differ within the tolerance.
  public private(set) var differences: [MATDifference] = []
  /// How many variables were compared or found on one side only.
  public private(set) var variableCount = 0
  private let tolerance: MATTolerance

  /// True if nothing differs by more than the tolerance.
  public var areEqual: Bool { differences.allSatisfy(\.isWithinTolerance) }

  /// Compares what has variables by their names; no more than two values are held at a time.
  package init(
    between first: any MATVariables, and second: any MATVariables, tolerance: MATTolerance
  ) throws(MATError) {
    self.tolerance = tolerance
    for name in Self.names(of: first.variableNames) {
      guard second.hasVariable(named: name) else {
        appendMissing(name, .onlyInFirst)
        continue
      }
      append(name, try first.value(name), try second.value(name))
    }
    for name in Self.names(of: second.variableNames) where !first.hasVariable(named: name) {
      appendMissing(name, .onlyInSecond)
    }
  }

  /// Compares variables by their names; of two of one name the last.
  ///
  /// O(elements).
  ///
  /// ```swift
  /// let comparison = MATComparison(
  ///   of: [MATVariable(name: "a", value: 1.0.matValue)],
  ///   and: [MATVariable(name: "b", value: 1.0.matValue)])
  /// assert(comparison.differences.map(\.name) == ["a", "b"])
  /// ```
  public init(
    of first: [MATVariable], and second: [MATVariable], tolerance: MATTolerance = .exact
  ) {
    self.tolerance = tolerance
    let values = { (variables: [MATVariable]) in
      Dictionary(variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
    let (firstValues, secondValues) = (values(first), values(second))
    for name in Self.names(of: first.map(\.name)) {
      if let a = firstValues[name], let b = secondValues[name] {
        append(name, a, b)
      } else {
        appendMissing(name, .onlyInFirst)
      }
    }
    for name in Self.names(of: second.map(\.name)) where firstValues[name] == nil {
      appendMissing(name, .onlyInSecond)
    }
  }

  /// Compares two values; `name` is how paths call them.
  ///
  /// O(elements).
  ///
  /// ```swift
  /// let comparison = MATComparison(of: [1.0, 2].matValue, and: [1.0, 3].matValue, name: "x")
  /// assert(comparison.differences[0].numbers?.absolute.path == "x(1,2)")
  /// ```
  public init(
    of first: MATValue, and second: MATValue, name: String = "value",
    tolerance: MATTolerance = .exact
  ) {
    self.tolerance = tolerance
    append(name, first, second)
  }

  private mutating func append(_ name: String, _ a: MATValue, _ b: MATValue) {
    variableCount += 1
    var comparer = ValueComparer(name: name, tolerance: tolerance)
    comparer.compare(a, b)
    if let difference = comparer.result { differences.append(difference) }
  }

  private mutating func appendMissing(_ name: String, _ kind: MATDifference.Mismatch.Kind) {
    variableCount += 1
    var difference = MATDifference(name: name)
    difference.append(kind, at: difference.root)
    differences.append(difference)
  }

  /// Names in order, each once.
  private static func names(of names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

extension MATDifference {
  /// The name as it stands at the beginning of a path.
  var root: String { MATPath.text(ofVariable: name) }

  mutating func append(_ kind: Mismatch.Kind, at path: String) {
    mismatchCount += 1
    if mismatches.count < Self.mismatchLimit { mismatches.append(Mismatch(path: path, kind: kind)) }
  }
}

/// By how much two numbers may differ and still count as equal.
///
/// Numbers a and b are within the tolerance where they are equal, both NaN, or finite and either
/// |a − b| ≤ `relative`·max(|a|, |b|) or, for double and single, at most `ulps` representable numbers
/// apart. A NaN and a number never are, nor an infinity and anything else.
///
/// ```swift
/// let tolerance = MATTolerance(ulps: 1)
/// assert(MATComparison(of: 1.0.matValue, and: 1.0.nextUp.matValue, tolerance: tolerance).areEqual)
/// ```
public struct MATTolerance: Hashable, Sendable {
  /// The largest difference relative to the larger of both magnitudes.
  public var relative: Double
  /// The largest distance in units in the last place, counted in the numbers' own class. It says nothing
  /// of integers: a label 1 is not nearly a label 2.
  public var ulps: UInt64

  /// A tolerance; two numbers within either bound count as equal.
  ///
  /// Traps where `relative` is negative or NaN.
  public init(relative: Double = 0, ulps: UInt64 = 0) {
    precondition(relative >= 0, "a relative tolerance of \(relative) allows nothing")
    self.relative = relative
    self.ulps = ulps
  }

  /// Nothing but equal numbers.
  public static let exact = MATTolerance()
}

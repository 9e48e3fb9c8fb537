import Foundation
public import Optimization

/// The options of `matkit fit`: what is fitted to what, and how. A field each, as the file of a fit keeps them.
///
///     var settings = FitSettings(model: "a*exp(-b*x)")
///     settings.data = "decay.mat"
///     settings.start = ["a=1,b=0.1"]
public struct FitSettings: Hashable, Sendable, Codable {
  /// The formula.
  public var model: String
  /// The file in which variables are that name none themselves.
  public var data: String?
  /// Where the points are, one variable of the formula an item, or all in one matrix.
  public var x: [String] = []
  /// Where the measurements are.
  public var y: String?
  /// Where their weights are, or their standard deviations.
  public var weights: String?
  public var sigma: String?
  /// Parameters to start from, and those to hold: `a=1,b=2`.
  public var start: [String] = []
  public var fix: [String] = []
  /// Bounds of parameters: `b>=0`, `0<=b<=1`.
  public var bound: [String] = []
  /// The loss, and its scale.
  public var robust = RobustLoss.Shape.squares
  public var robustScale = 1.0
  /// How many starts are fitted from; `nil` for one where all parameters are given, and 8 where they are searched.
  public var starts: Int?
  /// The seed of the search.
  public var seed: UInt32 = 0
  /// The level of confidence of intervals and bands.
  public var confidence = 0.95
  /// Whether profile-likelihood intervals are computed too.
  public var profile = false
  /// How files are read, as `TrainingSources` has it.
  public var limit: [String] = []
  public var unverified = false
  public var textEncoding: String?

  private enum CodingKeys: String, CodingKey {
    case model, data, x, y, weights, sigma, start, fix, bound, robust
    case robustScale = "robust_scale"
    case starts, seed, confidence, profile, limit, unverified
    case textEncoding = "text_encoding"
  }

  /// The settings of a fit with everything at its default.
  public init(model: String) { self.model = model }

  /// The options that say the same.
  public var arguments: [String] {
    var words: [String] = []
    func add(_ option: String, _ value: String?) {
      guard let value else { return }
      // What begins with a dash would be taken for an option.
      words += value.hasPrefix("-") ? ["\(option)=\(value)"] : [option, value]
    }
    if let data { words.append(data.hasPrefix("-") ? "./\(data)" : data) }
    add("--model", model)
    for text in x { add("--x", text) }
    add("--y", y)
    add("--weights", weights)
    add("--sigma", sigma)
    for text in start { add("--start", text) }
    for text in fix { add("--fix", text) }
    for text in bound { add("--bound", text) }
    if robust != .squares {
      add("--robust", robust.rawValue)
      add("--robust-scale", robustScale.formatted)
    }
    add("--starts", starts.map(String.init))
    add("--seed", String(seed))
    add("--confidence", confidence.formatted)
    if profile { words.append("--profile") }
    for text in limit { add("--limit", text) }
    if unverified { words.append("--unverified") }
    add("--text-encoding", textEncoding)
    return words
  }

  /// The command that makes the same fit again, `OUT` standing for the file to write.
  public var command: String {
    (["matkit", "fit"] + arguments + ["-o", "OUT"]).map(\.shellQuoted).joined(separator: " ")
  }
}

// The parameters that texts name.
extension FitSettings {
  /// `a=1,b=2` as numbers by their names. Throws `invalidArgument` where that cannot be read, or a name is none of
  /// `names` or comes twice.
  static func assignments(
    _ texts: [String], of option: String, among names: [String]
  ) throws(NetworkFileError) -> [String: Double] {
    var values: [String: Double] = [:]
    for text in texts.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
        throw NetworkFileError(
          .invalidArgument, at: option, "'\(text)' gives no parameter a number",
          advice: "write name=number, as in a=1,b=2")
      }
      try check(parts[0], of: option, among: names)
      guard values.updateValue(value, forKey: parts[0]) == nil else {
        throw NetworkFileError(
          .invalidArgument, at: option, "\(parts[0]) is given twice", advice: "give it once")
      }
    }
    return values
  }

  private static func check(
    _ name: String, of option: String, among names: [String]
  ) throws(NetworkFileError) {
    guard !names.contains(name) else { return }
    throw NetworkFileError(
      .invalidArgument, at: option, "the formula has no parameter '\(name)'",
      advice: names.isEmpty ? "it has none at all" : "it has \(names.joined(separator: ", "))")
  }

  /// The box of `b>=0`, `b<=5` and `0<=b<=1`; nil where there is none. Throws `invalidArgument` where one cannot be read
  /// or leaves nothing.
  static func bounds(
    _ texts: [String], among names: [String]
  ) throws(NetworkFileError) -> Bounds<Double>? {
    guard !texts.isEmpty else { return nil }
    var lower = [Double](repeating: -.infinity, count: names.count)
    var upper = [Double](repeating: .infinity, count: names.count)
    for text in texts.flatMap({ $0.split(separator: ",") }) {
      let (name, least, most) = try bound(String(text))
      try check(name, of: "--bound", among: names)
      guard let j = names.firstIndex(of: name) else { continue }
      lower[j] = max(lower[j], least)
      upper[j] = min(upper[j], most)
      guard lower[j] <= upper[j] else {
        throw NetworkFileError(
          .invalidArgument, at: "--bound", "the bounds of \(name) leave it no value",
          advice: "give a lower bound that is not above the upper one")
      }
    }
    return Bounds(lower: lower, upper: upper)
  }

  /// One bound: the name, and what it lies between.
  private static func bound(_ text: String) throws(NetworkFileError) -> (String, Double, Double) {
    let parts = text.replacing(" ", with: "")
      .split(separator: /<=?|>=?/, omittingEmptySubsequences: false).map(String.init)
    let isAbove = text.contains(">")
    let numbers = parts.map { Double($0) }
    if !(isAbove && text.contains("<")) {
      if parts.count == 2, let number = numbers[1], numbers[0] == nil, number.isFinite {
        return isAbove ? (parts[0], number, .infinity) : (parts[0], -.infinity, number)
      }
      if parts.count == 2, let number = numbers[0], numbers[1] == nil, number.isFinite {
        return isAbove ? (parts[1], -.infinity, number) : (parts[1], number, .infinity)
      }
      if parts.count == 3, let first = numbers[0], let last = numbers[2], numbers[1] == nil,
        first.isFinite, last.isFinite
      {
        return isAbove ? (parts[1], last, first) : (parts[1], first, last)
      }
    }
    throw NetworkFileError(
      .invalidArgument, at: "--bound", "'\(text)' is no bound",
      advice: "write b>=0, b<=5 or 0<=b<=5")
  }
}

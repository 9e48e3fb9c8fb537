import Optimization
import Randomness

/// A fit as settings say it: data read and checked, ready to be run.
///
///     var settings = FitSettings(model: "a*exp(-b*x)")
///     settings.data = "decay.mat"
///     let fitted = try FitJob(settings).run()
///     print(fitted.fit)
public struct FitJob {
  /// The settings.
  public let settings: FitSettings
  private let input: FitInput
  private let start: [String: Double]
  private let fixed: [String: Double]
  private let bounds: Bounds<Double>?

  /// Reads and checks what the settings name.
  ///
  /// Throws a `FormulaError`, a `MATError`, or a `NetworkFileError` where settings and data do not fit.
  public init(_ settings: FitSettings) throws {
    self.settings = settings
    input = try FitInput(settings)
    let names = input.model.parameterNames
    start = try FitSettings.assignments(settings.start, of: "--start", among: names)
    fixed = try FitSettings.assignments(settings.fix, of: "--fix", among: names)
    bounds = try FitSettings.bounds(settings.bound, among: names)
    if let both = names.first(where: { start[$0] != nil && fixed[$0] != nil }) {
      throw NetworkFileError(
        .invalidArgument, at: "--start", "\(both) is fixed as well", advice: "leave out either")
    }
    guard fixed.count < names.count else {
      throw NetworkFileError(
        .settingsDoNotFit, at: "--fix", "all parameters are fixed, and nothing is left to fit",
        advice: "leave one free")
    }
    try checkStart(names)
  }

  private func checkStart(_ names: [String]) throws(NetworkFileError) {
    guard let bounds else { return }
    for (j, name) in names.enumerated() {
      guard let value = start[name] ?? fixed[name],
        value < bounds.lower[j] || value > bounds.upper[j]
      else { continue }
      throw NetworkFileError(
        .settingsDoNotFit, at: start[name] == nil ? "--fix" : "--start",
        "\(name) is \(value.formatted), beyond its bound", advice: "give a number within it")
    }
  }

  /// Fits from the start given, or from the best that a seeded search finds.
  public func run() -> SavedFit {
    let model = input.model
    var starts: [[Double]] = []
    let given = model.parameterNames.map { start[$0] ?? fixed[$0] }
    let isGiven = !given.contains(nil)
    if isGiven { starts.append(given.compactMap(\.self)) }
    let count = settings.starts ?? (isGiven ? 1 : 8)
    if starts.count < count {
      var random = MersenneTwister(seed: settings.seed)
      starts += searchStarts(
        of: model, for: input.data, count: count - starts.count, bounds: bounds,
        fixing: isGiven ? fixed : fixed.merging(start) { first, _ in first }, using: &random)
    }
    return SavedFit(
      settings,
      fit(
        model, to: input.data, starts: starts, fixing: Set(fixed.keys), bounds: bounds,
        loss: RobustLoss(settings.robust, scale: settings.robustScale)), bounds)
  }
}

public import ArgumentParser
import MATFiles
import NetworkFiles
public import Optimization

/// `matkit fit DATA --model FORMULA -o OUT`
struct FitCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit a formula's parameters to data, with standard errors and intervals.",
    discussion: """
      The formula is MATLAB's: + - * / ^ (and .* ./ .^), pi, exp, log, sqrt, sin and
      their like. x, or x1, x2, … are the data, as is a name that --x gives; every
      other name is a parameter.
        matkit fit decay.mat --model 'a*exp(-b*x)+c' -o fit.mat
        matkit fit lab.mat --model 'V*s/(K+s)' --x s --y rate --bound 'K>=0'
        matkit fit lab.mat --model 'a*x1^b*x2' --x dose --x time --start a=1,b=2
        matkit fit lab.mat --model 'a+b*x' --sigma dy --robust huber
        matkit plot fit.mat -o fit.svg
        matkit predict fit.mat new.mat -o predicted.mat

      Prints each parameter with its standard error and interval, or why it has none,
      and how the fit ended. OUT has it all as the struct fit, with the residuals,
      the curve and its bands. In MATLAB: f = str2func(fit.handle), then
      f(fit.parameters, fit.x).
      """)

  @Argument(
    help: ArgumentHelp(
      "The file that --x, --y and --weights are in, where they name no other.", valueName: "DATA"))
  var data: String?

  @Option(help: ArgumentHelp("What is fitted, as in 'a*exp(-b*x)+c'.", valueName: "FORMULA"))
  var model: String

  @OptionGroup(title: "Data") var variables: FitVariableOptions
  @OptionGroup(title: "Parameters") var parameters: FitParameterOptions

  @Option(
    help: ArgumentHelp(
      "How a residual counts: as its square, or less where it is large.", valueName: "loss"))
  var robust = RobustLoss.Shape.squares

  @Option(
    help: ArgumentHelp(
      "The size of a residual that is no outlier, for --robust.", valueName: "size"))
  var robustScale: Double?

  @Option(
    help: ArgumentHelp(
      "The level of intervals and bands, between 0 and 1.", valueName: "level"))
  var confidence = 0.95

  @Flag(help: "Compute profile-likelihood intervals too, which take the model's bends in.")
  var profile = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The .mat file to write, whole or not at all.", valueName: "OUT"))
  var output: String?

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard confidence > 0, confidence < 1 else {
      throw ValidationError(
        "--confidence is \(confidence.formatted); give a number between 0 and 1.")
    }
    if let robustScale {
      guard robust != .squares else {
        throw ValidationError("--robust-scale is for --robust; give both or neither.")
      }
      guard robustScale > 0, robustScale.isFinite else {
        throw ValidationError("--robust-scale is \(robustScale.formatted); give a positive number.")
      }
    }
    guard !profile || robust == .squares else {
      throw ValidationError("--profile is for least squares, and --robust is no likelihood.")
    }
  }

  func filesRead() -> [String] { (data.map { [$0] } ?? []) + variables.files }
  func filesWritten() -> [OutputFile] { OutputFile.optional(output, "-o") }

  /// What the options say, as a file keeps it.
  var settings: FitSettings {
    var settings = FitSettings(model: model)
    settings.data = data
    variables.apply(to: &settings)
    parameters.apply(to: &settings)
    settings.robust = robust
    settings.robustScale = robustScale ?? 1
    settings.confidence = confidence
    settings.profile = profile
    var sources = TrainingSources()
    reading.apply(to: &sources)
    settings.limit = sources.limits
    settings.unverified = sources.acceptsUnverified
    settings.textEncoding = sources.textEncoding
    return settings
  }

  func run() throws {
    let saved = try FitJob(settings).run()
    if let output { try MATFile.write(["fit": saved.matValue()], to: output) }
    var lines = saved.fit.table(level: confidence)
    if profile { lines += profileLines(saved) }
    if let output { lines.append("Written to \(output).") }
    try StandardStream.output.print(lines: lines)
  }

  private func profileLines(_ saved: SavedFit) -> [String] {
    zip(saved.fit.parameterNames, saved.profiles).compactMap { name, interval in
      guard let interval else { return nil }
      guard interval.lowerMinimum == nil else {
        return "profile of \(name): met a better fit; try other starts"
      }
      return
        "profile of \(name): \(interval.lower.significant(6)) to \(interval.upper.significant(6))"
    }
  }
}

extension RobustLoss.Shape: ExpressibleByArgument {}

/// Where the data of a fit are.
struct FitVariableOptions: ParsableArguments {
  @Option(
    name: .customLong("x"),
    help: ArgumentHelp(
      "The points: a variable of DATA, or F.mat:path; x where none is given.",
      discussion: """
        Once for each variable of the formula, under whose name it is known there, or a matrix with a \
        column for each of x1, x2, ….
        """, valueName: "VAR"))
  var x: [String] = []

  @Option(
    name: .customLong("y"),
    help: ArgumentHelp("The measurements, likewise; y where it is not given.", valueName: "VAR"))
  var y: String?

  @Option(
    help: ArgumentHelp(
      "How much each measurement counts: 1/variance, up to a factor.", valueName: "VAR"))
  var weights: String?

  @Option(
    help: ArgumentHelp("In their place known standard deviations.", valueName: "VAR"))
  var sigma: String?

  func validate() throws {
    guard weights == nil || sigma == nil else {
      throw ValidationError("--weights and --sigma say the same; give one of them.")
    }
  }

  /// The files that are named.
  var files: [String] {
    (x + [y, weights, sigma].compactMap(\.self)).compactMap { text in
      let (file, path) = MATPath.splitArgument(text)
      return path == nil ? nil : file
    }
  }

  func apply(to settings: inout FitSettings) {
    (settings.x, settings.y, settings.weights, settings.sigma) = (x, y, weights, sigma)
  }
}

/// Where the parameters of a fit begin, and what they may be.
struct FitParameterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Parameters to start from, a=1,b=2; a seeded search finds the others.", valueName: "a=1,…"))
  var start: [String] = []

  @Option(help: ArgumentHelp("Parameters that stay as they are: c=0.", valueName: "c=0,…"))
  var fix: [String] = []

  @Option(
    help: ArgumentHelp("What a parameter may be: 'b>=0', '0<=b<=1'.", valueName: "b>=0,…"))
  var bound: [String] = []

  @Option(help: "How many starts to fit from; 8 where a search finds them.")
  var starts: Int?

  @Option(help: "The seed of the search.")
  var seed: UInt32 = 0

  func validate() throws {
    guard starts ?? 1 > 0, starts ?? 1 <= 1000 else {
      throw ValidationError("--starts is \(starts ?? 0); give 1 to 1000.")
    }
  }

  func apply(to settings: inout FitSettings) {
    (settings.start, settings.fix, settings.bound) = (start, fix, bound)
    (settings.starts, settings.seed) = (starts, seed)
  }
}

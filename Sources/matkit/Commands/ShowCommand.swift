import ArgumentParser
import MATFiles

/// `matkit show FILE[:PATH]`
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a value of a .mat file as MATLAB would.",
    discussion: """
      PATH is written as in MATLAB, with indices from one; without it every variable
      that is sound is shown, and what is wrong with the others said on standard
      error.
        matkit show trained.mat:net.W{2}
        matkit show 'trained.mat:grid.Z(1:5,:)'
        matkit show --digits 15 'trained.mat:net.loss_history(1:100:end)'
      A path to one text shows all of it. matkit json has every digit of all numbers.
      """)

  @Argument(
    help: ArgumentHelp(
      "The .mat file, and the variable or the path inside one.", valueName: "FILE[:PATH]"))
  var target: String

  @Option(
    help: ArgumentHelp(
      "Show numbers that are not whole with so many significant digits, 1 to 17.", valueName: "N"))
  var digits: Int?

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard digits.map({ (1...17).contains($0) }) ?? true else {
      throw ValidationError("--digits is \(digits ?? 0); give 1 to 17.")
    }
  }

  func run() throws {
    var target = try Target(target, reading)
    if let path = target.path {
      let value = try target.sound.value(at: path)
      var limits = MATDisplayLimits()
      if value.isOneText { (limits.characters, limits.width) = (.max, .max) }
      try show(value, name: target.pathText, limits)
    } else {
      try target.sound.forEachValue { variable, value in try show(value, name: variable.name) }
    }
    try target.sound.finish()
  }

  private func show(
    _ value: MATValue, name: String, _ limits: MATDisplayLimits = MATDisplayLimits()
  ) throws {
    var limits = limits
    limits.digits = digits
    try StandardStream.output.print(
      text: "\(name.printable) =\n\n\(value.text(limits: limits))\n")
  }
}

extension MATValue {
  /// Whether the value is a single text, as who asks for it wants to read.
  fileprivate var isOneText: Bool {
    switch self {
    case .char(let array): array.size.count == 2 && array.size[0] == 1
    case .string(let array): array.count == 1
    default: false
    }
  }
}

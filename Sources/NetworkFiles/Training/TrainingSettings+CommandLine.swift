package import MATFiles
import Networks

extension TrainingSettings {
  /// The settings as the struct that a file keeps of them.
  package func encoded() throws -> MATStructArray {
    guard case .structure(let fields) = try MATEncoder(absence: .omitted).encode(self) else {
      return MATStructArray(size: [1, 1], fields: [:])
    }
    return fields
  }

  /// The options of `matkit train` that say the same: all that a file keeps of the settings, so that nothing
  /// can be left out of a command. What names items of samples comes first.
  public func arguments() throws -> [String] {
    try encoded().fields.flatMap { try Self.words(of: $0.key, $0.value[0]) }
  }

  /// A field of the settings as the words that say it on a command line.
  static func words(of name: String, _ value: MATValue) throws -> [String] {
    let option = "--" + name.replacing("_", with: "-")
    let texts = try texts(of: value)
    let field = Field(rawValue: name)
    if field == .data { return texts.map { $0.hasPrefix("-") ? "./\($0)" : $0 } }
    if case .logical = value {
      return try Bool(matValue: value) ? [option] : ["--no-" + option.dropFirst(2)]
    }
    func words(_ text: String) -> [String] {
      // What begins with a dash would be taken for an option.
      text.hasPrefix("-") ? ["\(option)=\(text)"] : [option, text]
    }
    if field?.isRepeated ?? false { return texts.flatMap(words) }
    return words(texts.isEmpty ? "none" : texts.joined(separator: ","))
  }

  /// What an option takes: each number or text of a value.
  static func texts(of value: MATValue) throws -> [String] {
    switch value {
    case .cell(let cell): try cell.elements.map { try String(matValue: $0) }
    case .char: [try String(matValue: value)]
    case .logical: [try Bool(matValue: value) ? "given" : "not given"]
    default: try [Double](matValue: value).map(\.formatted)
    }
  }
}

extension TrainingJob {
  /// The command that trains the same network; empty where something has no name, since a program made it.
  ///
  /// `FILE` stands for the file that holds the network, and with it the samples, and `OUT` for the one to
  /// write. Labels that are text are read where they were, since the file has their numbers alone; and so are samples
  /// of which it does not hold all.
  ///
  /// - Parameters:
  ///   - settings: The settings as they are recorded.
  ///   - isJudged: Whether there are validation samples.
  func command(_ settings: TrainingSettings, isJudged: Bool) throws -> String {
    var settings = settings
    let sources = settings.sources
    let kept = settings.keptSamples ?? .standard(forCount: data.table.rowCount)
    if data.classNames == nil, kept == .all {
      settings.sources.samples = SampleSource(
        features: "FILE:X",
        labels: data.targets == nil || data.isMultiLabel ? "FILE:y" : nil,
        targets: data.targets == nil || data.isMultiLabel ? nil : "FILE:y")
    }
    guard !settings.sources.samples.isEmpty, (data.weights == nil) == (sources.weights == nil),
      (known == nil) == (sources.start == nil), isJudged != sources.validation.isEmpty
    else { return "" }
    return (["matkit", "train"] + (try settings.arguments()) + ["-o", "OUT"]).map(\.shellQuoted)
      .joined(separator: " ")
  }
}

extension String {
  /// The word as a shell takes it literally, in quotation marks only where it has to be.
  package var shellQuoted: String {
    let isPlain = utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./,:=+@%".utf8.contains(byte)
      }
    }
    return isPlain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}

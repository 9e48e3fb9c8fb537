/// One stage of a lab, with every `${…}` replaced: what it runs, reads and writes.
///
/// Paths are relative to the lab file's folder, or absolute, and without `.` or needless `..` in
/// them.
public struct Stage: Sendable {
  /// The name: the key under `stages`, and `@item` for one of a `foreach` or `matrix`.
  public let name: String
  /// Where it stands in the lab file.
  public let mark: LabMistake.Mark
  /// The command or the built-in that it runs.
  public internal(set) var action: Action
  /// The files and parts of files that it reads.
  public let dependencies: [Dependency]
  /// The files that it writes.
  public let outputs: [Output]
  /// The parameters that it depends on: its options, or what `params` lists.
  public let parameters: [LabValue.Entry]
  /// True if it is one of a `foreach` or `matrix`.
  package let isPartOfSweep: Bool
  /// True if it is never run, its outputs being taken as they are.
  public let isFrozen: Bool
  /// True if it is run every time.
  package let isAlwaysChanged: Bool
  /// The author's description; nil for none.
  public let about: String?
  /// Where each option of a stage of ours stands.
  let optionMarks: [LabNode.Key]

  /// The work of a stage.
  public enum Action: Hashable, Sendable {
    /// A command of `/bin/sh`.
    case shell(String)
    /// A command of `matkit` with its options.
    case builtIn(BuiltIn, options: [LabValue.Entry])
  }

  /// A file that a stage reads, or a variable of one.
  public struct Dependency: Hashable, Sendable {
    /// The file.
    public let path: String
    /// The variable, or path inside one (`net.W{2}`), that alone matters; nil for all of the file.
    public let variable: String?
    /// The argument as it is written for a command, `data.mat:X=1`.
    let argument: String
    /// True if it is named by an option, and no argument of its own.
    let isOption: Bool
    let mark: LabMistake.Mark

    /// The name in a lock: `data.mat`, `data.mat:X`.
    public var name: String { variable.map { "\(path):\($0)" } ?? path }
  }

  /// A file that a stage writes.
  public struct Output: Hashable, Sendable {
    /// The purpose of an output.
    public enum Role: String, Sendable {
      /// A result.
      case output = "outs"
      /// Numbers to compare runs by.
      case metric = "metrics"
      /// A picture or its data.
      case plot = "plots"
    }

    /// The path, from the lab's folder.
    public let path: String
    /// The role of the file.
    public let role: Role
    let mark: LabMistake.Mark
  }

  /// The commands of `matkit` that a stage can be.
  public enum BuiltIn: String, CaseIterable, Sendable {
    /// The command of `matkit` of that name.
    case train, predict, evaluate, grid, plot, report, convert
  }
}

extension Stage {
  /// True if it is a command of `matkit`, and none of the shell.
  public var isBuiltIn: Bool {
    if case .builtIn = action { true } else { false }
  }

  /// The command with its arguments, as recorded: without what cannot change a bit of the result.
  ///
  /// A stage of ours has its `deps` as arguments in their order, then its options, then its first
  /// output.
  public var command: String {
    switch action {
    case .shell(let command): command
    case .builtIn: (["matkit"] + arguments(recorded: true)).map(shellQuoted).joined(separator: " ")
    }
  }

  /// The arguments of `matkit` for a stage of ours; none for a command of the shell.
  ///
  /// - Parameter recorded: Whether options that cannot change a bit of the result are left out.
  public func arguments(recorded: Bool = false) -> [String] {
    guard case .builtIn(let kind, let options) = action else { return [] }
    var arguments = [kind.rawValue]
    arguments += dependencies.lazy.filter { !$0.isOption }.map(\.argument)
    for option in options where !(recorded && Self.optionsWithoutEffect.contains(option.key)) {
      arguments += Self.arguments(of: option)
    }
    if let output = outputs.first?.path {
      arguments += kind == .convert ? [output] : ["-o", output]
    }
    return arguments
  }

  /// The bits are the same with any number of threads.
  static let optionsWithoutEffect: Set<String> = ["threads"]
  /// Options whose value is a file that the command reads, which is then a dependency. A test
  /// compares them, and those below, with what the commands say of themselves.
  package static let fileOptions: Set<String> = [
    "features", "labels", "targets", "sample-weights", "validation", "validation-features",
    "validation-labels", "validation-targets", "from", "resume",
  ]
  /// Options that are given once for each element of a list; the elements of any other are joined
  /// by commas.
  package static let repeatedOptions: Set<String> = [
    "validation", "try-hidden", "limit", "skip", "only", "rename", "bound", "fix",
  ]

  private static func arguments(of option: LabValue.Entry) -> [String] {
    switch option.value {
    case .null, .bool(true): return ["--\(option.key)"]
    case .bool(false): return []
    case .list(let values) where repeatedOptions.contains(option.key):
      return values.flatMap { ["--\(option.key)", $0.text ?? ""] }
    default:
      let text = option.value.text ?? ""
      // What begins with a dash would be taken for an option.
      return text.hasPrefix("-") ? ["--\(option.key)=\(text)"] : ["--\(option.key)", text]
    }
  }
}

/// A word as `/bin/sh` reads it back, in quotation marks only where it has to be.
func shellQuoted(_ word: String) -> String {
  let plain = word.utf8.allSatisfy {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "-_./,:=+@%".utf8.contains($0)
  }
  guard !plain || word.isEmpty else { return word }
  return "'" + word.replacing("'", with: "'\\''") + "'"
}

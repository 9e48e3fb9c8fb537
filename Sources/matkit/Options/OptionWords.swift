import ArgumentParser
import Foundation
import Labs
import NetworkFiles

/// The options among a command's words, looked at where the parser does not understand them: an unknown one is
/// told with the name that it has here, before its value passes for a file of samples.
struct OptionWords {
  private let command: any ParsableCommand.Type
  /// Options that a value follows.
  private var valued: Set<String> = []
  private var flags: Set<String> = [
    "--help", "-h", "--help-hidden", "--version", "--experimental-dump-help",
    "--generate-completion-script",
  ]

  /// The commands that train, use networks, and fit.
  private static let commands: [any ParsableCommand.Type] = [
    TrainCommand.self, GradcheckCommand.self, EvaluateCommand.self, PredictCommand.self,
    GridCommand.self, FitCommand.self,
  ]

  /// Throws where a word is an option that the command does not have, or a negative number follows
  /// one.
  static func check(_ words: [String]) throws {
    guard let name = words.first,
      let command = commands.first(where: { $0.configuration.commandName == name })
    else { return }
    // Help is asked for in any company.
    guard !words.contains("--help"), !words.contains("-h") else { return }
    try OptionWords(command).check(words.dropFirst())
  }

  private init(_ command: any ParsableCommand.Type) throws {
    struct Dump: Decodable {
      struct Argument: Decodable {
        struct Name: Decodable {
          let kind: String
          let name: String
        }
        let kind: String
        let names: [Name]?
      }
      struct Command: Decodable { let arguments: [Argument] }
      let command: Command
    }
    self.command = command
    let dump = try JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8))
    for argument in dump.command.arguments {
      let names = (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
      if argument.kind == "option" { valued.formUnion(names) } else { flags.formUnion(names) }
    }
  }

  private func check(_ words: ArraySlice<String>) throws {
    var words = words
    while let word = words.popFirst(), word != "--" {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      if valued.contains(name) {
        guard parts.count == 1, let value = words.popFirst() else { continue }
        try checkNumber(value, of: name)
      } else if word.hasPrefix("--"), !flags.contains(name) {
        throw ToolError(.usage, unknown(name))
      }
    }
  }

  /// No option of these commands takes a negative number, which else would pass for an option of
  /// one letter.
  private func checkNumber(_ value: String, of name: String) throws {
    guard value.hasPrefix("-"), value.count > 1, Double(value) != nil else { return }
    throw ToolError(
      .usage, "\(name) is \(value), and no option of \(title) takes a negative number")
  }

  private var title: String { "matkit \(command.configuration.commandName ?? "")" }

  private func unknown(_ name: String) -> String {
    let own = (valued.union(flags)).filter { $0.hasPrefix("--") }.sorted()
    let plain = name.dropFirst(2).lowercased().replacing("_", with: "-")
    if let here = Self.elsewhere[plain], own.contains(here.name) {
      let remark = here.remark.map { " (\($0))" } ?? ""
      return "unknown option '\(name)'; here it is \(here.name)\(remark)"
    }
    if let near = nearestName(to: name, among: own) {
      return "unknown option '\(name)'; did you mean \(near)?"
    }
    return "unknown option '\(name)'; \(title) --help lists those that there are"
  }

  /// What scikit-learn, PyTorch, Keras and MATLAB call our options.
  static let elsewhere: [String: (name: String, remark: String?)] = {
    let table: [(here: String, remark: String?, names: [String])] = [
      ("--l2", "scikit-learn's alpha is 2Nλ", ["alpha"]),
      ("--l2", nil, ["lambda", "reg", "regularization", "l2-regularization", "l2-reg"]),
      ("--l1", nil, ["l1-regularization", "l1-reg"]),
      (
        "--max-iterations", "epochs with --batch-size",
        ["epochs", "max-epochs", "num-epochs", "n-epochs"]
      ),
      ("--max-iterations", nil, ["max-iter", "iterations", "n-iter", "num-iter", "maxiter"]),
      (
        "--step-size", "of gradient-descent, momentum, nesterov and adam",
        ["lr", "learning-rate", "learning-rate-init", "initial-learn-rate", "eta"]
      ),
      (
        "--hidden", "as in 10,10",
        ["hidden-layer-sizes", "hidden-sizes", "hidden-layers", "layer-sizes", "layers", "units"]
      ),
      (
        "--method", nil,
        ["solver", "optimizer", "optimiser", "optim", "algorithm", "train-fcn", "trainfcn"]
      ),
      ("--seed", nil, ["random-state", "random-seed", "rng"]),
      ("--batch-size", nil, ["batch", "mini-batch-size", "minibatch-size"]),
      ("--tolerance", nil, ["tol", "gradient-tolerance", "gtol"]),
      ("--loss-tolerance", "a part of the loss", ["ftol", "function-tolerance", "min-delta"]),
      (
        "--patience", "with --validation samples to judge by",
        ["n-iter-no-change", "early-stopping", "validation-patience"]
      ),
      (
        "--validation", "samples of their own",
        ["validation-data", "val"]
      ),
      (
        "--hold-out", "0.2 to judge on; --stop-part 0.2 with --patience to stop by",
        ["test-size", "validation-fraction", "validation-split", "holdout", "split"]
      ),
      ("--activation", nil, ["activations", "activation-fcn", "transfer-fcn", "nonlinearity"]),
      ("--threads", nil, ["n-jobs", "jobs", "num-workers", "workers"]),
      ("--starts", nil, ["restarts", "n-init", "n-starts"]),
      ("--precision", "single or double", ["dtype", "float32", "single"]),
      ("--standardize", nil, ["standardise", "normalize", "normalise", "scale"]),
      ("--init", nil, ["initializer", "kernel-initializer", "weight-init", "weights-initializer"]),
      ("--loss", nil, ["criterion", "objective", "loss-fcn", "loss-function"]),
      ("--features", "as in f.mat:X", ["x", "input", "inputs", "predictors"]),
      ("--labels", "as in f.mat:y", ["y", "classes", "responses"]),
      ("--targets", "as in f.mat:T", ["t", "target", "outputs"]),
      ("--folds", nil, ["cv", "kfold", "k-fold", "n-splits"]),
      ("--time-limit", "in seconds", ["max-time", "timeout"]),
      ("--from", nil, ["weights", "warm-start", "init-from"]),
      ("--class-weights", nil, ["class-weight"]),
      ("--sample-weights", nil, ["sample-weight"]),
    ]
    return Dictionary(
      table.flatMap { entry in entry.names.map { ($0, (entry.here, entry.remark)) } },
      uniquingKeysWith: { first, _ in first })
  }()
}

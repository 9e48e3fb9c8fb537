import Foundation
import MATFiles
import Matrices
import Testing

@testable import matkit

/// Options that are not there, and values that pass for options.
@Suite("Words of a command") struct OptionWordTests {
  @Test(
    "an option of another library is told with its name here",
    arguments: [
      ("--alpha 0.1", "--l2"), ("--epochs 5", "--max-iterations"), ("--lr 0.1", "--step-size"),
      ("--learning-rate=0.1", "--step-size"), ("--max_iter 5", "--max-iterations"),
      ("--hidden_layer_sizes 5,5", "--hidden"), ("--solver adam", "--method"),
      ("--weight_decay 0.1", "--weight-decay"), ("--random_state 3", "--seed"),
      ("--batch_size 3", "--batch-size"), ("--X data.mat:X", "--features"),
      ("--y data.mat:y", "--labels"), ("--tol 1e-3", "--tolerance"), ("--n_jobs 2", "--threads"),
      ("--Lambda 0.1", "--l2"), ("--standardise", "--standardize"), ("--hiden 4", "--hidden"),
    ])
  func foreign(words: String, here: String) throws {
    let scratch = try Scratch()
    for command in ["train", "gradcheck"] {
      let run = try Tool.run(
        [command, "a.mat", "b.mat"] + words.split(separator: " ").map(String.init),
        in: scratch.folder)
      let name = words.prefix { $0 != " " && $0 != "=" }
      #expect(run.status == 64 && run.output.isEmpty)
      #expect(run.errors.contains("unknown option '\(name)'"), "\(run.errors)")
      #expect(run.errors.contains(here), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1)
    }
    #expect(try scratch.contents.isEmpty)
  }

  @Test("every name that the table leads to is an option, and none that it leads from")
  func table() throws {
    let help = try Tool.run("train", "--help").output
    let own = Set(help.matches(of: /\n  (?:-[a-z], )?(--[a-z0-9-]+)/).map { String($0.1) })
    for (name, here) in OptionWords.elsewhere {
      #expect(own.contains(here.name), "\(here.name)")
      #expect(!own.contains("--\(name)"), "--\(name)")
      #expect(name == name.lowercased() && !name.contains("_"))
    }
  }

  @Test("a word that is like no option has the way to the list")
  func unlike() throws {
    let run = try Tool.run("evaluate", "a.mat", "b.mat", "--zzzz", "3")
    #expect(run.status == 64 && run.errors.contains("unknown option '--zzzz'"))
    #expect(run.errors.contains("matkit evaluate --help"))
    // What train has and evaluate has not is no advice.
    let alpha = try Tool.run("evaluate", "a.mat", "b.mat", "--alpha", "3")
    #expect(alpha.status == 64 && !alpha.errors.contains("--l2"))
  }

  @Test(
    "a negative number is called one",
    arguments: ["--l2", "--l1", "--seed", "--step-size", "--tolerance", "--max-iterations"])
  func negative(option: String) throws {
    let run = try Tool.run("train", "a.mat", "b.mat", option, "-1", "-o", "o.mat")
    #expect(run.status == 64)
    #expect(run.errors.contains("\(option) is -1"), "\(run.errors)")
    #expect(run.errors.contains("negative"), "\(run.errors)")
  }

  @Test("help is given in any company, and a value may look like an option where = says so")
  func help() throws {
    let help = try Tool.run("train", "--alpha", "--help")
    #expect(help.status == 0 && help.output.contains("--hidden"))
    let named = try Tool.run("evaluate", "--features=--alpha.mat:X", "--labels=y.mat:y", "w.mat")
    #expect(named.status == 66, "\(named.errors)")
  }

  @Test("weights of samples are options of what weighs them, and of nothing else")
  func weights() throws {
    for (command, has) in [
      ("train", true), ("gradcheck", true), ("evaluate", false), ("grid", false),
    ] {
      let help = try Tool.run(command, "--help").output
      #expect(help.contains("--sample-weights") == has, "\(command)")
    }
    let run = try Tool.run("grid", "w.mat", "d.mat", "--sample-weights", "d.mat:w", "-o", "o.mat")
    #expect(run.status == 64 && run.errors.contains("'--sample-weights'"), "\(run.errors)")
  }
}

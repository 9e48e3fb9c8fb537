import Foundation
import MATFiles
import Matrices
import NetworkFiles
import Networks
import TemporaryFolders
import Testing

/// What is chosen where nobody says, what is held out, and targets brought to one scale.
@Suite("Defaults") struct DefaultTests {
  /// So many samples of two features; class 1 within a circle.
  private static func circle(_ count: Int) throws -> TrainingData {
    let X = Matrix<Double>(rowCount: count, columnCount: 2) { row, column in
      sin(Double(7 * row + 3 * column) * 1.3) * 2
    }
    let labels = (0..<count).map { X[$0, 0] * X[$0, 0] + X[$0, 1] * X[$0, 1] < 2 ? 1.0 : 0 }
    return try TrainingData(points: X, labels: labels, source: "here")
  }

  private static var open: OpenChoices {
    var open = OpenChoices()
    (open.method, open.holdOut, open.standardizesTargets, open.lambda) = (true, true, true, .open)
    return open
  }

  @Test("the method is by the number of weights, λ by the number of samples or by folds")
  func choices() throws {
    let data = try Self.circle(120)
    let (small, told) = Self.open.closed(TrainingSettings(), on: data)
    #expect(small.method == .bfgs && small.holdOut == 0.2 && !small.standardizesTargets)
    #expect(told.contains("bfgs for 41 weights"))
    #expect(Self.open.choosesLambda(small, on: data))
    let large = Self.open.closed(TrainingSettings(hidden: [200]), on: data).settings
    #expect(large.method == .lbfgs)
    let few = Self.open.closed(TrainingSettings(), on: try Self.circle(20)).settings
    #expect(few.holdOut == 0 && few.l2 == 1e-3)
    #expect(!Self.open.choosesLambda(few, on: try Self.circle(20)))
    #expect(TrainingDefaults.lambda(sampleCount: 5000) == 0.15 / 5000)
    var sheet = OpenChoices()
    sheet.lambda = .over2N(1)
    #expect(sheet.closed(TrainingSettings(), on: data).settings.l2 == 1.0 / 240)
  }

  @Test("λ by folds is one of those compared, the best, whatever the number of threads")
  func folds() throws {
    let data = try Self.circle(60)
    var settings = TrainingSettings(activations: [.tanh], maxIterations: 50, tolerance: 1e-5)
    let table = try #require(try settings.chooseLambda(on: data))
    #expect(table.rows.map(\.settings.l2) == TrainingDefaults.lambdas && table.foldCount == 5)
    let least = table.rows.map(\.score.meanLoss).min()
    #expect(table.rows[table.best].score.meanLoss == least)
    settings.threads = 2
    #expect(try settings.chooseLambda(on: data)?.best == table.best)
  }

  @Test("what is held out is drawn class by class by the seed, and the network never sees it")
  func heldOut() throws {
    let data = try Self.circle(120)
    var settings = TrainingSettings(activations: [.tanh], l2: 1e-3, maxIterations: 40)
    settings.holdOut = 0.25
    let outcome = try settings.train(on: data)
    let held = try #require(outcome.result.training.heldOut)
    #expect(held.samples.count == 30 && Set(held.samples).count == 30)
    #expect(outcome.confusion?.sampleCount == 90)
    let ones = data.labels.count { $0 == 1 }
    let heldOnes = held.samples.count { data.labels[Int($0) - 1] == 1 }
    #expect(abs(Double(heldOnes) - 0.25 * Double(ones)) <= 1)
    // Other labels there change nothing but the judgement.
    var labels = data.labels
    for sample in held.samples { labels[Int(sample) - 1] = 1 - labels[Int(sample) - 1] }
    // The parts are drawn class by class, so that only a swap within the part leaves them alone.
    let again = try settings.train(on: data)
    #expect(again.result.network.trained == outcome.result.network.trained)
    settings.seed = 1
    #expect(try settings.train(on: data).result.training.heldOut?.samples != held.samples)
    // The file has it, with the whole samples, and the settings of the command.
    let path = try TemporaryFolders.untilExit().appending(path: "n.mat").path(percentEncoded: false)
    try outcome.result.write(to: path)
    let read = try NetworkFile(MATFile(path))
    #expect(read.training.heldOut == held && read.data.points.rowCount == 120)
    #expect(read.training.settings?.holdOut == 0.25)
    #expect(outcome.result.training.command.contains("--hold-out 0.25"))
  }

  @Test("a part to stop by is not trained on, and ends a training with a patience")
  func stopPart() throws {
    let data = try Self.circle(150)
    var settings = TrainingSettings(hidden: [30], activations: [.tanh], l2: 0, maxIterations: 300)
    (settings.holdOut, settings.stopPart, settings.patience) = (0.2, 0.2, 5)
    let outcome = try settings.train(on: data)
    #expect(outcome.confusion?.sampleCount == 90)
    #expect(outcome.result.training.validationHistory.count > 1)
    #expect(outcome.result.training.heldOut?.samples.count == 30)
  }

  @Test("standardised targets are answered in their own units")
  func targets() throws {
    let X = Matrix<Double>(rowCount: 80, columnCount: 2) { sin(Double(5 * $0 + 2 * $1)) }
    let T = Matrix<Double>(rowCount: 80, columnCount: 2) { row, column in
      column == 0 ? 1e6 + 3e4 * X[row, 0] * X[row, 1] : X[row, 1] - X[row, 0]
    }
    let data = try TrainingData(points: X, targets: T, source: "here")
    var settings = TrainingSettings(activations: [.tanh], l2: 1e-6, tolerance: 1e-6)
    settings.standardizesTargets = true
    let outcome = try settings.train(on: data)
    #expect(
      outcome.errors.map { $0.r2 > 0.99 } == true, "\(String(describing: outcome.errors?.r2))")
    let network = outcome.result.network
    #expect(try network.regressionErrors(on: data).rSquared == outcome.errors?.rSquared)
    // Going on from it begins where it ended.
    let job = try TrainingJob(settings, data, from: network)
    let loss = outcome.result.training.loss
    #expect(try abs(job.cost().total - loss) < 1e-9 * max(1, loss))
    // Classes have no units.
    var classes = TrainingSettings()
    classes.standardizesTargets = true
    let error = #expect(throws: NetworkFileError.self) {
      try TrainingJob(classes, try Self.circle(20))
    }
    #expect(error.map { "\($0)" }?.contains("--standardize-targets") == true)
  }

  @Test(
    "schedules have texts that say them again",
    arguments: [
      "constant", "step,10,0.5", "cosine,50,0", "cosine,50,0.1", "plateau,10,0.1", "plateau,3,0.5",
    ])
  func schedules(text: String) {
    #expect(LearningRateSchedule(text: text)?.text == text)
  }

  @Test(
    "texts that say no schedule are none",
    arguments: [
      "", "linear", "step", "step,0,0.5", "step,10,2", "step,1.5,0.5", "cosine", "cosine,0",
      "cosine,5,0.1,3", "plateau,-1", "plateau,3,1", "constant,1", "step,x,0.5", "step,10,nan",
    ])
  func noSchedules(text: String) {
    #expect(LearningRateSchedule(text: text) == nil)
  }
}

import Foundation
import NetworkFiles
import Testing

@Suite("The course labs") struct CourseLabTests {
  private let fixtures = CourseData(
    folder: URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures").path(percentEncoded: false))

  @Test("moons gives the published losses of the epochs 0 to 300 to every printed digit")
  func moons() throws {
    let lab = try MoonsLab()
    #expect(lab.reproducesPublishedTrace)
    #expect(lab.table.filter(\.isComparable).map(\.epoch) == [0, 100, 200, 300])
    #expect(lab.table.count == 20)
    #expect(lab.lossHistory.count == 2001)
    #expect(lab.gradientCheck.passes)
    #expect(lab.accuracy > 0.95)
  }

  @Test(
    "every exercise reaches an accuracy of 0.98 with a right gradient",
    arguments: Week6Lab.exercises)
  func exercises(exercise: Week6Lab.Exercise) throws {
    let trained = try exercise.settings.train(on: exercise.data(in: fixtures))
    #expect(trained.result.training.loss.isFinite)
    #expect((trained.confusion?.accuracy ?? 0) >= 0.98)
    #expect(trained.gradientCheck?.passes == true)
    #expect(trained.warning == nil)
    #expect(trained.result.grid != nil)
  }

  @Test("too large a network for BFGS is refused with what to use instead")
  func tooLarge() throws {
    let data = try Week6Lab.exercises[0].data(in: fixtures)
    let settings = TrainingSettings(hidden: [200, 200])
    let error = #expect(throws: NetworkFileError.self) { try settings.checkFits(data) }
    #expect(error?.code == .tooLarge && error?.description.contains("lbfgs") == true)
  }
}

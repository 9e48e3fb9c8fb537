import ArgumentParser
import Foundation
import NetworkFiles
import NetworkPictures
import Plots

/// `matkit demo [moons|week6] [-o FOLDER]`
struct DemoCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Run the course labs and leave their networks and decision grids as .mat files.",
    discussion: """
      moons is plain gradient descent on two half circles, with the published losses
      beside ours; week6 trains the four networks of its exercises on the .mat files
      in --data. Where there is no Fixtures here, it takes the files that were
      installed with matkit. A picture of each and a report stand beside its file:
      moons.mat, moons.svg, moons-report.html, and so on.
        matkit demo
        matkit demo week6 --data my-course -o my-results
      """)

  enum Lab: String, ExpressibleByArgument, CaseIterable {
    case moons, week6
  }

  @Argument(help: "The lab to run; both where none is named.")
  var lab: Lab?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to write to.", valueName: "FOLDER"))
  var output = "out/demo"

  @Option(
    help: ArgumentHelp(
      "The folder with pointsClass1Week6.mat and the other course files.", valueName: "FOLDER"))
  var data = "Fixtures"

  @OptionGroup var timing: TimingOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var octave: OctaveOption

  func filesRead() -> [String] { lab == .moons ? [] : courseData.files }

  /// The folder of the course's files: a checkout has it here, an installed tool beside itself.
  private var courseData: CourseData {
    let installed = URL(filePath: toolPath).deletingLastPathComponent()
      .appending(path: "../share/matkit/Fixtures").standardizedFileURL.path(percentEncoded: false)
    let isHere = FileManager.default.fileExists(atPath: data)
    let isDefault = data == "Fixtures" && FileManager.default.fileExists(atPath: installed)
    return CourseData(folder: isHere || !isDefault ? data : installed)
  }

  func filesWritten() -> [OutputFile] {
    let exercises = Week6Lab.exercises.map(\.name)
    let names = (lab == .week6 ? [] : ["moons"]) + (lab == .moons ? [] : exercises)
    return names.flatMap { name in
      [".mat", ".svg", "-report.html"].map { OutputFile(file(name + $0), "-o") }
    }
  }

  func run() throws {
    try octave.checkReplaceable(beside: file("lab.mat"))
    try createFolder()
    var checksPass = true
    if lab != .week6 { checksPass = try runMoons() && checksPass }
    if lab == nil { try StandardStream.output.print("") }
    if lab != .moons { checksPass = try runWeek6() && checksPass }
    try octave.write(beside: file("lab.mat"))
    guard checksPass else { throw ExitCode(ExitStatus.checkFailed.rawValue) }
  }

  private func runMoons() throws -> Bool {
    let moons = try MoonsLab()
    try StandardStream.output.print(lines: MoonsReport(moons).lines)
    try write(moons.result, name: "moons", title: "Moons: gradient descent")
    return moons.reproducesPublishedTrace
  }

  private func runWeek6() throws -> Bool {
    let folder = courseData
    var allTrained = true
    var readings: [SampleReading] = []
    for (index, exercise) in Week6Lab.exercises.enumerated() {
      if index > 0 { try StandardStream.output.print("") }
      try StandardStream.output.print(exercise.title)
      let data = try exercise.data(in: folder)
      readings += data.readings.filter { !readings.contains($0) }
      let trained = try trainShowingProgress(exercise.settings, on: data)
      try StandardStream.output.print(
        lines: TrainingReport(trained, settings: exercise.settings).lines)
      try write(trained.result, name: exercise.name, title: exercise.title)
      allTrained = allTrained && trained.warning == nil
    }
    try StandardStream.output.print(lines: ["", Self.agreement(readings)])
    return allTrained
  }

  /// Who has read the course files. Readers that do not agree end the demo before.
  private static func agreement(_ readings: [SampleReading]) -> String {
    guard readings.allSatisfy({ $0.by == .both }) else {
      return "Readers   \(readings.summary ?? "none")"
    }
    return "Readers   MatKit's own and libmatio agree on all \(readings.count) course files"
  }

  private func write(_ result: NetworkFile, name: String, title: String) throws {
    var result = result
    timing.apply(to: &result)
    try result.write(to: file("\(name).mat"))
    try Figure.network(result, title: title).write(to: file("\(name).svg"), as: .svg)
    try Report(file("\(name).mat"), title: title).write(to: file("\(name)-report.html"))
    try StandardStream.output.print(
      "Written   \(file("\(name).mat")), \(name).svg, \(name)-report.html")
  }

  private func file(_ name: String) -> String {
    URL(filePath: output).appending(path: name).relativePath
  }

  private func createFolder() throws {
    do {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    } catch {
      throw ToolError(
        .cannotCreate,
        "\(output): the folder cannot be created; \(systemReason(error) ?? "\(error)")")
    }
  }
}

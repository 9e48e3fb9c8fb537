import Foundation
import NetworkFiles
import MATFiles
import Matrices
import TemporaryFolders
import Testing

@Suite("Data for a lab") struct TrainingDataTests {
  @Test(
    "an item is a file, perhaps a variable, perhaps a label",
    arguments: [
      ("a.mat", "a.mat", nil, nil), ("a.mat:X", "a.mat", "X", nil), ("a.mat=2", "a.mat", nil, 2),
      ("a.mat:s.X=-1.5", "a.mat", "s.X", -1.5), ("dir=1/a.mat=0", "dir=1/a.mat", nil, 0),
      ("C:/a.mat:X", "C:/a.mat", "X", nil),
    ] as [(String, String, String?, Double?)])
  func parsing(text: String, file: String, variable: String?, label: Double?) throws {
    #expect(
      try DataArgument(parsing: text) == DataArgument(file: file, variable: variable, label: label))
  }

  @Test("a label that is no number is refused", arguments: ["a.mat=", "a.mat=x", "a.mat=nan"])
  func badLabels(text: String) {
    let error = #expect(throws: NetworkFileError.self) { try DataArgument(parsing: text) }
    #expect(error?.code == .invalidArgument)
  }

  @Test("a file whose very name has = and : in it can be given")
  func strangeNames() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "a:b=1.mat").path(percentEncoded: false)
    try MATFile.write(["X": 1.0], to: path)
    #expect(try DataArgument(parsing: path) == DataArgument(file: path))
  }

  @Test("labels are the items' places where none is given, and classes are in ascending order")
  func labels() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = ["a.mat", "b.mat", "c.mat"].map {
      folder.appending(path: $0).path(percentEncoded: false)
    }
    for (index, path) in paths.enumerated() {
      let points = Matrix(repeating: Double(index), rowCount: index + 1, columnCount: 2)
      try MATFile.write(["X": points], to: path)
    }
    let data = try TrainingData([
      DataArgument(file: paths[0], label: 9), DataArgument(file: paths[1]),
      DataArgument(file: paths[2], label: -3),
    ])
    #expect(data.labels == [9, 1, 1, -3, -3, -3])
    #expect(data.classes == [-3, 1, 9])
    #expect(try data.dataset().labels == [2, 1, 1, 0, 0, 0])
    #expect(data.points.column(0) == [0, 1, 1, 2, 2, 2])
  }

  @Test("samples, labels and weights say by which readers they were decoded")
  func readings() throws {
    let folder = try TemporaryFolders.untilExit()
    let path = { (name: String) in folder.appending(path: name).path }
    let X = Matrix<Double>(rowCount: 4, columnCount: 2) { Double($0 - $1) }
    let y = ["a", "b", "a", "b"]
    try MATFile.write(["X": X, "w": [1.0, 2, 1, 2]], to: path("a.mat"))
    try MATFile.write(["y": y], to: path("b.mat"), version: .v73)
    var data = try TrainingData([DataArgument(file: path("a.mat"), variable: "X")])
    #expect(data.readings.map(\.by) == [.both] && data.readings.summary == "swift and libmatio")
    data = try TrainingData(
      features: DataArgument(file: path("a.mat"), variable: "X"),
      labels: DataArgument(file: path("b.mat")))
    data = try data.weighted(by: DataArgument(file: path("a.mat"), variable: "w"))
    let (a, b) = (path("a.mat"), path("b.mat"))
    #expect(
      data.readings.summary
        == "swift and libmatio: \(a):X, \(a):w; "
        + "swift (version 7.3 is read through HDF5): \(b):y")
    let made = try TrainingData(points: X, names: y, source: "program")
    #expect(made.readings.isEmpty && made.readings.summary == nil)
    let trained = try TrainingSettings(hidden: [2], maxIterations: 1).train(on: data)
    #expect(trained.result.training.readers == data.readings.summary)
    try trained.result.write(to: path("n.mat"))
    #expect(
      try NetworkFile(MATFile(path("n.mat"))).training.readers == data.readings.summary)
  }

  @Test("a label that a network does not know is refused with those it knows")
  func unknownLabels() throws {
    let data = try TrainingData(points: [[1.0], [2]], labels: [0, 5], source: "here")
    let error = #expect(throws: NetworkFileError.self) { try data.classIndices(in: [0, 1]) }
    #expect(error?.description.contains("the label 5 is not one of the network's, 0, 1") == true)
  }
}

import Foundation
import MATFiles
import Matrices
import Testing

@Suite("The demo") struct DemoTests {
  @Test("both labs run, print what they promise and leave the five files")
  func demo() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "demo", "--data", Fixture.folder.path(percentEncoded: false), "-o", scratch.path("demo"))
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.components(separatedBy: "every digit").count - 1 >= 4)
    for loss in ["157.625124238", "58.0230836875", "47.8963790291", "14.3334810612"] {
      #expect(
        run.output.components(separatedBy: loss).count - 1 == 2, "published and ours: \(loss)")
    }
    #expect(!run.output.contains("not trained"))
    #expect(
      run.output.hasSuffix("Readers   MatKit's own and libmatio agree on all 5 course files\n"))
    let names = [
      "moons", "week6-exercise1", "week6-exercise1-relu", "week6-exercise2", "week6-exercise3",
    ]
    for name in names {
      let file = try MATFile(scratch.path("demo/\(name).mat"))
      let accuracy = try accuracy(of: file)
      #expect(accuracy >= (name == "moons" ? 0.95 : 0.98), "\(name): \(accuracy)")
      #expect(file.variable(named: "grid") != nil)
      let training = try file.value("training")
      if name == "moons" {
        #expect(throws: MATError.self) { try training.value(at: MATPath("training.readers")) }
      } else {
        let readers = try training.value(at: MATPath("training.readers"))
        #expect(try String(matValue: readers) == "swift and libmatio")
      }
      let picture = try String(contentsOf: scratch.file("demo/\(name).svg"), encoding: .utf8)
      #expect(picture.hasSuffix("</svg>\n"))
      let page = try String(contentsOf: scratch.file("demo/\(name)-report.html"), encoding: .utf8)
      #expect(page.hasSuffix("</html>\n"))
    }
  }

  @Test("one lab alone leaves its own files")
  func moonsAlone() throws {
    let scratch = try Scratch()
    let run = try Tool.run("demo", "moons", "-o", "here", in: scratch.folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path("here")).sorted() == [
        "moons-report.html", "moons.mat", "moons.svg",
      ])
  }

  @Test("a data folder without the course files is no input, exit 66")
  func noData() throws {
    let scratch = try Scratch()
    let run = try Tool.run("demo", "week6", "--data", "nowhere", "-o", "out", in: scratch.folder)
    #expect(run.status == 66)
    #expect(run.errors.contains("nowhere/pointsClass1Week6.mat"))
  }

  @Test("an output folder that cannot be made is exit 73")
  func noFolder() throws {
    let scratch = try Scratch()
    try Data().write(to: scratch.file("file"))
    let run = try Tool.run("demo", "moons", "-o", "file/below", in: scratch.folder)
    #expect(run.status == 73, "\(run.errors)")
  }

  /// The share of the file's own points that its weights put on the right side, computed here from
  /// `Theta1`, `Theta2`, … and the activations.
  private func accuracy(of file: MATFile) throws -> Double {
    let net = try file.value("net")
    let activations = try [String](matValue: net.value(at: MATPath("net.activations")))
    var z: Matrix<Double> = try file["X"]
    for (layer, name) in activations.enumerated() {
      let Theta: Matrix<Double> = try file["Theta\(layer + 1)"]
      let inputs = z
      z = Matrix(rowCount: z.rowCount, columnCount: Theta.rowCount) { row, unit in
        let a = (0..<inputs.columnCount).reduce(Theta[unit, 0]) {
          $0 + Theta[unit, $1 + 1] * inputs[row, $1]
        }
        switch name {
        case "sigmoid": return 1 / (1 + exp(-a))
        case "tanh": return tanh(a)
        case "relu": return max(0, a)
        default: return a  // softmax: the largest sum is the largest probability
        }
      }
    }
    let y: Matrix<Double> = try file["y"]
    let correct = (0..<y.rowCount).count { row in
      let outputs = z.row(row)
      let best =
        outputs.count == 1 ? (outputs[0] > 0.5 ? 1 : 0) : outputs.firstIndex(of: outputs.max() ?? 0)
      return best.map(Double.init) == y[row, 0]
    }
    return Double(correct) / Double(y.rowCount)
  }
}

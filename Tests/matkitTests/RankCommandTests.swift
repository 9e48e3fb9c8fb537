import Foundation
import MATFiles
import Matrices
import Testing

/// What the tool does where a launcher's environment says that there are several processes. No MPI is needed: those
/// that are really started are `make ranks`.
@Suite("Started by a launcher") struct RankCommandTests {
  private static func folder() throws -> Scratch {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: 40, columnCount: 2) { sin(Double(3 * $0 + 5 * $1)) }
    let y = Matrix<Double>(rowCount: 40, columnCount: 1) { row, _ in Double(row % 2) }
    try MATFile.write(["X": X, "y": y], to: scratch.path("d.mat"))
    return scratch
  }

  private static let train = [
    "train", "--features", "d.mat:X", "--labels", "d.mat:y", "--max-iterations", "3", "-o", "o.mat",
  ]

  private static func run(
    _ words: [String], rank: Int = 0, in scratch: Scratch
  ) throws -> Tool.Outcome {
    try Tool.run(
      words, in: scratch.folder,
      shellPrefix:
        "export OMPI_COMM_WORLD_SIZE=3 OMPI_COMM_WORLD_RANK=\(rank) MATKIT_MPI=./none.so; ")
  }

  @Test("a command that works in one process refuses to be three, in one sentence of the first")
  func refusal() throws {
    let scratch = try Self.folder()
    let words = ["predict", "net.mat", "d.mat:X", "-o", "p.mat"]
    let first = try Self.run(words, in: scratch)
    #expect(first.status == 64 && first.errors.contains("mpirun of Open MPI started 3"))
    let second = try Self.run(words, rank: 1, in: scratch)
    #expect(second.status == 64 && second.errors.isEmpty)
    #expect(try scratch.contents == ["d.mat"])
  }

  @Test("training without the launcher's library ends with the way out, and the first rank says so")
  func noLibrary() throws {
    let scratch = try Self.folder()
    let first = try Self.run(Self.train, in: scratch)
    #expect(first.status == 70 && first.errors.contains("MATKIT_MPI"), "\(first.errors)")
    #expect(first.errors.split(separator: "\n").count == 1)
    let other = try Self.run(Self.train, rank: 2, in: scratch)
    #expect(other.status == 70 && other.errors.isEmpty)
    let ranks = try Self.run(["ranks"], in: scratch)
    #expect(ranks.status == 70 && ranks.errors.contains("none.so"))
    #expect(try scratch.contents == ["d.mat"])
  }

  @Test("--alone trains by itself whatever launcher there is, with the bytes of no launcher")
  func alone() throws {
    let scratch = try Self.folder()
    let words = Self.train + ["--no-timing"]
    #expect(try Self.run(words + ["--alone"], in: scratch).status == 0)
    let alone = try Data(contentsOf: scratch.file("o.mat"))
    #expect(try Tool.run(words + ["--ranks", "1"], in: scratch.folder).status == 0)
    #expect(try Data(contentsOf: scratch.file("o.mat")) == alone)
  }

  @Test("--ranks ends where the processes are not as many, and goes not together with --alone")
  func assertion() throws {
    let scratch = try Self.folder()
    let few = try Tool.run(Self.train + ["--ranks", "2"], in: scratch.folder)
    #expect(few.status == 64 && few.errors.contains("--ranks is 2, and 1 process was started"))
    for words in [["--ranks", "2", "--alone"], ["--ranks", "0"]] {
      let run = try Tool.run(Self.train + words, in: scratch.folder)
      #expect(run.status == 64 && run.errors.contains("--ranks"), "\(run.errors)")
    }
    #expect(try scratch.contents == ["d.mat"])
  }

  @Test("the doctor says that there is no launcher, and which libraries there are")
  func doctor() throws {
    let run = try Tool.run(["ranks"])
    #expect(run.status == 0 && run.output.hasPrefix("Launcher   none"))
    #expect(run.output.contains("\nLibrary    "))
  }
}

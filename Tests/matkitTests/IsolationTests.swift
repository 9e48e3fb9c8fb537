import Foundation
import MATFiles
import Matrices
import Testing

@Suite("v7.3 files read in a process of their own")
struct IsolationTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "MATFilesTests/Resources/v73")
  static let files: [String] = {
    let files = [
      "arrays", "fields", "objects", "octave", "sparse", "storage", "structs",
      "../objects/handles_v73", "../objects/labels_v73", "../objects/octave_handles",
    ]
    // Under a sanitizer the values of this one take longer than a reader may.
    let hasSanitizer = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
    return hasSanitizer ? files : files + ["links"]
  }()

  private func path(_ name: String) -> String {
    Self.folder.appending(path: "\(name).mat").path(percentEncoded: false)
  }

  private var isolated: MATIsolation { .process(executable: Tool.executable.path) }

  /// The value, or the code and path of the error.
  private func outcome(_ file: MATFile, _ variable: MATFile.Variable) -> Result<MATValue, Sentence>
  {
    do throws(MATError) {
      return .success(try file.value(of: variable))
    } catch {
      return .failure(Sentence(text: error.description))
    }
  }

  private struct Sentence: Error, Equatable {
    let text: String
  }

  @Test("variables, values and errors are the same as in this process", arguments: files)
  func same(name: String) throws {
    let (plain, apart) = (
      try MATFile(path(name), isolation: .none), try MATFile(path(name), isolation: isolated)
    )
    #expect(plain.variables.map(\.name) == apart.variables.map(\.name))
    for (one, other) in zip(plain.variables, apart.variables) {
      #expect(one.className == other.className && one.size == other.size)
      #expect(one.isComplex == other.isComplex && one.isGlobal == other.isGlobal)
      #expect(one.isSparse == other.isSparse && one.isCompressed == other.isCompressed)
      #expect(one.byteCount == other.byteCount)
      #expect(outcome(plain, one) == outcome(apart, other), "\(one.name)")
    }
  }

  @Test("a large array comes in slices, and is the same")
  func large() throws {
    let scratch = try Scratch()
    let path = scratch.path("large.mat")
    let numbers = (0..<9_000_000).map(Double.init)
    let value = MATValue.numeric(MATNumericArray(size: [1000, 9000], real: .double(numbers)))
    for layout in [MATArrayLayout.contiguous, MATArrayLayout(deflate: 1)] {
      try MATFile.write(["x": value], to: path, version: .v73, layout: layout)
      #expect(try MATFile(path, isolation: isolated).value("x") == value)
      #expect(try MATFile(path, damage: .skip, isolation: isolated).losses.isEmpty)
    }
  }

  @Test("the sound variables of a damaged file are copied from apart as in this process")
  func salvage() throws {
    let scratch = try Scratch()
    let (damaged, here, apart) = (
      scratch.path("damaged.mat"), scratch.path("here.mat"), scratch.path("apart.mat")
    )
    let bytes = try Data(contentsOf: URL(filePath: path("objects")))
    // An end that is missing is damage outside of the variables, or of those that lie there.
    try bytes.dropLast(64).write(to: URL(filePath: damaged))
    try MATFile(damaged, damage: .skip, isolation: .none).salvage(to: here)
    try MATFile(damaged, damage: .skip, isolation: isolated).salvage(to: apart)
    #expect(
      try Data(contentsOf: URL(filePath: here)) == Data(contentsOf: URL(filePath: apart)))
    #expect(try !MATFile(here).variables.isEmpty)
  }

  @Test("a part is the same part")
  func part() throws {
    let apart = try MATFile(path("structs"), isolation: isolated)
    let plain = try MATFile(path("structs"), isolation: .none)
    for variable in plain.variables where variable.className == "struct" {
      guard let whole = try? plain.value(of: variable), case .structure(let array) = whole,
        let field = array.fields.keys.first, array.count == 1
      else { continue }
      let place = MATPath(variable: variable.name, steps: [.field(field)])
      #expect(try apart.value(at: place) == plain.value(at: place))
    }
  }

  @Test("eight threads read one file through its one process")
  func threads() async throws {
    let file = try MATFile(path("arrays"), isolation: isolated)
    let expected = try MATFile(path("arrays"), isolation: .none).contents()
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<8 {
        group.addTask {
          for round in 0..<5 {
            let index = (3 * thread + round) % expected.count
            let value = try? file.value(of: file.variables[index])
            #expect(value == expected[index].value)
          }
        }
      }
    }
  }

  @Test("what does not answer as matkit does is an error, and never a value")
  func otherPrograms() throws {
    let scratch = try Scratch()
    let programs = [
      "exit 0", "exit 7", "kill -SEGV $$", "head -c 300000 /dev/urandom >&0",
      "head -c 4096 /dev/zero >&0", "head -c 100000 /dev/zero | tr '\\0' '\\177' >&0",
    ]
    for (index, program) in programs.enumerated() {
      let file = scratch.file("program\(index)")
      try "#!/bin/sh\n\(program)\n".write(to: file, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
      let isolation = MATIsolation.process(executable: file.path(percentEncoded: false))
      let opened = Result { try MATFile(path("arrays"), isolation: isolation) }
      // Zeros are the answer of a file without variables.
      if case .success(let file) = opened { #expect(file.variables.isEmpty) }
    }
    let none = MATIsolation.process(executable: "/nonexistent/matkit")
    let error = #expect(throws: MATError.self) { try MATFile(path("arrays"), isolation: none) }
    #expect(error?.code == .unsupported)
    #expect(error?.description.contains("/nonexistent/matkit") == true)
  }

  @Test("a crash of the reader costs what was asked for, and not the file")
  func crash() throws {
    let scratch = try Scratch()
    let (script, mark) = (scratch.file("sometimes"), scratch.path("mark"))
    // The first reader answers the listing and dies at the first value; the next lives.
    let text = """
      #!/bin/sh
      if [ -e '\(mark)' ]; then exec '\(Tool.executable.path)' "$@"; fi
      : > '\(mark)'
      kill -ABRT $$
      """
    try text.write(to: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    let isolation = MATIsolation.process(executable: script.path(percentEncoded: false))
    let error = #expect(throws: MATError.self) {
      try MATFile(path("arrays"), isolation: isolation)
    }
    #expect(error?.code == .damaged)
    #expect(error?.description.contains("signal 6") == true, "\(String(describing: error))")
    let file = try MATFile(path("arrays"), isolation: isolation)
    #expect(try !file.contents().isEmpty)
  }

  @Test("a limit of seconds holds for HDF5 itself, and names itself")
  func seconds() throws {
    let limits = MATLimits(seconds: 1e-9)
    let file = Result { try MATFile(path("arrays"), limits: limits, isolation: isolated) }
    let error = #expect(throws: MATError.self) { try file.get().contents() }
    #expect(error?.code == .limitExceeded && error?.limit == .seconds)
  }

  /// The tree that leads to the variables may lie anywhere in a v7.3 file, so that a cut can cost them all;
  /// over some of what is left HDF5 crashes.
  @Test("a file cut anywhere gives variables as they were, or none, and never less for a later cut")
  func cuts() throws {
    let scratch = try Scratch()
    let variables = (1...5).map { index in
      MATVariable(name: "v\(index)", value: (0..<index).map(Double.init).matValue)
    }
    let (whole, cut) = (scratch.path("whole.mat"), scratch.path("cut.mat"))
    try MATFile.write(variables, to: whole, version: .v73)
    let bytes = try Data(contentsOf: URL(filePath: whole))
    var counts = [0]
    for end in stride(from: 512, through: bytes.count, by: bytes.count / 29) + [bytes.count] {
      try bytes.prefix(end).write(to: URL(filePath: cut))
      guard let file = try? MATFile(cut, damage: .skip, isolation: isolated) else { continue }
      let left = try file.contents()
      #expect(left.allSatisfy { variables.contains($0) }, "cut at \(end)")
      #expect(left.count == variables.count || !file.losses.isEmpty, "cut at \(end)")
      #expect(left.count >= counts.last ?? 0, "cut at \(end)")
      counts.append(left.count)
    }
    #expect(counts.last == variables.count)
  }
}

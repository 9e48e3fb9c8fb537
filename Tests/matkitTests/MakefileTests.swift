import Foundation
import TemporaryFolders
import Testing

/// The recipes of the Makefile, run as they are, with a recorder in the place of each program that they
/// call, in a folder whose name the shell would take apart.
@Suite(
  "The Makefile in a folder with a difficult name",
  .enabled(
    if: ["/usr/bin/make", "/usr/bin/pkg-config", "/bin/bash"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: $0)
    }, "the recipes need make, pkg-config and bash"))
struct MakefileTests {
  private static let repository = Fixture.folder.deletingLastPathComponent()

  /// Writes what it was called with, makes what the recipes expect of the program that it stands for, and
  /// puts a copy of itself wherever a build would leave a program.
  private static let recorder = #"""
    #!/bin/bash
    {
      printf 'program %s\n' "$(basename "$0")"
      printf 'argument %s\n' "$@"
      env | grep -E '^(MATKIT_[A-Z]+|[AL]SAN_OPTIONS)=' | sed 's/^/variable /'
    } >>"$MATKIT_RECORD"
    for program in .build/release/matkit .build/release/allocation-check .build/debug/matkit \
      .build-fuzz/release/matkit-fuzz .build/debug/matkit-fuzz .build/debug/points Fuzz/.build/release/matkit-mutate
    do
      [ -e "$program" ] || { mkdir -p "$(dirname "$program")"; cp "$0" "$program"; }
    done
    while [ $# != 0 ]; do
      case $1 in
        show-executables) echo points;;
        dump-symbol-graph)
          mkdir -p .build/linux/symbolgraph
          sed -n 's/.*library(name: "\([^"]*\)".*/\1/p' Package.swift | while read -r module; do
            touch ".build/linux/symbolgraph/$module.symbols.json"
          done;;
        venv) mkdir -p "$2/bin"; cp "$0" "$2/bin/python";;
        man) touch "$3/matkit.1";;
      esac
      shift
    done
    """#

  /// A checkout in `a b & (c)`, beside folders that have the beginning of that name.
  private struct Place {
    let scratch: Scratch
    var checkout: URL { scratch.folder.appending(path: "a b & (c)/matkit") }
    var record: String { scratch.path("record.txt") }

    init() throws {
      scratch = try Scratch()
      for name in ["programs", "a", "a b", "b", "(c)", "a b & (c)", "a b & (c)/matkit"] {
        try FileManager.default.createDirectory(
          at: scratch.file(name), withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: scratch.file(name).appending(path: "thesis.txt"))
      }
      for name in ["Sources/MATFiles", "Fixtures"] {
        try FileManager.default.createDirectory(
          at: checkout.appending(path: name), withIntermediateDirectories: true)
      }
      for name in [
        "Makefile", "Package.swift", "apt-packages.txt", ".ci", "LICENSE", "README.md",
        "CHANGELOG.md", "Sources/MATFiles/MatKitVersion.swift",
      ] {
        try FileManager.default.copyItem(
          at: MakefileTests.repository.appending(path: name), to: checkout.appending(path: name))
      }
      try Data().write(to: checkout.appending(path: "Fixtures/points.mat"))
      let pictures = checkout.appending(path: "Examples/pictures")
      for folder in [
        pictures,
        checkout.appending(path: "Sources/NetworkPictures/NetworkPictures.docc/Resources"),
        checkout.appending(path: "Sources/matkit/matkit.docc/Resources"),
        checkout.appending(path: "Tests/InteropTests"),
      ] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      for name in ["Examples/Package.swift", "Tests/InteropTests/requirements.txt"] {
        try Data().write(to: checkout.appending(path: name))
      }
      try FileManager.default.copyItem(
        at: MakefileTests.repository.appending(path: "Examples/pictures/draw"),
        to: pictures.appending(path: "draw"))
      for name in ["x-matkit.png", "x-octave.png", "lab-x.png"] {
        try Data().write(to: pictures.appending(path: name))
      }
      for name in [
        "swift", "docc", "python3", "octave-cli", "chromium", "strip", "dpkg-deb", "dpkg-shlibdeps",
      ] {
        let path = scratch.path("programs/\(name)")
        try Data(MakefileTests.recorder.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      }
    }

    /// Everything outside the checkout but the record.
    var surroundings: Set<String> {
      let paths = FileManager.default.enumerator(atPath: scratch.folder.path)
      return Set(
        (paths?.compactMap { $0 as? String } ?? []).filter {
          !$0.hasPrefix("a b & (c)/matkit/") && $0 != "record.txt"
        })
    }

    /// Runs make for a target: its exit code, and what it printed.
    func make(_ target: String) throws -> (status: Int32, text: String) {
      let (process, output) = (Process(), Pipe())
      process.executableURL = URL(filePath: "/usr/bin/make")
      process.arguments = ["INSTALL=no", "MAKEFLAGS=", "DESTDIR=out/the root", target]
      process.currentDirectoryURL = checkout
      var environment = ProcessInfo.processInfo.environment
      environment["PATH"] = "\(scratch.path("programs")):\(environment["PATH"] ?? "/usr/bin:/bin")"
      environment["MATKIT_RECORD"] = record
      environment["MATKIT_CORPORA"] = nil
      process.environment = environment
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = output
      try process.run()
      let text = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
  }

  @Test(
    "each target runs to its end and touches nothing outside it",
    arguments: [
      "demo", "test", "examples", "interop", "kills", "sanitize", "fuzz", "extras", "mutate",
      "format",
      "check-format", "docs", "site", "bench", "pictures", "problems-table", "clean", "help",
      "tool", "install", "uninstall", "tarball", "deb", "commands-page",
    ])
  func target(name: String) throws {
    let place = try Place()
    let before = place.surroundings
    let outcome = try place.make(name)
    #expect(outcome.status == 0, "\(outcome.text)")
    #expect(place.surroundings == before)
  }

  @Test("what is installed is removed again, and nothing else is left")
  func uninstalling() throws {
    let place = try Place()
    let outcome = try place.make("install")
    #expect(outcome.status == 0, "\(outcome.text)")
    let root = place.checkout.appending(path: "out/the root")
    let installed = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    for name in [
      "bin/matkit", "share/man/man1/matkit.1", "share/zsh/site-functions/_matkit",
      "share/matkit/Fixtures/points.mat", "share/doc/matkit/LICENSE",
    ] {
      #expect(installed.contains("usr/local/\(name)"), "\(installed)")
    }
    #expect(try place.make("uninstall").status == 0)
    let left = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(
        atPath: root.appending(path: $0).path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }
    #expect(left.isEmpty, "\(left)")
  }

  @Test(
    "a program that wants a whole path gets it in one piece",
    arguments: [
      ("interop", "variable MATKIT_INTEROP=", "/.interop/venv"),
      ("sanitize", "variable ASAN_OPTIONS=suppressions='", "/Tests/address.supp'"),
      ("fuzz", "variable MATKIT_EXECUTABLE=", "/.build/release/matkit"),
      ("bench", "argument ", "/.interop/venv/bin/python"),
      ("bench", "argument ", "/.build/release/matkit"),
    ])
  func wholePath(target: String, before: String, after: String) throws {
    let place = try Place()
    #expect(try place.make(target).status == 0)
    let record = try String(contentsOfFile: place.record, encoding: .utf8).split(separator: "\n")
    let checkout = place.checkout.resolvingSymlinksInPath().path(percentEncoded: false)
    #expect(record.contains { $0 == before + checkout + after })
  }
}

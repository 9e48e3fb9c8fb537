import Foundation
import Testing

@testable import MATFiles

@Suite("Output files appear whole or not at all")
struct AtomicFileTests {
  private static let isRoot = getuid() == 0

  @Test("a new file has the bytes, and the permissions of any new file")
  func new() throws {
    try withFolderOnDisk { folder in
      let path = folder + "/new.txt"
      try AtomicFile.write(Array("one".utf8), to: path)
      #expect(try contents(path) == "one")
      let plain = folder + "/plain.txt"
      try Data().write(to: URL(filePath: plain))
      #expect(try permissions(path) == permissions(plain))
      #expect(try names(folder) == ["new.txt", "plain.txt"])
    }
  }

  @Test("a replaced file keeps its permissions", arguments: [0o600, 0o640, 0o755, 0o666])
  func replaced(mode: Int) throws {
    try withFolderOnDisk { folder in
      let path = folder + "/old.txt"
      try Data("old".utf8).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      try AtomicFile.write(Array("new".utf8), to: path)
      #expect(try contents(path) == "new")
      #expect(try permissions(path) == mode)
      #expect(try names(folder) == ["old.txt"])
    }
  }

  @Test("a relative path without a folder is in the current folder")
  func relative() throws {
    // Exit tests alone may change the current folder; a name without a slash must at least not trap.
    let name = "matkit-\(UUID().uuidString).txt"
    try AtomicFile.write([], to: name)
    try FileManager.default.removeItem(atPath: name)
  }

  @Test("symbolic links are followed and stay, to a file that is there and one that is not")
  func links() throws {
    try withFolderOnDisk { folder in
      let manager = FileManager.default
      try manager.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: false)
      try Data("old".utf8).write(to: URL(filePath: folder + "/sub/file"))
      try manager.createSymbolicLink(atPath: folder + "/a", withDestinationPath: "sub/file")
      try manager.createSymbolicLink(atPath: folder + "/b", withDestinationPath: folder + "/a")
      try manager.createSymbolicLink(atPath: folder + "/c", withDestinationPath: "sub/none")
      try AtomicFile.write(Array("new".utf8), to: folder + "/b")
      try AtomicFile.write(Array("made".utf8), to: folder + "/c")
      #expect(try contents(folder + "/sub/file") == "new")
      #expect(try contents(folder + "/sub/none") == "made")
      #expect(try manager.destinationOfSymbolicLink(atPath: folder + "/b") == folder + "/a")
      #expect(try manager.destinationOfSymbolicLink(atPath: folder + "/c") == "sub/none")
      #expect(try names(folder + "/sub") == ["file", "none"])
    }
  }

  @Test("a body that throws leaves the old file, and nothing beside it")
  func thrown() throws {
    try withFolderOnDisk { folder in
      let path = folder + "/file"
      try AtomicFile.write(Array("old".utf8), to: path)
      func give() throws {
        let file = try AtomicFile(path: path)
        try file.write(Array("half".utf8))
        throw MATError(.cannotRepresent)
      }
      #expect(throws: MATError.self) { try give() }
      #expect(try contents(path) == "old")
      #expect(try names(folder) == ["file"])
    }
  }

  @Test("a device is written to as it is, and its errors are errors")
  func devices() throws {
    try AtomicFile.write(Array("gone".utf8), to: "/dev/null")
    let error = #expect(throws: MATError.self) {
      try AtomicFile.write(Array("lost".utf8), to: "/dev/full")
    }
    #expect(error?.code == .writeFailed)
    #expect(error?.file == "/dev/full")
    #expect(error?.found == "No space left on device")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("where no file can be, the error says why")
  func impossible() throws {
    try withFolderOnDisk { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/loop", withDestinationPath: folder + "/loop")
      try AtomicFile.write([], to: folder + "/file")
      for (path, reason) in [
        (folder, "Is a directory"), (folder + "/none/file", "No such file or directory"),
        (folder + "/loop", "Too many levels of symbolic links"), ("", "No such file or directory"),
        (folder + "/file/inside", "Not a directory"),
        (folder + "/" + String(repeating: "n", count: 300), "File name too long"),
      ] {
        let error = #expect(throws: MATError.self) { try AtomicFile.write([1], to: path) }
        #expect(error?.code == .cannotCreate, "\(path)")
        #expect(error?.file == path)
        #expect(error?.found == reason, "\(path)")
      }
      #expect(try names(folder) == ["file", "loop"])
    }
  }

  @Test("a folder and a file without permission are refused", .enabled(if: !isRoot))
  func forbidden() throws {
    try withFolderOnDisk { folder in
      let path = folder + "/file"
      try AtomicFile.write(Array("old".utf8), to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      let readOnly = #expect(throws: MATError.self) { try AtomicFile.write([1], to: path) }
      #expect(readOnly?.code == .cannotCreate)
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      defer {
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      }
      let unwritable = #expect(throws: MATError.self) {
        try AtomicFile.write([1], to: folder + "/new")
      }
      #expect(unwritable?.found == "Permission denied")
      #expect(try contents(path) == "old")
    }
  }

  @Test(
    "a disk that fills up gives an error and leaves the old file", arguments: MATVersion.allCases)
  func fullDisk(version: MATVersion) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/matkit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/file.mat"
    try MATFile.write(["old": 1.0], to: path, version: version)
    // A limit on the size of files stands for the disk; it is the process's own, so it gets its own.
    await #expect(processExitsWith: .success) {
      [path = path as String, name = version.rawValue as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 20_000, rlim_max: 20_000)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let version = try #require(MATVersion(rawValue: name))
      let noise = (0..<20_000).map { Double($0).squareRoot() }
      let error = #expect(throws: MATError.self) {
        try MATFile.write(["new": noise], to: path, version: version)
      }
      #expect(error?.code == .writeFailed)
      #expect(error?.file == path)
      exit(error?.code == .writeFailed ? 0 : 1)
    }
    #expect(try MATFile(path).value("old") == (1.0).matValue)
    #expect(try names(folder) == ["file.mat"])
  }

  @Test(
    "a process killed while it writes leaves the old file or the new",
    arguments: MATVersion.allCases)
  func killed(version: MATVersion) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/matkit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/file.mat"
    let (old, new) = (Self.content(1), Self.content(2))
    for milliseconds in [1, 3, 7, 15, 30] {
      try MATFile.write(["A": old], to: path, version: version)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, name = version.rawValue as String, delay = milliseconds as Int] in
        let version = try #require(MATVersion(rawValue: name))
        // Known before the clock runs, so that it is the writing that is cut short.
        let contents = [Self.content(2), Self.content(1)]
        Thread.detachNewThread {
          usleep(UInt32(1000 * delay))
          kill(getpid(), SIGKILL)
        }
        while true {
          for content in contents { try MATFile.write(["A": content], to: path, version: version) }
        }
      }
      let found = try MATFile(path).value("A")
      #expect(found == old || found == new)
    }
  }

  @Test(
    "a link that a stranger laid in a folder for all is not followed; one's own is",
    .enabled(if: geteuid() == 0, "only root can give links to others"))
  func plantedLinks() throws {
    try withTemporaryFolder { folder in
      let (shared, victim, link) = ("\(folder)/shared", "\(folder)/victim", "\(folder)/shared/out")
      mkdir(shared, 0o700)
      try AtomicFile.write([1], to: victim)
      #expect(symlink(victim, link) == 0)
      for (mode, owner, isFollowed) in [
        (0o1777, 12345, false), (0o1777, 0, true), (0o777, 12345, true), (0o1755, 12345, true),
      ] as [(mode_t, uid_t, Bool)] {
        chmod(shared, mode)
        lchown(link, owner, 0)
        if isFollowed {
          try AtomicFile.write([2], to: link)
          #expect(try Data(contentsOf: URL(filePath: victim)) == Data([2]))
          try AtomicFile.write([1], to: victim)
        } else {
          let error = #expect(throws: MATError.self) { try AtomicFile.write([2], to: link) }
          #expect(error?.code == .cannotCreate)
          #expect(error?.found?.contains("link of another user's") == true)
          #expect(try Data(contentsOf: URL(filePath: victim)) == Data([1]))
        }
      }
    }
  }

  private static func content(_ seed: Int) -> MATValue {
    (0..<30_000).map { Double(seed + $0).squareRoot() }.matValue
  }
}

private func contents(_ path: String) throws -> String {
  try String(contentsOfFile: path, encoding: .utf8)
}

private func permissions(_ path: String) throws -> Int? {
  try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
}

/// The names in a folder, those of hidden files too.
private func names(_ folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

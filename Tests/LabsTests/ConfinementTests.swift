import Foundation
import Testing

@testable import Labs

/// What a confined command can and cannot do, by every interface of Landlock that this kernel has.
@Suite("Confinement") struct ConfinementTests {
  /// A folder to work in and one with what is the user's.
  private final class Place {
    let folder: LabFolder
    let work: String
    let secret: String

    init() throws {
      folder = try LabFolder(
        "x", files: ["work/o": "", "mine/secret.txt": "secret", "in.txt": "1"])
      let root = try #require(resolvedPath(folder.path))
      (work, secret) = ("\(root)/work", "\(root)/mine/secret.txt")
    }

    /// Runs a command of the shell; its exit code and what it printed.
    func run(
      _ command: String, _ confinement: Confinement? = nil
    ) throws -> (status: Int32, printed: String) {
      let process = StageProcess(
        program: "/bin/sh", arguments: ["-c", command], folder: work, log: "\(work)/log",
        environment: ProcessInfo.processInfo.environment.map { "\($0)=\($1)" },
        endingSignal: SIGTERM, confinement: confinement)
      let status = try process.run(Interruption()).status
      return (status, try folder.read("work/log") ?? "")
    }

    func confinement(_ protection: Confinement.Protection, _ version: Int32) -> Confinement {
      Confinement(
        writable: work,
        readable: ProgramFolders.readable(tool: "/bin/true") + [folder.path + "/in.txt"],
        protection: protection, newestLandlock: version)
    }
  }

  /// The protections that this kernel has, each by the versions of Landlock that it has.
  private static let ways: [(Confinement.Protection, Int32)] = (1...Int32(8)).flatMap { version in
    let most = Confinement.Protection(newestLandlock: version)
    switch most {
    case .none: return [(Confinement.Protection, Int32)]()
    case .files: return [(.files, version)]
    case .whole: return [(.files, version), (.whole, version)]
    }
  }

  @Test("what is claimed of this kernel is what it does")
  func statement() throws {
    let place = try Place()
    let confinement =
      Confinement.protection == .none ? nil : place.confinement(Confinement.protection, .max)
    _ = try place.run("echo x > '\(place.secret)'", confinement)
    let isUntouched = try place.folder.read("mine/secret.txt") == "secret"
    #expect(isUntouched == Confinement.statement().contains("only their folder can be written"))
    #expect(isUntouched != Confinement.statement().contains("run with your rights"))
  }

  @Test("a confined command works in its folder: writes, renames, links, pipes, and runs programs")
  func works() throws {
    for (protection, version) in Self.ways {
      let place = try Place()
      let (status, printed) = try place.run(
        """
        set -e
        mkdir sub; echo 1 > sub/a; mv sub/a sub/b; cat < sub/b > o; ln -s o link; cat link
        echo x | tr x y >> o; chmod 600 o; touch o; : > o; cat ../in.txt > o; echo > /dev/null
        echo t > "$TMPDIR/t"; head -c 3 /dev/urandom | wc -c; ls > /dev/stderr
        """, place.confinement(protection, version))
      #expect(status == 0, "\(protection) \(version): \(printed)")
      #expect(try place.folder.read("work/o") == "1")
    }
  }

  @Test("a confined command neither reads nor changes what is not its own")
  func isKept() throws {
    let file = "'$SECRET'"
    let commands = [
      "cat \(file)", "echo x > \(file)", "echo x >> \(file)", "rm \(file)", "mv o \(file)",
      "mv \(file) o", "ln \(file) hard && cat hard", "ln -s \(file) link; cat link",
      "touch \(file).new", "mkdir \(file).folder", "truncate -s 0 \(file)", "ls $(dirname \(file))",
      "cp o \(file)", ": <> \(file)", "mkfifo \(file).pipe", "cat ~/.ssh/id_rsa", "ls ~",
      "echo x > /tmp/matkit-$$", "cat /dev/tty", "mknod d b 8 0",
      "cat /proc/$PPID/environ", "exec 9< \(file)", "dd if=/dev/null of=\(file)",
    ]
    for (protection, version) in Self.ways {
      for command in commands {
        let place = try Place()
        let before = try FileManager.default.contentsOfDirectory(
          atPath: place.folder.path + "/mine")
        let (status, printed) = try place.run(
          command.replacing("$SECRET", with: place.secret), place.confinement(protection, version))
        #expect(status != 0, "\(protection) \(version) \(command): \(printed)")
        #expect(try place.folder.read("mine/secret.txt") == "secret", "\(command)")
        #expect(!printed.contains("secret\n"), "\(command)")
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: place.folder.path + "/mine") == before
        )
      }
    }
  }

  @Test("memory that is shared is a command's own, or there is none")
  func sharedMemory() throws {
    for (protection, version) in Self.ways {
      let place = try Place()
      let name = "/dev/shm/matkit-tests-\(UUID().uuidString)"
      let (status, printed) = try place.run(
        "echo x > \(name) && cat \(name)", place.confinement(protection, version))
      #expect((status == 0) == (protection == .whole), "\(printed)")
      #expect(!FileManager.default.fileExists(atPath: name))
    }
  }

  @Test("where all is protected, permissions and dates of other files are, too")
  func permissions() throws {
    for (protection, version) in Self.ways where protection == .whole {
      let place = try Place()
      for command in ["chmod 777", "touch -d 2001-01-01", "chown 0:0"] {
        let (status, _) = try place.run(
          "\(command) '\(place.secret)'", place.confinement(protection, version))
        #expect(status != 0, "\(command)")
      }
    }
  }

  @Test("a confined command has no network, and no socket of a service")
  func network() throws {
    // It listens, and nobody need answer: who can connect does.
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 5) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    try #require(isListening)
    let port = UInt16(bigEndian: address.sin_port)
    let command = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/\(port)'"
    #expect(try Place().run(command).status == 0, "without confinement it connects")
    for (protection, version) in Self.ways {
      let place = try Place()
      let (status, printed) = try place.run(command, place.confinement(protection, version))
      #expect(status != 0 && printed.contains("Operation not permitted"), "\(printed)")
    }
  }

  @Test("what a confined command leaves running is ended with it")
  func leftRunning() throws {
    guard Confinement.protection != .none else { return }
    let place = try Place()
    let began = ContinuousClock.now
    let (status, _) = try place.run(
      "(sleep 2; echo late > late) & echo > o", place.confinement(Confinement.protection, .max))
    #expect(status == 0)
    while ContinuousClock.now - began < .seconds(3) { usleep(100_000) }
    #expect(try place.folder.read("work/late") == nil)
  }

  /// Starts what leaves its group, its session and its parent behind; the name that it has.
  private static func escape(_ name: String) -> String {
    """
    cp /bin/sleep \(name)
    (setsid setsid ./\(name) 60 > /dev/null 2>&1 &)
    (trap '' HUP INT TERM; setsid sh -c './\(name) 61; :' > /dev/null 2>&1 &)
    sleep 0.3; echo > o
    """
  }

  /// How many processes have a name.
  private static func count(_ name: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").count { process in
      (try? readText("/proc/\(process)/comm")) == "\(name)\n"
    }
  }

  @Test("what left its session is ended with its stage, confined or not, where something is proved")
  func leftSession() throws {
    for confines in [true, false] {
      for (protection, version) in confines ? Self.ways : [(.none, 0)] {
        let place = try Place()
        let name = "h\(UUID().uuidString.prefix(8))"
        let process = StageProcess(
          program: "/bin/sh", arguments: ["-c", Self.escape(name)], folder: place.work,
          log: "\(place.work)/log", environment: ["PATH=/usr/bin:/bin"], endingSignal: SIGTERM,
          confinement: confines ? place.confinement(protection, version) : nil, endsAll: true)
        let end = try process.run(Interruption())
        #expect(end.status == 0 && end.left.isEmpty)
        #expect(try Self.count(name) == 0, "\(protection) \(version)")
        if protection != .whole { #expect(end.ended.count { $0 == name } == 2, "\(end)") }
      }
    }
  }

  @Test(
    "what a stage leaves running goes on after a run, and is ended and named where that is stopped")
  func goesOn() throws {
    for isStopped in [false, true] {
      let place = try Place()
      let name = "h\(UUID().uuidString.prefix(8))"
      let process = StageProcess(
        program: "/bin/sh",
        arguments: ["-c", Self.escape(name) + (isStopped ? "; sleep 60" : "")], folder: place.work,
        log: "\(place.work)/log", environment: ["PATH=/usr/bin:/bin"], endingSignal: SIGTERM)
      let interruption = Interruption()
      if isStopped {
        Thread {
          while (try? Self.count(name)) ?? 0 < 2 { usleep(20_000) }
          interruption.request()
        }.start()
      }
      let end = try process.run(interruption)
      #expect(end.status == (isStopped ? 128 + SIGTERM : 0))
      #expect(end.ended.count { $0 == name } == (isStopped ? 2 : 0))
      #expect(try Self.count(name) == (isStopped ? 0 : 2))
      if !isStopped {
        // No test leaves anything: those of this name are the test's own.
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
          guard let number = pid_t(process),
            (try? readText("/proc/\(process)/comm")) == "\(name)\n"
          else { continue }
          kill(number, SIGKILL)
        }
      }
    }
  }

  @Test("a process that is not the stage's own is not ended with it")
  func othersGoOn() throws {
    let place = try Place()
    let other = Process()
    other.executableURL = URL(filePath: "/bin/sleep")
    other.arguments = ["60"]
    try other.run()
    defer { other.terminate() }
    let process = StageProcess(
      program: "/bin/sh", arguments: ["-c", "sleep 60 & echo > o"], folder: place.work,
      log: "\(place.work)/log", environment: ["PATH=/usr/bin:/bin"], endingSignal: SIGTERM,
      endsAll: true)
    #expect(try process.run(Interruption()).ended == ["sleep"])
    #expect(other.isRunning)
  }

  @Test("where all is protected, a command sees and reaches no processes but its own")
  func ownProcesses() throws {
    for (protection, version) in Self.ways where protection == .whole {
      let place = try Place()
      let other = Process()
      other.executableURL = URL(filePath: "/bin/sleep")
      other.arguments = ["60"]
      try other.run()
      defer { other.terminate() }
      let (status, printed) = try place.run(
        "kill -9 \(other.processIdentifier) 2> /dev/null; echo $PPID",
        place.confinement(protection, version))
      // Its parent is the first process there.
      #expect(status == 0 && printed == "1\n", "\(printed)")
      #expect(other.isRunning)
    }
  }

  @Test("a kernel without Landlock is said to protect nothing")
  func without() {
    #expect(Confinement.Protection(newestLandlock: 0) == .none)
  }

  @Test("a program that cannot be confined is not run")
  func refused() throws {
    guard Confinement.protection != .none else { return }
    let place = try Place()
    let confinement = Confinement(
      writable: "\(place.work)/none", readable: [], protection: .whole)
    let process = StageProcess(
      program: "/bin/sh", arguments: ["-c", "echo > ran"], folder: "\(place.work)/nowhere",
      log: "\(place.work)/log", environment: [], endingSignal: SIGTERM, confinement: confinement)
    #expect(throws: LabError.self) { try process.run(Interruption()) }
    #expect(try place.folder.read("work/ran") == nil)
  }
}

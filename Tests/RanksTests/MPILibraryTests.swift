import Synchronization
import Testing

@testable import Ranks

/// What the stubs were called with.
private let calls = Mutex<[Call]>([])
private let results = Mutex<[String: Int32]>([:])

private struct Call: Equatable {
  var name: String
  var count: Int32 = 0
  var handles: [UInt] = []
}

private func note(_ call: Call) -> Int32 {
  calls.withLock { $0.append(call) }
  return results.withLock { $0[call.name] ?? 0 }
}

/// An MPI that does nothing, as rank 1 of 3.
private enum Stub {
  typealias Pointer = UnsafeMutableRawPointer
  static let initialize: @convention(c) (Pointer?, Pointer?) -> Int32 = { _, _ in
    note(Call(name: "MPI_Init"))
  }
  static let finalize: @convention(c) () -> Int32 = { note(Call(name: "MPI_Finalize")) }
  static let commRank: @convention(c) (UInt, UnsafeMutablePointer<Int32>) -> Int32 = {
    unsafe $1.pointee = 1
    return note(Call(name: "MPI_Comm_rank", handles: [$0]))
  }
  static let commSize: @convention(c) (UInt, UnsafeMutablePointer<Int32>) -> Int32 = {
    unsafe $1.pointee = 3
    return note(Call(name: "MPI_Comm_size", handles: [$0]))
  }
  static let send: @convention(c) (UnsafeRawPointer?, Int32, UInt, Int32, Int32, UInt) -> Int32 = {
    note(Call(name: "MPI_Send", count: $1, handles: [$2, $5]))
  }
  static let receive:
    @convention(c) (Pointer?, Int32, UInt, Int32, Int32, UInt, Pointer?) -> Int32 = {
      note(Call(name: "MPI_Recv", count: $1, handles: [$2, $5, UInt(bitPattern: $6)]))
    }
  static let probe:
    @convention(c) (Int32, Int32, UInt, UnsafeMutablePointer<Int32>, Pointer?) -> Int32 = {
      unsafe $3.pointee = 1
      return note(Call(name: "MPI_Iprobe", handles: [$2, UInt(bitPattern: $4)]))
    }
  static let abort: @convention(c) (UInt, Int32) -> Int32 = { _, _ in 0 }
  static let text:
    @convention(c) (Int32, UnsafeMutablePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32 = {
      for (place, unit) in "out of luck".utf8.enumerated() {
        unsafe $1[place] = CChar(bitPattern: unit)
      }
      unsafe $2.pointee = $0
      return 0
    }
  static let version:
    @convention(c) (UnsafeMutablePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32 = {
      for (place, unit) in "Stub\tMPI v1, of tests\nmore".utf8.enumerated() {
        unsafe $0[place] = CChar(bitPattern: unit)
      }
      unsafe $1.pointee = 4
      return 0
    }
  static let setErrorHandler: @convention(c) (UInt, UInt) -> Int32 = {
    note(Call(name: "MPI_Comm_set_errhandler", handles: [$0, $1]))
  }

  /// The library with these functions, and further symbols.
  static func library(
    _ name: String, _ symbols: [String: UInt] = [:], without missing: String = ""
  ) throws -> MPILibrary {
    unsafe try MPILibrary(name) { symbol in
      if symbol == missing { return nil }
      if let address = symbols[symbol] { return unsafe Pointer(bitPattern: address) }
      func pointer<Function>(_ function: Function) -> Pointer {
        unsafe unsafeBitCast(function, to: Pointer.self)
      }
      switch symbol {
      case "MPI_Init": return unsafe pointer(initialize)
      case "MPI_Finalize": return unsafe pointer(finalize)
      case "MPI_Comm_rank": return unsafe pointer(commRank)
      case "MPI_Comm_size": return unsafe pointer(commSize)
      case "MPI_Send": return unsafe pointer(send)
      case "MPI_Recv": return unsafe pointer(receive)
      case "MPI_Iprobe": return unsafe pointer(probe)
      case "MPI_Abort": return unsafe pointer(abort)
      case "MPI_Error_string": return unsafe pointer(text)
      case "MPI_Get_library_version": return unsafe pointer(version)
      case "MPI_Comm_set_errhandler": return unsafe pointer(setErrorHandler)
      default: return nil
      }
    }
  }
}

/// The table of handles against an MPI that notes what it is called with.
@Suite("MPI opened at run time", .serialized) struct MPILibraryTests {
  init() throws {
    calls.withLock { $0 = [] }
    results.withLock { $0 = [:] }
    launcher = try #require(Launcher(environment: ["OMPI_COMM_WORLD_SIZE": "3"]))
  }

  private let launcher: Launcher

  @Test("each kind of library has its own handles")
  func handles() throws {
    let open = try Stub.library(
      "libmpi.so.40", ["ompi_mpi_comm_world": 0x1000, "ompi_mpi_double": 0x2000])
    #expect(open.convention == .openMPI && open.world == 0x1000 && open.double == 0x2000)
    #expect(unsafe open.noStatus == nil)
    let mpich = try Stub.library("libmpich.so.12")
    #expect(mpich.convention == .mpich && mpich.world == 0x4400_0000)
    #expect(unsafe mpich.double == 0x4c00_080b && UInt(bitPattern: mpich.noStatus) == 1)
    let standard = try Stub.library("libmpi_abi.so.1", ["MPI_Abi_get_version": 0x3000])
    #expect(standard.convention == .standard && standard.world == 0x101)
    #expect(unsafe standard.double == 0x214 && standard.noStatus == nil)
    #expect(mpich.versionText == "Stub MPI v1")
  }

  @Test("a library without one of the functions is refused by name")
  func missing() {
    let error = #expect(throws: RankError.self) {
      try Stub.library("libmpich.so.12", without: "MPI_Iprobe")
    }
    #expect(error?.code == .noLibrary && error?.problem.contains("MPI_Iprobe") == true)
  }

  @Test("a long message goes in pieces that MPI can count")
  func pieces() throws {
    let ranks = try MPIRanks(launcher, Stub.library("libmpich.so.12"), mostWords: 3)
    #expect(ranks.rank == 1 && ranks.count == 3)
    calls.withLock { $0 = [] }
    try ranks.send([1, 2, 3, 4, 5, 6, 7], to: 0)
    _ = try ranks.receive(4, from: 2)
    let sizes = calls.withLock { $0 }.filter { $0.name != "MPI_Iprobe" }
    let (double, world): (UInt, UInt) = (0x4c00_080b, 0x4400_0000)
    #expect(
      sizes == [3, 3, 1].map { Call(name: "MPI_Send", count: $0, handles: [double, world]) }
        + [3, 1].map { Call(name: "MPI_Recv", count: $0, handles: [double, world, 1]) })
  }

  @Test("every call's status is looked at", arguments: ["MPI_Send", "MPI_Recv", "MPI_Iprobe"])
  func failures(name: String) throws {
    let ranks = try MPIRanks(launcher, Stub.library("libmpich.so.12"))
    results.withLock { $0 = [name: 15] }
    let error = #expect(throws: RankError.self) {
      try ranks.send([1], to: 0)
      _ = try ranks.receive(1, from: 0)
    }
    #expect(error?.code == .callFailed && error?.problem.contains(name) == true)
    #expect(error?.problem.contains("out of luck") == true)
  }

  @Test(
    "a failure at the start is told",
    arguments: ["MPI_Init", "MPI_Comm_rank", "MPI_Comm_size", "MPI_Comm_set_errhandler"])
  func startFailures(name: String) {
    results.withLock { $0 = [name: 1] }
    let error = #expect(throws: RankError.self) {
      try MPIRanks(launcher, Stub.library("libmpich.so.12"))
    }
    #expect(error?.code == .callFailed && error?.problem.contains(name) == true)
  }

  @Test(
    "a launcher that started another number than the library knows of is an error with a way out")
  func wrongLauncher() throws {
    for environment in [
      ["OMPI_COMM_WORLD_SIZE": "4"], ["PMI_SIZE": "1"],
      ["SLURM_STEP_NUM_TASKS": "2", "SLURM_PROCID": "0"],
    ] {
      let launcher = try #require(Launcher(environment: environment))
      let error = #expect(throws: RankError.self) {
        try MPIRanks(launcher, Stub.library("libmpich.so.12"))
      }
      #expect(error?.code == .wrongLauncher && error?.advice != nil)
    }
    let unknown = try #require(Launcher(environment: ["PMIX_RANK": "0"]))
    #expect(throws: Never.self) { try MPIRanks(unknown, Stub.library("libmpich.so.12")) }
  }
}

internal import Foundation
import Matrices

// What differs between the MPI libraries is a few numbers; functions have the same names and, where a handle is passed
// as one word of 64 bits, the same arguments. Open MPI's handles are the addresses of its own symbols. MPICH, and with it
// Intel MPI, MVAPICH and Cray's, fixed the numbers of its handles for all versions from 3.1 on (MPICH ABI
// Compatibility Initiative, 2013). MPI 5 has fixed ones for all who offer `libmpi_abi` (MPI: A Message-Passing Interface Standard, version
// 5.0, 2025, chapter 20).

/// An MPI library that was opened at run time: its handles and the functions that ranks need.
///
/// Nothing is linked: who has no MPI needs none, and one program runs under all of them.
@safe struct MPILibrary: @unchecked Sendable {
  /// Whose numbers the handles have.
  enum Convention: String {
    case openMPI = "Open MPI"
    case mpich = "MPICH"
    case standard = "MPI 5"
  }

  typealias Handle = UInt
  typealias Pointer = UnsafeMutableRawPointer

  let name: String
  let convention: Convention
  let world: Handle
  let double: Handle
  /// MPI_STATUS_IGNORE.
  let noStatus: Pointer?

  let initialize: @convention(c) (Pointer?, Pointer?) -> Int32
  let finalize: @convention(c) () -> Int32
  let commRank: @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
  let commSize: @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
  let send: @convention(c) (UnsafeRawPointer?, Int32, Handle, Int32, Int32, Handle) -> Int32
  let receive: @convention(c) (Pointer?, Int32, Handle, Int32, Int32, Handle, Pointer?) -> Int32
  let probe: @convention(c) (Int32, Int32, Handle, UnsafeMutablePointer<Int32>, Pointer?) -> Int32
  let abort: @convention(c) (Handle, Int32) -> Int32
  let errorString:
    @convention(c) (Int32, UnsafeMutablePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32
  let version: @convention(c) (UnsafeMutablePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32
  let setErrorHandler: @convention(c) (Handle, Handle) -> Int32
  /// MPI_ERRORS_RETURN; nil where its number is not known, and a failed call ends the job.
  let errorsReturn: Handle?

  /// The first of these libraries that can be opened.
  ///
  /// `RTLD_GLOBAL` because Open MPI opens parts of itself that look for its symbols.
  static func open(_ names: [String]) throws(RankError) -> MPILibrary {
    for name in names {
      guard let library = unsafe dlopen(name, RTLD_NOW | RTLD_GLOBAL) else { continue }
      nonisolated(unsafe) let opened = unsafe library
      return try unsafe MPILibrary(name) { unsafe dlsym(opened, $0) }
    }
    throw RankError(
      .noLibrary,
      "this was started by an MPI launcher, and none of \(names.joined(separator: ", ")) can be opened",
      advice: "name the library of that launcher, MATKIT_MPI=/path/to/libmpi.so, or give --alone")
  }

  /// The library whose symbols a function finds.
  ///
  /// Throws `noLibrary` where a function is missing.
  init(_ name: String, symbol: (String) -> Pointer?) throws(RankError) {
    func function<Function>(_ function: String) throws(RankError) -> Function {
      guard let found = unsafe symbol(function) else {
        throw RankError(
          .noLibrary, "\(name) has no function \(function)",
          advice: "name the library of the launcher's MPI, MATKIT_MPI=/path/to/libmpi.so")
      }
      return unsafe unsafeBitCast(found, to: Function.self)
    }
    self.name = name
    if let world = unsafe symbol("ompi_mpi_comm_world"),
      let double = unsafe symbol("ompi_mpi_double")
    {
      convention = .openMPI
      (self.world, self.double) = (Handle(bitPattern: world), Handle(bitPattern: double))
      unsafe noStatus = nil
      errorsReturn = unsafe symbol("ompi_mpi_errors_return").map { Handle(bitPattern: $0) }
    } else if name.contains("mpi_abi"), unsafe symbol("MPI_Abi_get_version") != nil {
      convention = .standard
      (world, double, errorsReturn) = (0x101, 0x214, nil)
      unsafe noStatus = nil
    } else {
      convention = .mpich
      (world, double, errorsReturn) = (0x4400_0000, 0x4c00_080b, 0x5400_0001)
      unsafe noStatus = Pointer(bitPattern: 1)
    }
    unsafe initialize = try function("MPI_Init")
    finalize = try function("MPI_Finalize")
    unsafe commRank = try function("MPI_Comm_rank")
    unsafe commSize = try function("MPI_Comm_size")
    unsafe send = try function("MPI_Send")
    unsafe receive = try function("MPI_Recv")
    unsafe probe = try function("MPI_Iprobe")
    abort = try function("MPI_Abort")
    unsafe errorString = try function("MPI_Error_string")
    unsafe version = try function("MPI_Get_library_version")
    setErrorHandler = try function("MPI_Comm_set_errhandler")
  }

  /// Throws what MPI says of a call that failed.
  func check(_ status: Int32, _ call: String) throws(RankError) {
    guard status != 0 else { return }
    let text = unsafe text(1024) { unsafe errorString(status, $0, $1) }
    throw RankError(
      .callFailed, "\(call) of \(name) failed: \(text.isEmpty ? "error \(status)" : text)")
  }

  /// What the library says it is, on one line.
  var versionText: String {
    let text = unsafe text(1 << 14) { unsafe version($0, $1) }
    return text.split(separator: "\n").first.map { line in
      line.split(whereSeparator: \.isWhitespace).joined(separator: " ").split(separator: ",")
        .first.map(String.init) ?? ""
    } ?? ""
  }

  @unsafe private func text(
    _ room: Int, _ call: (UnsafeMutablePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32
  ) -> String {
    var (units, length) = ([CChar](repeating: 0, count: room), Int32(0))
    let status = unsafe units.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe call($0, &length) } ?? 1
    }
    guard status == 0 else { return "" }
    let bytes = units.prefix(while: { $0 != 0 }).map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

import CHDF5
import Foundation

/// An HDF5 file as HDF5 sees it: it is read from the open file on the disk, and what HDF5 writes lies over
/// that in memory, page by page.
///
/// So nothing that HDF5 does can fail for want of room on the disk, which it does not survive, and when it is
/// done the changes are known: they are few where little was changed. A new file, with nothing below, goes to an
/// output as it is written, if one is given, and where that fails HDF5 is not told: ``failure`` has it. What is read is the file that is open,
/// whatever has become of its name; and as it is now, where HDF5's own drivers share one view of a file, as it
/// was when it was first opened, among all who have it open in the process. It is a driver of HDF5's virtual
/// file layer (HDF5 reference manual, H5FD; "HDF5 Virtual File Layer", The HDF Group), in which every address
/// is absolute.
///
/// Sendable because HDF5 calls it under its lock, and others only while HDF5 does not have it open.
@safe final class HDF5Overlay: @unchecked Sendable {
  static let pageSize = 4096
  private static let blockSize = 1 << 20

  /// The file below; nil for a new one.
  private let base: FileBytes?
  /// The length of the file below.
  let baseCount: Int
  /// The file that takes what is written, open for reading too; nil to keep it here.
  private let output: Int32?
  /// The first error of the output.
  private(set) var failure: MATError?
  /// The pages of the file that are not what they were, whole, by their number; the last may be shorter.
  private(set) var pages: [Int: [UInt8]] = [:]
  /// What lies behind the end of the file, in blocks.
  private var tail: [[UInt8]] = []
  /// The end of what has been written or was there.
  private(set) var count: Int
  /// The end that HDF5 wants the file to have.
  fileprivate var allocated: haddr_t = 0

  init(_ base: FileBytes) {
    (self.base, output) = (base, nil)
    baseCount = base.count
    count = base.count
  }

  /// A new file, whose bytes go to an open one or stay here.
  init(output: Int32?) {
    (base, self.output) = (nil, output)
    baseCount = 0
    count = 0
  }

  /// Opens the file to be changed; it must be closed before the overlay is used again.
  func open(_ hdf5: borrowing HDF5) throws(MATError) -> HDF5ChangingFile {
    let access = try access(hdf5)
    let id = open(access, flags: chdf5_read_write())
    guard id >= 0 else { throw hdf5.failure(.damaged, "not a readable HDF5 file") }
    return HDF5ChangingFile(id: id)
  }

  /// Opens the file as the properties say, and returns HDF5's identifier, negative where it fails.
  func open(_ access: borrowing HDF5Handle, flags: UInt32) -> hid_t {
    let id = access.id
    // The properties only point here; HDF5 holds the overlay from when the driver opens it.
    return withExtendedLifetime(self) { unsafe H5Fopen(base?.path ?? "", flags, id) }
  }

  /// The properties by which HDF5 opens this file, whatever name it is given.
  func access(_ hdf5: borrowing HDF5) throws(MATError) -> HDF5Handle {
    let access = try HDF5Handle(
      owning: H5Pcreate(chdf5_file_access()), "cannot prepare to open", hdf5)
    guard let driver = Self.driver else {
      throw hdf5.failure(.readFailed, "cannot register a file driver")
    }
    var place = unsafe Unmanaged.passUnretained(self).toOpaque()
    guard unsafe H5Pset_driver(access.id, driver, &place) >= 0 else {
      throw hdf5.failure(.readFailed, "cannot prepare to open")
    }
    return access
  }

  /// The bytes of a range, as they are now.
  func bytes(_ range: Range<Int>) throws(MATError) -> [UInt8] {
    unsafe try Array(unfilled: range.count) { buffer throws(MATError) in
      unsafe try read(at: range.lowerBound, into: buffer)
    }
  }

  /// Fills the buffer; what was never written reads as zeros.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(MATError) {
    var done = 0
    while done < buffer.count {
      let position = offset + done
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      if position < baseCount {
        done += unsafe try readBase(at: position, into: rest)
      } else {
        done += unsafe readTail(at: position - baseCount, into: rest)
      }
    }
  }

  private func readBase(
    at position: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(MATError) -> Int {
    let page = position / Self.pageSize
    if let bytes = pages[page] {
      let start = position - page * Self.pageSize
      let count = min(buffer.count, bytes.count - start)
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]).copyBytes(
        from: bytes[start..<start + count])
      return count
    }
    // As far as no changed page lies in the way; to look for it page by page costs less than a read.
    var end = min(position + buffer.count, baseCount)
    if !pages.isEmpty {
      var next = page + 1
      while next * Self.pageSize < end && pages[next] == nil { next += 1 }
      end = min(end, next * Self.pageSize)
    }
    unsafe try base?.read(
      at: position, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<(end - position)]))
    return end - position
  }

  private func readTail(
    at position: Int, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    if let output { return unsafe read(output, at: position, into: buffer) }
    let (block, start) = position.quotientAndRemainder(dividingBy: Self.blockSize)
    let count = min(buffer.count, Self.blockSize - start)
    let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
    if block < tail.count {
      unsafe target.copyBytes(from: tail[block][start..<start + count])
    } else {
      unsafe target.initializeMemory(as: UInt8.self, repeating: 0)
    }
    return count
  }

  /// Lays bytes over what is there.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(MATError) {
    var done = 0
    while done < bytes.count {
      let position = offset + done
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      if position < baseCount {
        done += unsafe try writeBase(rest, at: position)
      } else {
        done += unsafe writeTail(rest, at: position - baseCount)
      }
    }
    count = max(count, offset + bytes.count)
  }

  private func writeBase(
    _ bytes: UnsafeRawBufferPointer, at position: Int
  ) throws(MATError) -> Int {
    let page = position / Self.pageSize
    let first = page * Self.pageSize
    var changed = try self.bytes(first..<min(first + Self.pageSize, baseCount))
    let start = position - first
    let count = min(bytes.count, changed.count - start)
    unsafe changed.replaceSubrange(start..<start + count, with: bytes[..<count])
    pages[page] = changed
    return count
  }

  private func writeTail(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Int {
    if let output { return unsafe write(bytes, at: position, to: output) }
    let (block, start) = position.quotientAndRemainder(dividingBy: Self.blockSize)
    while tail.count <= block {
      tail.append(Array(repeating: 0, count: Self.blockSize))
    }
    let count = min(bytes.count, Self.blockSize - start)
    unsafe tail[block].withUnsafeMutableBytes { target in
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[start..<start + count]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    }
    return count
  }

  /// Fills the buffer from the output; what is not there, or cannot be read, reads as zeros.
  private func read(
    _ output: Int32, at position: Int, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    let count = unsafe pread(output, buffer.baseAddress, buffer.count, off_t(position))
    if count > 0 { return count }
    if count < 0 { note() }
    unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
    return buffer.count
  }

  /// Writes all of the bytes to the output, or what of them it takes.
  private func write(_ bytes: UnsafeRawBufferPointer, at position: Int, to output: Int32) -> Int {
    var done = 0
    while done < bytes.count, failure == nil {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe pwrite(
        output, rest.baseAddress, min(rest.count, 1 << 30), off_t(position + done))
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { note() } else { done += count }
    }
    return bytes.count
  }

  /// Keeps the first error of the output.
  private func note() {
    failure = failure ?? MATError(.writeFailed, found: systemMessage())
  }

  /// The length of the file that HDF5 has left.
  var finalCount: Int { Int(clamping: allocated) }

  /// Writes the changed file, from a byte on.
  func write(to output: borrowing AtomicFile, from first: Int = 0) throws(MATError) {
    let end = finalCount
    for start in stride(from: first, to: end, by: 1 << 22) {
      try output.write(bytes(start..<min(end, start + 1 << 22)))
    }
  }
}

/// The owner of an HDF5 file that is open to be changed.
struct HDF5ChangingFile: ~Copyable {
  /// The identifier, lent: it dies with this value.
  let id: hid_t

  /// Completes the file.
  consuming func close(_ hdf5: borrowing HDF5) throws(MATError) {
    let id = id
    discard self
    guard H5Fclose(id) >= 0 else { throw hdf5.failure(.writeFailed, "cannot complete the file") }
  }

  /// Completes the file that lies over nothing; throws where its output has failed, of which HDF5 does not know.
  consuming func close(
    _ overlay: HDF5Overlay, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    try close(hdf5)
    if let failure = overlay.failure { throw failure }
  }

  // What was not completed is given up.
  deinit { _ = H5Fclose(id) }
}

// The driver.
extension HDF5Overlay {
  /// What HDF5 knows of an open file, and behind it what the driver does.
  @unsafe private struct OpenFile {
    var common = unsafe H5FD_t()
    let overlay: Unmanaged<HDF5Overlay>
  }

  /// The driver's identifier, registered at its first use; nil where HDF5 takes no driver.
  private static let driver: hid_t? = {
    var driver = unsafe H5FD_class_t()
    let name: StaticString = "matkit overlay"
    unsafe driver.name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    unsafe driver.maxaddr = haddr_t(Int.max)
    unsafe driver.fc_degree = H5F_CLOSE_STRONG
    unsafe driver.fapl_size = MemoryLayout<UnsafeMutableRawPointer>.size
    unsafe driver.open = { _, _, access, _ in
      guard
        let place = unsafe H5Pget_driver_info(access)?.load(as: UnsafeMutableRawPointer?.self)
      else { return nil }
      let file = UnsafeMutablePointer<OpenFile>.allocate(capacity: 1)
      unsafe file.initialize(
        // Held until HDF5 closes it, which over damaged files may be never.
        to: OpenFile(overlay: Unmanaged<HDF5Overlay>.fromOpaque(place).retain()))
      return unsafe UnsafeMutableRawPointer(file).assumingMemoryBound(to: H5FD_t.self)
    }
    unsafe driver.close = { file in
      guard let place = UnsafeMutableRawPointer(file) else { return -1 }
      let file = unsafe place.assumingMemoryBound(to: OpenFile.self)
      unsafe file.pointee.overlay.release()
      unsafe file.deallocate()
      return 0
    }
    unsafe driver.query = { _, flags in
      unsafe flags?.pointee = UInt(
        H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE
          | H5FD_FEAT_AGGREGATE_SMALLDATA)
      return 0
    }
    unsafe driver.get_handle = { file, _, handle in
      unsafe handle?.pointee = UnsafeMutableRawPointer(file)
      return 0
    }
    unsafe driver.get_eoa = { file, _ in
      unsafe overlay(of: file)?.allocated ?? CHDF5_UNDEFINED_ADDRESS
    }
    unsafe driver.set_eoa = { file, _, end in
      unsafe overlay(of: UnsafePointer(file))?.allocated = end
      return 0
    }
    unsafe driver.get_eof = { file, _ in
      unsafe overlay(of: file).map { haddr_t($0.count) } ?? CHDF5_UNDEFINED_ADDRESS
    }
    unsafe driver.read = { file, _, _, start, count, buffer in
      guard let overlay = unsafe overlay(of: UnsafePointer(file)), let start = Int(exactly: start)
      else { return -1 }
      let target = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: count)
      return status { () throws(MATError) in try unsafe overlay.read(at: start, into: target) }
    }
    unsafe driver.write = { file, _, _, start, count, buffer in
      guard let overlay = unsafe overlay(of: UnsafePointer(file)), let start = Int(exactly: start)
      else { return -1 }
      let bytes = unsafe UnsafeRawBufferPointer(start: buffer, count: count)
      return status { () throws(MATError) in try unsafe overlay.write(bytes, at: start) }
    }
    let id = unsafe H5FDregister(&driver)
    return id >= 0 ? id : nil
  }()

  /// The overlay through which HDF5 has a file open; nil where it uses another driver.
  static func overlay(of file: borrowing HDF5Handle) -> HDF5Overlay? {
    let access = H5Fget_access_plist(file.id)
    defer { _ = H5Pclose(access) }
    guard let driver, H5Pget_driver(access) == driver else { return nil }
    var handle: UnsafeMutableRawPointer?
    guard unsafe H5Fget_vfd_handle(file.id, CHDF5_DEFAULT, &handle) >= 0 else { return nil }
    return unsafe overlay(of: UnsafePointer(handle?.assumingMemoryBound(to: H5FD_t.self)))
  }

  private static func overlay(of file: UnsafePointer<H5FD_t>?) -> HDF5Overlay? {
    guard let file = unsafe file else { return nil }
    return unsafe UnsafeRawPointer(file).assumingMemoryBound(to: OpenFile.self).pointee.overlay
      .takeUnretainedValue()
  }

  /// HDF5's word for success or failure.
  private static func status(_ body: () throws(MATError) -> Void) -> herr_t {
    do throws(MATError) {
      try body()
      return 0
    } catch {
      return -1
    }
  }
}

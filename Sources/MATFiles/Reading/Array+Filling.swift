import Foundation

extension Array where Element: BitwiseCopyable {
  /// An array of `count` elements whose bytes `fill` writes, all of them, or throws.
  ///
  /// Nothing is written to the memory before, because the first touch of fresh memory costs more than the
  /// copying that follows. `room` elements may be used while filling; the first `count` are kept.
  init(
    unfilled count: Int, room: Int = 0,
    _ fill: (UnsafeMutableRawBufferPointer) throws(MATError) -> Void
  ) throws(MATError) {
    let capacity = Swift.max(count, room)
    // Not for speed: all empty arrays share one storage, and the initialiser below writes to it, which
    // ThreadSanitizer rightly calls a race.
    guard capacity > 0 else {
      self = []
      return
    }
    try requireMemory(for: capacity, of: MemoryLayout<Element>.stride)
    var failure: MATError?
    self = unsafe Array(unsafeUninitializedCapacity: capacity) { buffer, initializedCount in
      let bytes = unsafe UnsafeMutableRawBufferPointer(
        start: buffer.baseAddress, count: capacity * MemoryLayout<Element>.stride)
      unsafe askForLargePages(bytes)
      do throws(MATError) {
        unsafe try fill(bytes)
        initializedCount = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

extension MATNumbers {
  /// `count` numbers of a class whose bytes `fill` writes, as the array's own initialiser has it: the
  /// one place where bytes become numbers of a class that only shows when the program runs.
  init(
    _ numericClass: MATNumericClass, unfilled count: Int, room: Int = 0,
    _ fill: (UnsafeMutableRawBufferPointer) throws(MATError) -> Void
  ) throws(MATError) {
    self =
      switch numericClass {
      case .double: .double(unsafe try Array(unfilled: count, room: room, fill))
      case .single: .single(unsafe try Array(unfilled: count, room: room, fill))
      case .int8: .int8(unsafe try Array(unfilled: count, room: room, fill))
      case .int16: .int16(unsafe try Array(unfilled: count, room: room, fill))
      case .int32: .int32(unsafe try Array(unfilled: count, room: room, fill))
      case .int64: .int64(unsafe try Array(unfilled: count, room: room, fill))
      case .uint8: .uint8(unsafe try Array(unfilled: count, room: room, fill))
      case .uint16: .uint16(unsafe try Array(unfilled: count, room: room, fill))
      case .uint32: .uint32(unsafe try Array(unfilled: count, room: room, fill))
      case .uint64: .uint64(unsafe try Array(unfilled: count, room: room, fill))
      }
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Turns the bytes of each number around, of which each has so many.
  func swapBytes(ofEach width: Int) {
    func swap<Word: FixedWidthInteger & BitwiseCopyable>(_: Word.Type) {
      for offset in stride(from: 0, to: count, by: width) {
        let word = unsafe loadUnaligned(fromByteOffset: offset, as: Word.self)
        unsafe storeBytes(of: word.byteSwapped, toByteOffset: offset, as: Word.self)
      }
    }
    switch width {
    case 2: swap(UInt16.self)
    case 4: swap(UInt32.self)
    case 8: swap(UInt64.self)
    default: return
    }
  }
}

/// Asks the system for pages of 2 MiB under a large buffer: touching 128 MB for the first time then takes
/// 64 page faults in place of 32,000. It is advice; where it is not taken nothing changes.
private func askForLargePages(_ bytes: UnsafeMutableRawBufferPointer) {
  #if os(Linux)
    let pageSize = 4096
    guard bytes.count >= 4 << 20, let start = bytes.baseAddress else { return }
    let skipped = Int(bitPattern: start) % pageSize
    let offset = skipped == 0 ? 0 : pageSize - skipped
    _ = unsafe madvise(start + offset, (bytes.count - offset) / pageSize * pageSize, MADV_HUGEPAGE)
  #endif
}

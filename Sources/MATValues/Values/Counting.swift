import Foundation

/// The product of a size; nil where that of the extents that are not zero overflows.
///
/// A zero does not hide what the others overflow to: products are taken of a part of them too, and in another
/// order.
package func product(_ size: [Int]) -> Int? {
  var product = 1
  for extent in size where extent != 0 {
    let (next, overflow) = product.multipliedReportingOverflow(by: extent)
    if overflow { return nil }
    product = next
  }
  return size.contains(0) ? 0 : product
}

/// Throws `.outOfMemory` where the system would not give so much memory: an array that cannot have it ends the
/// process.
///
/// Small arrays are not asked for: they are had from what the process has, and a process that has not even that
/// cannot go on.
package func requireMemory(for count: Int, of stride: Int) throws(MATError) {
  let byteCount = count.multipliedSaturating(by: stride)
  guard byteCount >= 1 << 20 else { return }
  // Some more, for the array's own words and the tables of the system.
  let room = byteCount.addingSaturating(1 << 16)
  let pages = unsafe mmap(
    nil, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  guard let pages = unsafe pages, unsafe pages != MAP_FAILED else {
    throw MATError(
      .outOfMemory, expected: "\(byteCount) bytes", found: "that the system does not give them")
  }
  _ = unsafe munmap(pages, room)
}

extension Int {
  /// The sum, or the greatest number where that is too small for it.
  package func addingSaturating(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The product, or the greatest number where that is too small for it.
  package func multipliedSaturating(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

/// The product of a size; nil where that of the extents that are not zero overflows.
///
/// A zero does not hide what the others overflow to: products are taken of a part of them too, and in another
/// order.
func product(_ size: [Int]) -> Int? {
  var product = 1
  for extent in size where extent != 0 {
    let (next, overflow) = product.multipliedReportingOverflow(by: extent)
    if overflow { return nil }
    product = next
  }
  return size.contains(0) ? 0 : product
}

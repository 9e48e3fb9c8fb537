/// The place of an element as MATLAB counts it, from 1: `3` in a vector, `2,3` in a matrix.
///
/// With `always` a vector's element too has one subscript a dimension.
package func subscriptText(of position: Int, in size: [Int], always: Bool = false) -> String {
  if !always && size.count == 2 && size.contains(1) { return "\(position + 1)" }
  var rest = position
  var subscripts: [String] = []
  for extent in size {
    subscripts.append("\(rest % extent + 1)")
    rest /= extent
  }
  return subscripts.joined(separator: ",")
}

/// Traps with `message` unless `condition` holds: for a caller's mistake, such as shapes that cannot fit.
///
/// Swift's own `precondition` drops its message in release builds, where a user would be left with
/// "Illegal instruction" and no shapes. This says it in every build; the text is made only on the way down.
@inlinable
@inline(__always)
package func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { trap(message, file: file, line: line) }
}

/// Kept out of line, so that a check costs its caller a branch and a call.
@usableFromInline
@inline(never)
package func trap(
  _ message: () -> String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
  fatalError(message(), file: file, line: line)
}

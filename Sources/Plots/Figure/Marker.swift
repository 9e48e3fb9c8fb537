/// The shape of a point.
public enum Marker: Sendable, Hashable, CaseIterable {
  /// The shape of that name; `plus` and `cross` have no area.
  case circle, triangle, square, diamond, invertedTriangle, star, pentagon, plus, cross
  /// A circle that is only an outline, around a point drawn before.
  case ring

  /// The marker of class `index`, from 0. With the eight colours of a theme the first 64 classes
  /// have pairs of colour and marker of their own; then they come round again.
  ///
  /// ```swift
  /// assert(Marker.forClass(0) == .circle && Marker.forClass(0) != Marker.forClass(1))
  /// ```
  public static func forClass(_ index: Int) -> Marker {
    let filled: [Marker] = [
      .circle, .triangle, .square, .diamond, .invertedTriangle, .star, .pentagon, .plus,
    ]
    let (cycle, place) = index.quotientAndRemainder(dividingBy: filled.count)
    let shifted = (place + cycle) % filled.count
    return filled[shifted < 0 ? shifted + filled.count : shifted]
  }
}

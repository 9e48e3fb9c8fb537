/// One axis of a panel: its label, scale and limits.
///
/// ```swift
/// let axis = Axis("loss", scale: .logarithmic, limits: 1e-3...1)
/// assert(axis.label == "loss" && axis.limits == 1e-3...1)
/// ```
public struct Axis: Sendable, Hashable {
  /// The quantity that it measures, with the unit.
  public var label: String?
  /// How numbers become lengths.
  public var scale: Scale
  /// The numbers at the two ends. Without limits they are taken from the data; an infinite bound is
  /// taken from the data likewise.
  public var limits: ClosedRange<Double>?
  /// True if it runs the other way: right to left, or downwards.
  public var isReversed: Bool
  /// Names at 0, 1, 2, … in place of numbers. Where there is no room for all, every second, third,
  /// … stands, and long ones are cut.
  public var categories: [String]?
  /// True if ticks stand at whole numbers alone, as they do where the axis counts.
  public var isWhole: Bool
  /// True if lines across the panel continue the ticks.
  public var showsGrid: Bool

  /// How numbers become lengths along an axis.
  public enum Scale: Sendable, Hashable {
    /// Equal differences are equally long.
    case linear
    /// Equal ratios are equally long. Points and lines leave out numbers not above zero, which
    /// ``Figure/unplacedPointCount`` counts; a grid with such coordinates, cells and names are an
    /// error. Numbers beyond 10⁻³⁰⁰ and 10³⁰⁰ lie off the axis.
    case logarithmic
  }

  /// An axis.
  public init(
    _ label: String? = nil, scale: Scale = .linear, limits: ClosedRange<Double>? = nil,
    isReversed: Bool = false, categories: [String]? = nil, isWhole: Bool = false,
    showsGrid: Bool = true
  ) {
    self.label = label
    self.scale = scale
    self.limits = limits
    self.isReversed = isReversed
    self.categories = categories
    self.isWhole = isWhole
    self.showsGrid = showsGrid
  }
}

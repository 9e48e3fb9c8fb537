/// How far the end of a run is examined before it is called one.
///
/// A method's own claim to stand at a minimum, a small gradient above all, is true of saddle points too, of
/// plateaus and of kinks; the examination is what tells them apart, and it takes evaluations of its own, which
/// ``EvaluationCounts/examination`` has. With gradients the thorough one takes n to 2·n of them up to 64 variables, and
/// at most 22 beyond; of values alone n²/2 and more, up to 64 variables, and few beyond.
public enum Examination: String, Sendable, Hashable, Codable, CaseIterable {
  /// All that tells a minimum from what is none.
  case thorough
  /// The same for no more than half of what the run itself took, and eight at least, where gradients are given: where
  /// the whole Hessian would take more, products of it with vectors take its place, as beyond 64 variables. Of
  /// values alone, and of methods that estimate no curvature, such as conjugate gradients, it is the thorough one.
  case proportionate
  /// A handful of evaluations, no more than five percent of the run's and three at least: the curvature along
  /// the gradient and, as far as they go, along the direction in which f bends down most. No Hessian, and nothing
  /// where values are all that is known.
  case cheap
  /// Nothing: a claim ends the run as ``EndReason/unverified``.
  case none

  /// Whether failures, too, are looked into, and long runs on their way.
  var isThorough: Bool { self == .thorough || self == .proportionate }
}

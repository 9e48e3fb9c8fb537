import Foundation
import LinearAlgebra
import Optimization

/// A function made to be taken for something else, with all that is known of where it is low.
struct Trap: Sendable {
  typealias Function = @Sendable ([Double]) -> (value: Double, gradient: [Double])

  /// What an end may be called.
  enum Nature: Sendable {
    /// A success at a minimum, and nothing else there; no success elsewhere.
    case smooth
    /// No success away from a minimum; what an end at one is called is open.
    case rough
    /// No success at all.
    case bottomless
  }

  let name: String
  let start: [Double]
  let nature: Nature
  /// The values of all local minima.
  let minima: [Double]
  /// What f differs by between the places that matter.
  let scale: Double
  /// Whether some methods are still deceived.
  let isOpen: Bool
  let function: Function

  init(
    _ name: String, from start: [Double], _ nature: Nature = .smooth, minima: [Double] = [0],
    scale: Double = 1, isOpen: Bool = false, _ function: @escaping Function
  ) {
    self.isOpen = isOpen
    self.name = name
    self.start = start
    self.nature = nature
    self.minima = minima
    self.scale = scale
    self.function = function
  }

  /// Whether f is as low as a minimum, to the square root of the precision.
  func isMinimum(_ value: Double, precision: Double) -> Bool {
    let share = precision.squareRoot()
    return minima.contains { abs(value - $0) <= share * (abs($0) + scale) }
  }
}

/// A trap's function in either precision, with its numbers rounded on the way in and out.
struct Sprung<Scalar: LinearAlgebraScalar>: DifferentiableObjective {
  let trap: Trap

  var dimension: Int { trap.start.count }

  mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    let (value, slopes) = trap.function(x.indices.map { wide(x[$0]) })
    for i in slopes.indices { gradient[i] = Scalar(slopes[i]) }
    return Scalar(value)
  }
}

/// The same without its gradient.
struct SprungValues<Scalar: LinearAlgebraScalar>: Objective {
  let trap: Trap

  var dimension: Int { trap.start.count }

  mutating func value(at x: Span<Scalar>) -> Scalar {
    Scalar(trap.function(x.indices.map { wide(x[$0]) }).value)
  }
}

func wide(_ x: some LinearAlgebraScalar) -> Double {
  (x as? Double) ?? Double(x as? Float ?? .nan)
}

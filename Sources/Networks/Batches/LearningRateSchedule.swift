internal import Foundation
internal import Matrices

/// The factor of the step size from epoch to epoch, epochs counted from 0.
///
/// ```swift
/// var batches = MiniBatches(size: 32)
/// batches.schedule = .constant
/// assert(batches.schedule.isValid)
/// ```
public enum LearningRateSchedule: Hashable, Codable, Sendable {
  /// 1 throughout.
  case constant
  /// `factor` to the power of ⌊epoch/`every`⌋: PyTorch's `StepLR`.
  case step(every: Int, factor: Double)
  /// From 1 down to `floor` along half a cosine over so many epochs, and `floor` after them:
  /// floor + (1 − floor)·½(1 + cos(π·epoch/epochs)). I. Loshchilov and F. Hutter, "SGDR", ICLR 2017, without
  /// restarts; PyTorch's `CosineAnnealingLR` as far as its `T_max`.
  case cosine(epochs: Int, floor: Double = 0)
  /// Multiplied by `factor` whenever the loss has not fallen by a part in 10⁴ of the lowest for more than
  /// `patience` epochs: PyTorch's `ReduceLROnPlateau`. The loss is that on the validation data where there are
  /// any, else the epoch's.
  case onPlateau(patience: Int = 10, factor: Double = 0.1)

  /// True if its numbers make sense: whole epochs of one or more, factors from 0 to 1.
  public var isValid: Bool {
    switch self {
    case .constant: true
    case .step(let every, let factor): every >= 1 && factor > 0 && factor <= 1
    case .cosine(let epochs, let floor): epochs >= 1 && floor >= 0 && floor <= 1
    case .onPlateau(let patience, let factor): patience >= 0 && factor > 0 && factor < 1
    }
  }

  /// The factor in an epoch, as far as it depends on its number alone.
  func factor(inEpoch epoch: Int) -> Double {
    switch self {
    case .constant, .onPlateau: 1
    case .step(let every, let factor): pow(factor, Double(epoch / every))
    case .cosine(let epochs, let floor):
      floor + (1 - floor) * 0.5
        * (1 + cos(Double.pi * Double(min(epoch, epochs)) / Double(epochs)))
    }
  }
}

/// The memory of a plateau's schedule.
struct Plateau: Codable {
  private var lowest = Double.infinity
  private var waited = 0
  private(set) var factor = 1.0

  /// Takes the loss after an epoch.
  mutating func note(_ loss: Double, _ schedule: LearningRateSchedule) {
    guard case .onPlateau(let patience, let cut) = schedule else { return }
    if loss < lowest * (1 - 1e-4) {
      (lowest, waited) = (loss, 0)
      return
    }
    waited += 1
    if waited > patience { (factor, waited) = (factor * cut, 0) }
  }
}

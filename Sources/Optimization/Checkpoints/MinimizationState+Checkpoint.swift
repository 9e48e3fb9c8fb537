import LinearAlgebra

/// All of the state but the objective, which whoever resumes gives, and the limits of evaluations, which may
/// be others.
extension MinimizationState: Resumable {
  private enum CodingKeys: String, CodingKey {
    case units, current, trial, spare, beside, direction, slope, expectedDecrease, stepLength,
      lastStep
    case measuredDecrease, noise, metWall, sawMinusInfinity, trialStep, spareStep, axes
  }

  public func encode(to encoder: any Encoder) throws {
    try evaluator.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(units.sizes, forKey: .units)
    try container.encode(current, forKey: .current)
    try container.encode(trial, forKey: .trial)
    try container.encode(spare, forKey: .spare)
    try container.encode(beside, forKey: .beside)
    try container.encode(direction, forKey: .direction)
    try container.encode(slope, forKey: .slope)
    try container.encode(expectedDecrease, forKey: .expectedDecrease)
    try container.encode(stepLength, forKey: .stepLength)
    try container.encode(lastStep, forKey: .lastStep)
    try container.encode(measuredDecrease, forKey: .measuredDecrease)
    try container.encode(noise, forKey: .noise)
    try container.encode(metWall, forKey: .metWall)
    try container.encode(sawMinusInfinity, forKey: .sawMinusInfinity)
    try container.encode(trialStep, forKey: .trialStep)
    try container.encode(spareStep, forKey: .spareStep)
    try container.encode(axes, forKey: .axes)
  }

  public mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let sizes = try container.decode([Scalar].self, forKey: .units)
    guard sizes.isEmpty || sizes.count == dimension, sizes.allSatisfy({ $0 > 0 && $0.isFinite })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .units, in: container, debugDescription: "\(sizes.count) units")
    }
    if !sizes.isEmpty { measure(in: sizes) }
    current = try container.decode(Point.self, forKey: .current)
    trial = try container.decode(Point.self, forKey: .trial)
    spare = try container.decode(Point.self, forKey: .spare)
    beside = try container.decode(Point?.self, forKey: .beside)
    // Nothing has told the layout's length of a point that may be absent.
    if let beside, beside.x.count != current.x.count || beside.gradient.count != current.x.count {
      throw DecodingError.dataCorruptedError(
        forKey: .beside, in: container, debugDescription: "\(beside.x.count) variables")
    }
    direction = try container.decode([Scalar].self, forKey: .direction)
    slope = try container.decode(Scalar.self, forKey: .slope)
    expectedDecrease = try container.decode(Scalar?.self, forKey: .expectedDecrease)
    stepLength = try container.decode(Scalar.self, forKey: .stepLength)
    lastStep = try container.decode(Scalar?.self, forKey: .lastStep)
    measuredDecrease = try container.decode(Scalar?.self, forKey: .measuredDecrease)
    noise = try container.decode(Scalar?.self, forKey: .noise)
    try evaluator.restore(from: decoder)
    metWall = try container.decode(Bool.self, forKey: .metWall)
    sawMinusInfinity = try container.decode(Bool.self, forKey: .sawMinusInfinity)
    trialStep = try container.decode(Scalar.self, forKey: .trialStep)
    spareStep = try container.decode(Scalar.self, forKey: .spareStep)
    axes = try container.decode([Scalar].self, forKey: .axes)
    guard axes.isEmpty || axes.count == dimension * dimension else {
      throw DecodingError.dataCorruptedError(
        forKey: .axes, in: container, debugDescription: "\(axes.count) numbers")
    }
    hold()
  }
}

import LinearAlgebra

/// All numbers that decide what an end is called: name, meaning, and the argument or the problem that set each.
///
/// ε is the rounding of 1, 2.2e-16 in `Double` and 1.2e-7 in `Float`. Where two numbers stand, the second is that of
/// `Float`. A number that no argument gives but that has to lie somewhere says so: *between*, with what fails to
/// both sides.
enum Limit<Scalar: LinearAlgebraScalar> {
  private static var isDouble: Bool { Scalar.ulpOfOne < 1e-10 }
  private static var epsilon: Scalar { Scalar.ulpOfOne }

  // MARK: What is worth having

  /// The default tolerance of the gradient: √ε, at which a quadratic of curvature 1 is ε/2 above its minimum; in
  /// `Float` as small as networks of some hundred weights come.
  static var gradientTolerance: Scalar { isDouble ? 1.5e-8 : 1e-6 }
  /// The decrease that is not worth having, as a fraction of |f|: what shows in no printed digit.
  static var negligiblePart: Scalar { isDouble ? 1e-9 : 1e-6 }
  /// The same as a fraction of the whole descent: *between* sums of squares that fall to a rounding of the start, which
  /// is ε² = 5e-32 of it, and NONSCOMP, whose last 1e-18 takes ten thousand calls.
  static var negligibleDescent: Scalar { isDouble ? 1e-24 : 1e-12 }
  /// By how much smaller a gradient has to be after a claim that was wrong before the next is believed.
  static var doubt: Scalar { 4 }

  // MARK: Curvature

  /// The most variables of which the whole Hessian is measured, and the axes of values: n²/2 numbers for a run whose
  /// calls grow as n.
  static var variables: Int { 64 }
  /// The most products of the Hessian with vectors in search of the lowest curvature: Lanczos's iteration finds an
  /// eigenvalue that stands apart from the others within as many as there are clusters of these.
  static var products: Int { 20 }
  /// The same where so many vectors would take more memory than a run with limited-memory BFGS.
  static var productsOfMany: Int { 8 }
  static var manyVariables: Int { 100_000 }
  /// How negative a curvature is beyond doubt, as a fraction of the largest: differences of gradients are wrong by
  /// ε^(2/3) to √ε of it, a hundredth of this.
  static var negativePart: Scalar { 1e-5 }
  /// Below which fraction of the largest a curvature is taken for that fraction: the rounding of a matrix, about ε^¾
  /// and about √ε. A step along mere rounding leads astray, and the higher floors follow.
  static var lowestFloor: Scalar { 4 * epsilon }
  static var middleFloor: Scalar { (isDouble ? 1e4 : 50) * epsilon }
  static var highestFloor: Scalar { (isDouble ? 1e8 : 3000) * epsilon }
  /// The error of a Hessian of differences, in errors of the gradient that they are made of.
  static var hessianError: Scalar { 1000 }
  /// The distance of differences of gradients, for a variable of size 1: ε^⅓, with which a difference of both sides is
  /// most exact; and the least size that a variable counts for.
  static var differenceStep: Scalar {
    Scalar(sign: .plus, exponent: epsilon.exponent / 3, significand: 1)
  }
  static var leastSize: Scalar { 0x1p-10 }
  /// How much of a step is tried next where it leads up.
  static var shortening: Scalar { 8 }
  /// The steps of limited-memory BFGS in a second opinion, and its pairs: gradient descent's false ends are left
  /// within three.
  static var opinionSteps: Int { 20 }
  static var opinionPairs: Int { 10 }

  // MARK: Plateaus

  /// How little f may change on half the way back to the start for a variable to seem idle, as a part of |f|.
  static var idlePart: Scalar { 1e-6 }
  /// The part of the way that tells the same from a value: a change that is quadratic in the way grows from
  /// ``idleProbeChange`` there to ``idlePart`` in the half of it, since (1024/2)² · 4e-12 = 1e-6.
  static var idleProbe: Scalar { 1024 }
  static var idleProbeChange: Scalar { 4e-12 }
  /// How often the rest of the way is halved: to 1/4096 of it, from where e⁻ˣ shows again for any x that a run
  /// leads to.
  static var halvings: Int { 12 }

  // MARK: Flat directions

  /// The most directions that are looked along one by one; sums speak for the others.
  static var directions: Int { 8 }
  /// How far the first look goes, as a part of the size of x; and by how much each next one is closer, so that six
  /// come to 1e-7 of it, where x³ and x⁴ of a size of 1 are below rounding.
  static var lookStep: Scalar { 16 }
  static var looks: Int { 6 }
  /// By what part of their sum the rises to two sides may differ to be those of an even function.
  static var evenness: Scalar { 16 }
  /// A change that may be rounding, in ε·|f|.
  static var rounding: Scalar { 16 * epsilon }
  /// The breadth of a hair: noise shows over it, and nothing else does.
  static var hair: Scalar { 64 * epsilon }
  /// The least error of a scaled Hessian beside its asymmetry.
  static var flatError: Scalar { 1024 * epsilon }

  // MARK: Axes of values

  /// The most measurements of all axes: Rosenbrock's function of 64 variables takes some thirty.
  static var measurements: Int { 60 }
  /// The bend that axes are fitted to, in roundings of f.
  static var bend: Scalar { 64 }
  /// How much shorter axes become where what bends is no quadratic, and the least part of the usual bend.
  static var axisShortening: Scalar { 64 }
  static var leastBend: Scalar { 1e-12 }
  /// The longest axis, in sizes of x.
  static var reach: Scalar { 64 }
  /// The curvature that is told from zero, as a part of the bend.
  static var bendFloor: Scalar { 512 }
  /// The decrease that is told from rounding and noise, in these.
  static var resolution: Scalar { 8 }

  // MARK: Kinks

  /// The iterations between two looks, the evaluations of an iteration from which on its search is a struggle, and the
  /// gain of all these, as a part of |f|, that is none.
  static var kinkIterations: Int { 100 }
  static var struggle: Int { 10 }
  static var kinkGain: Scalar { 1e-5 }
  /// The bisections that enclose a kink; a smooth slope's change is 2⁻¹⁶ of itself after them.
  static var bisections: Int { 16 }

  // MARK: Valleys

  /// The iterations after which the gain of a run with a small gradient is looked at, and the gain that they are
  /// worth, in roundings of f at the start and in tolerances of the gradient over a distance of 1.
  static var valleyIterations: Int { 50 }
  static var valleyGain: Scalar { epsilon / 16 }
  static var valleyTolerance: Scalar { isDouble ? 1e-6 : 1e-3 }
}

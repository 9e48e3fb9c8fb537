import CAllocationCount
import Foundation
import Matrices
import Optimization
import SeededRandomness
import Testing

@Suite("Formulas")
struct FormulaTests {
  private func value(_ text: String, x: Double = 0) throws -> Double {
    var formula = try Formula(text)
    return formula.value(at: formula.variableNames.map { _ in x }, parameters: [])
  }

  private static let numbers: [(String, Double)] = [
    ("1+2*3", 7), ("(1+2)*3", 9), ("-2^2", -4), ("2^-1", 0.5), ("2^3^2", 64), ("-2^-2", -0.25),
    ("2^--2", 4), ("6/3/2", 1), ("6-3-2", 1), ("2.*3./4", 1.5), ("2.^3", 8), ("2**3", 8),
    ("2.**3", 8), ("+-+3", -3), ("1e3", 1000), ("1E-2", 0.01), (".5+5.", 5.5), ("1.5e+2", 150),
    ("2 * ( 3 + 4 ) ", 14), ("\t1\t+ 1", 2), ("pi", Double.pi), ("(-8)^3", -512), ("0^0", 1),
    ("exp(1)", M_E), ("log(exp(2))", 2), ("log10(1000)", 3), ("log2(8)", 3), ("sqrt(9)", 3),
    ("sin(pi/6)", 0.5), ("cos(0)", 1), ("tan(pi/4)", 1), ("asin(1)", .pi / 2),
    ("acos(-1)", .pi), ("atan(1)", .pi / 4), ("sinh(1)", 1.1752011936438014),
    ("cosh(1)", 1.5430806348152437), ("tanh(1)", 0.7615941559557649), ("abs(-3)", 3),
    ("sign(-2)", -1), ("erf(0.5)", 0.5204998778130465), ("erfc(0.5)", 0.4795001221869535),
    ("gamma(5)", 24), ("gammaln(10)", 12.801827480081469), ("expm1(1e-10)", 1.00000000005e-10),
    ("log1p(1e-10)", 9.9999999995e-11), ("asinh(1)", 0.881373587019543),
    ("acosh(2)", 1.3169578969248166), ("atanh(0.5)", 0.5493061443340549),
  ]

  @Test("numbers come out as MATLAB has them", arguments: numbers)
  func values(text: String, expected: Double) throws {
    let value = try value(text)
    #expect(agree(value, expected, to: 1e-15), "\(value)")
  }

  @Test("what is no real number is NaN")
  func notReal() throws {
    for text in ["log(-1)", "sqrt(-1)", "(-8)^(1/3)", "asin(2)", "0/0", "gammaln(-1)"] {
      #expect(try value(text).isNaN, "\(text)")
    }
  }

  @Test("parameters are found in the order of appearance, variables by their numbers")
  func names() throws {
    let formula = try Formula("c*x2 + a*x1 + e*x10 + c")
    #expect(formula.parameterNames == ["c", "a", "e"])
    #expect(formula.variableNames == ["x1", "x2", "x10"])
    var copy = formula
    #expect(copy.value(at: [10, 100, 1000], parameters: [1, 2, 3]) == 3121)
    let timed = try Formula("x*exp(-k*t)", variables: ["t"])
    #expect(timed.parameterNames == ["x", "k"] && timed.variableNames == ["t"])
  }

  /// Every function and operator, with arguments where it has derivatives.
  static let smooth =
    FormulaTexts.functions.map { "a*\($0)(b*x + c)" }
    + FormulaTexts.high.map { "a*\($0)(1.5 + b*x)" }
    + [
      "a - b*x/c", "(a + x)^b", "a^(b*x)", "x^c*b - a", "-a^2*b^c", "a*b*x + c*x^2 + a*b",
      "b1/((1+exp(b2-b3*x))^(1/b4))", "(a-x)^3", "exp(-((x-a)/b)^2)*erfc(c*x)",
      "abs(a - 5*x)*sign(b)",
    ]

  @Test("derivatives agree with differences of fourth order to 1e-7", arguments: smooth)
  func derivatives(text: String) throws {
    var formula = try Formula(text, variables: ["x"])
    var random = SplitMix(state: 7)
    let points = Matrix(column: (0..<300).map { _ in Double.random(in: 0.1...0.6, using: &random) })
    let p = formula.parameterNames.map { _ in Double.random(in: 0.2...0.6, using: &random) }
    var jacobian = [Double](repeating: .nan, count: points.rowCount * p.count)
    var span = jacobian.mutableSpan
    formula.jacobian(at: points, parameters: p.span, into: &span)
    func values(_ p: [Double]) -> [Double] {
      var values = [Double](repeating: 0, count: points.rowCount)
      var span = values.mutableSpan
      formula.values(at: points, parameters: p.span, into: &span)
      return values
    }
    for j in p.indices {
      let h = 1e-4
      let ends = [-2.0, -1, 1, 2].map { step in
        var moved = p
        moved[j] += step * h
        return values(moved)
      }
      for i in 0..<points.rowCount {
        let difference = (ends[0][i] - 8 * ends[1][i] + 8 * ends[2][i] - ends[3][i]) / (12 * h)
        let exact = jacobian[i + points.rowCount * j]
        #expect(
          abs(difference - exact) <= 1e-7 * max(1, abs(exact)), "\(text), \(j), \(points[i, 0])")
      }
    }
  }

  @Test("powers have derivatives at zero, and of a negative base")
  func powersAtZero() throws {
    func slopes(_ text: String, _ x: Double, _ p: [Double]) throws -> [Double] {
      var formula = try Formula(text)
      var slopes = p
      var span = slopes.mutableSpan
      formula.jacobian(at: Matrix(row: [x]), parameters: p.span, into: &span)
      return slopes
    }
    #expect(try slopes("a*x^b", 0, [2, 1.5]) == [0, 0])
    #expect(try slopes("a*(x-b)^3", 1, [2, 3]) == [-8, -24])
    #expect(try slopes("(a*x)^2", 0, [2]) == [0])
    #expect(try slopes("abs(a*x)", 0, [2]) == [0])
  }

  @Test("the digamma function is right to a few roundings")
  func digammas() throws {
    var formula = try Formula("gammaln(a)", variables: ["x"])
    for row in try FittingReference.load().digammas where row[0] > 0 {
      var slope = [0.0]
      var span = slope.mutableSpan
      formula.jacobian(at: Matrix(row: [0]), parameters: [row[0]].span, into: &span)
      #expect(abs(slope[0] - row[1]) <= 4e-15 * max(1, abs(row[1])), "\(row): \(slope[0])")
    }
  }

  @Test("an evaluation allocates nothing", .enabled(if: allocation_count_works() != 0))
  func allocations() throws {
    var formula = try Formula("a*exp(-b*x)/(1 + x^c) + sin(a*x)")
    let points = Matrix(column: (0..<500).map { Double($0) / 100 })
    let p = [1.0, 0.5, 2]
    var (values, jacobian) = (
      [Double](repeating: 0, count: 500), [Double](repeating: 0, count: 1500)
    )
    var counts: [Int] = []
    for _ in 0..<3 {
      let before = allocation_count()
      var span = values.mutableSpan
      formula.values(at: points, parameters: p.span, into: &span)
      var slopes = jacobian.mutableSpan
      formula.jacobian(at: points, parameters: p.span, into: &slopes)
      counts.append(Int(allocation_count() - before))
    }
    #expect(counts[1] == 0 && counts[2] == 0, "\(counts)")
  }

  @Test("points that do not fit trap")
  func wrongShapes() async {
    await #expect(processExitsWith: .failure) {
      var formula = try Formula("a*x")
      _ = formula.value(at: [1, 2], parameters: [1])
    }
    await #expect(processExitsWith: .failure) {
      var formula = try Formula("a*x")
      _ = formula.value(at: [1], parameters: [])
    }
  }
}

/// Functions by where they have derivatives.
enum FormulaTexts {
  /// With arguments between 0.2 and 1.
  static let functions = [
    "exp", "expm1", "log", "log1p", "log10", "log2", "sqrt", "sin", "cos", "tan", "asin", "acos",
    "atan", "sinh", "cosh", "tanh", "asinh", "atanh", "abs", "sign", "erf", "erfc", "gamma",
    "gammaln",
  ]
  /// With arguments above 1.
  static let high = ["acosh", "gamma", "gammaln"]
}

import Foundation
import Matrices
import Optimization
import Testing

/// A nonlinear regression of NIST's Statistical Reference Datasets, with certified answers.
struct NistProblem: Sendable, CustomTestStringConvertible {
  let name: String
  let starts: [[Double]]
  /// b₁, b₂, ….
  let certified: [Double]
  let standardDeviations: [Double]
  let x: Matrix<Double>
  let y: [Double]

  var testDescription: String { name }

  /// The formulas in MATLAB's notation. Nelson's is of the logarithm of what was measured.
  static let formulas = [
    "Bennett5": "b1*(b2+x)^(-1/b3)", "BoxBOD": "b1*(1-exp(-b2*x))",
    "Chwirut1": "exp(-b1*x)/(b2+b3*x)", "Chwirut2": "exp(-b1*x)/(b2+b3*x)", "DanWood": "b1*x^b2",
    "ENSO": "b1 + b2*cos(2*pi*x/12) + b3*sin(2*pi*x/12) + b5*cos(2*pi*x/b4) + b6*sin(2*pi*x/b4)"
      + " + b8*cos(2*pi*x/b7) + b9*sin(2*pi*x/b7)",
    "Eckerle4": "b1/b2*exp(-0.5*((x-b3)/b2)^2)", "Gauss1": peaks, "Gauss2": peaks, "Gauss3": peaks,
    "Hahn1": cubics, "Kirby2": "(b1 + b2*x + b3*x^2)/(1 + b4*x + b5*x^2)", "Lanczos1": decays,
    "Lanczos2": decays, "Lanczos3": decays, "MGH09": "b1*(x^2+x*b2)/(x^2+x*b3+b4)",
    "MGH10": "b1*exp(b2/(x+b3))", "MGH17": "b1 + b2*exp(-x*b4) + b3*exp(-x*b5)",
    "Misra1a": "b1*(1-exp(-b2*x))", "Misra1b": "b1*(1-(1+b2*x/2)^(-2))",
    "Misra1c": "b1*(1-(1+2*b2*x)^(-.5))", "Misra1d": "b1*b2*x*((1+b2*x)^(-1))",
    "Nelson": "b1 - b2*x1*exp(-b3*x2)", "Rat42": "b1/(1+exp(b2-b3*x))",
    "Rat43": "b1/((1+exp(b2-b3*x))^(1/b4))", "Roszman1": "b1 - b2*x - atan(b3/(x-b4))/pi",
    "Thurber": cubics,
  ]
  private static let peaks = "b1*exp(-b2*x) + b3*exp(-(x-b4)^2/b5^2) + b6*exp(-(x-b7)^2/b8^2)"
  private static let cubics = "(b1 + b2*x + b3*x.^2 + b4*x.^3)./(1 + b5*x + b6*x.^2 + b7*x.^3)"
  private static let decays = "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)"

  var model: Formula {
    get throws { try Formula(Self.formulas[name] ?? "") }
  }

  /// The certified numbers in the order of the model's parameters.
  func inOrder(_ numbers: [Double], of model: Formula) -> [Double] {
    model.parameterNames.map { numbers[(Int($0.dropFirst()) ?? 1) - 1] }
  }

  func fit(from start: Int) throws -> CurveFit<Formula> {
    let model = try model
    return Optimization.fit(
      model, to: try FitData(x: x, y: y), from: inOrder(starts[start], of: model))
  }

  /// The fewest right digits of a fit's parameters, and of its standard errors.
  func digits(_ fit: CurveFit<Formula>) -> (parameters: Double, errors: Double) {
    func digits(_ ours: [Double], _ certified: [Double]) -> Double {
      zip(ours, inOrder(certified, of: fit.model))
        .map { -log10(abs($0 / $1 - 1) + 1e-11) }.min() ?? 0
    }
    return (
      digits(fit.parameters, certified), digits(fit.standardErrors, standardDeviations)
    )
  }
}

// Those that every run has, the data being NIST's.
extension NistProblem {
  static let stored = [
    NistProblem(
      name: "BoxBOD", starts: [[1, 1], [100, 0.75]], certified: [2.1380940889e2, 5.4723748542e-1],
      standardDeviations: [1.2354515176e1, 1.0455993237e-1],
      x: Matrix(column: [1, 2, 3, 5, 7, 10]), y: [109, 149, 149, 191, 213, 224]),
    NistProblem(
      name: "DanWood", starts: [[1, 5], [0.7, 4]], certified: [7.6886226176e-1, 3.8604055871],
      standardDeviations: [1.8281973860e-2, 5.1726610913e-2],
      x: Matrix(column: [1.309, 1.471, 1.490, 1.565, 1.611, 1.680]),
      y: [2.138, 3.421, 3.597, 4.340, 4.882, 5.660]),
    NistProblem(
      name: "Misra1a", starts: [[500, 0.0001], [250, 0.0005]],
      certified: [2.3894212918e2, 5.5015643181e-4],
      standardDeviations: [2.7070075241, 7.2668688436e-6], x: pressures, y: adsorbed),
    NistProblem(
      name: "Misra1d", starts: [[500, 0.0001], [450, 0.0003]],
      certified: [4.3736970754e2, 3.0227324449e-4],
      standardDeviations: [3.6489174345, 2.9334354479e-6], x: pressures, y: adsorbed),
    NistProblem(
      name: "MGH09", starts: [[25, 39, 41.5, 39], [0.25, 0.39, 0.415, 0.39]],
      certified: [1.9280693458e-1, 1.9128232873e-1, 1.2305650693e-1, 1.3606233068e-1],
      standardDeviations: [1.1435312227e-2, 1.9633220911e-1, 8.0842031232e-2, 9.0025542308e-2],
      x: Matrix(
        column: [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]),
      y: [
        0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246,
      ]),
  ]

  private static let pressures = Matrix(column: [
    77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760,
  ])
  private static let adsorbed = [
    10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78,
  ]
}

// All of them, from the folder that `MATKIT_REFERENCE` names.
extension NistProblem {
  /// All problems; nothing where no folder is named.
  static let all: [NistProblem] = {
    guard let folder = ProcessInfo.processInfo.environment["MATKIT_REFERENCE"],
      let data = try? Data(contentsOf: URL(filePath: folder + "/nist_reference.json")),
      let file = try? JSONDecoder().decode(File.self, from: data)
    else { return [] }
    return file.problems.map { problem in
      NistProblem(
        name: problem.name, starts: problem.starts, certified: problem.certified,
        standardDeviations: problem.standard_deviations,
        x: Matrix(rowCount: problem.y.count, columnCount: problem.x.columns.count) {
          problem.x.columns[$1][$0]
        }, y: problem.name == "Nelson" ? problem.y.map { log($0) } : problem.y)
    }
  }()

  private struct File: Decodable {
    let problems: [Problem]
  }

  private struct Problem: Decodable {
    let name: String
    let starts: [[Double]]
    let certified: [Double]
    let standard_deviations: [Double]
    let x: Columns
    let y: [Double]
  }

  /// One variable, or several.
  private struct Columns: Decodable {
    let columns: [[Double]]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let one = try? container.decode([Double].self) {
        columns = [one]
      } else {
        columns = try container.decode([[Double]].self)
      }
    }
  }
}

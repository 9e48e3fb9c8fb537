/// Pictures of data and of results: figures described by values, drawn to SVG, PNG, PDF and
/// terminals.
///
///     let panel = try Panel.decisionRegions(xx: xx, yy: yy, Z: Z, points: X, labels: y)
///     let figure = Figure(panel, title: "Moons", theme: .dark)
///     let svg = try figure.svg()             // [UInt8]; .png() and .pdf() likewise
///     print(try figure.terminalText(columns: 100, rows: 30))
///
/// A ``Figure`` is a matrix of ``Panel``s, a panel two axes and ``Series`` drawn in order.
/// Rendering returns bytes, which the caller writes; the same figure gives the same bytes again.
/// Layout is computed from a table of character widths and not from the fonts of the machine, so it
/// is the same in every format and everywhere.

/// The one JSON text of a value or a file, so that a script in any language can check what was read.
///
///     print(CanonicalJSON.text(of: value, name: "A"))
///     var json = CanonicalJSONStream(format: .v7) { chunk in try output.write(chunk) }
///     try json.append(MATVariable(name: "A", value: value))
///     try json.finish()
///     let again = try CanonicalJSON.value(of: CanonicalJSON.text(of: value))
///
/// A value is an object with `"class"`, `"size"` and `"data"`:
///
/// - Numbers are in column-major order, with the imaginary parts under `"imag"` where the array is
///   complex. Integers are exact. A double or single is the shortest text that reads back as the same
///   number of that precision: `0.1`, `2`, `-0.0`, `1e+300`; NaN and the infinities are the strings
///   `"NaN"`, `"Infinity"`, `"-Infinity"`. The bits of a NaN are not told.
/// - Truth values are `true` and `false`.
/// - Text is one string a row, the rows of each page in turn; where there are no columns there are no
///   strings, and the size alone tells how many rows. A surrogate without its partner, which
///   no valid Unicode text holds, is written as its escape (`"\ud800"`): nothing is lost. Python and
///   JavaScript read it back as the same code unit, and stricter readers, Foundation among them, say that
///   it is no text.
/// - A cell array's data are values, a struct's an object of one list of values a field.
/// - A sparse matrix has `"sparse":true` and `"rows"`, `"columns"` (from zero) and `"data"`, an entry a
///   place, in column order.
/// - A string array's data are its texts, `null` for a missing one.
/// - The data of a `datetime` are milliseconds since 1970 (UTC where `"timeZone"` is no `null`),
///   with their rounding errors under `"imag"` where there are any; those of a `duration`
///   milliseconds; those of a `categorical` array the names of its elements' `"categories"`, `null`
///   where undefined, with `"ordinal"` and `"protected"`. Of a table each variable is a field, and
///   `Properties` another. Properties that other versions of these classes have are a struct under
///   `"further"`.
/// - A function handle's data is its text; the variables that it captured are a struct under
///   `"workspace"`, where there are any.
/// - Members of an enumeration that were made in Swift have `"enumeration":true`, and `"base"` where it is derived
///   from a class of MATLAB's own.
/// - An object whose properties are known is written as a struct is, with its own class, and
///   `"alias"` where its class has another name; the objects of an array of several classes are
///   values under `"elements"`. Where nothing but a class and a size is known, `"opaque":true` says
///   so, and `"why"` the reason where it is known.
///
/// ```swift
/// let text = CanonicalJSON.text(of: [1.0, 2.5].matValue)
/// assert(text.contains(#""class":"double""#))
/// assert(try! CanonicalJSON.value(of: text) == [1.0, 2.5].matValue)
/// ```
public enum CanonicalJSON {
  /// The JSON text of one value, with a name where it is given.
  ///
  /// ```swift
  /// let text = CanonicalJSON.text(of: true.matValue, name: "flag")
  /// assert(text.contains(#""name":"flag""#))
  /// ```
  public static func text(
    of value: MATValue, name: String? = nil, isGlobal: Bool = false
  ) -> String {
    collected { (stream: inout CanonicalJSONStream<Never>) in
      stream.write(value, name: name, isGlobal: isGlobal)
    }
  }

  /// The JSON text of a whole file, its variables in the order given.
  ///
  /// ```swift
  /// let variables = [MATVariable(name: "x", value: 1.0.matValue)]
  /// let text = CanonicalJSON.text(format: .v7, variables: variables)
  /// assert(try! CanonicalJSON.variables(of: Array(text.utf8)) == variables)
  /// ```
  public static func text(format: MATFormat, variables: some Sequence<MATVariable>) -> String {
    collected { stream in
      stream.begin(format: format)
      for variable in variables { stream.append(variable) }
      stream.finish()
    }
  }

  private static func collected(
    _ body: (inout CanonicalJSONStream<Never>) -> Void
  ) -> String {
    var utf8: [UInt8] = []
    var stream = CanonicalJSONStream { (chunk) throws(Never) in utf8.append(contentsOf: chunk) }
    body(&stream)
    stream.flush()
    return String(decoding: utf8, as: UTF8.self)
  }
}

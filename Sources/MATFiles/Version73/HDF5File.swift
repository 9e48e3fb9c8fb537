import CHDF5
import Foundation

/// The owner of an HDF5 file that is open for reading; it closes the file.
///
/// It lives longer than one use of HDF5 and takes the lock itself to open and to close: it is made and
/// dropped outside ``HDF5/use(file:_:)``.
struct HDF5File: ~Copyable {
  /// The identifier, lent: it dies with this value.
  let id: hid_t
  /// The file as bytes.
  let bytes: FileBytes
  /// The length of the file in bytes.
  var byteCount: Int { bytes.count }
  /// Whether all that can be verified is to be, though it take as long again as reading.
  let isVerified: Bool
  /// Whether the file ends before HDF5 had meant it to. What lies behind its end HDF5 reads as zeros,
  /// without a word.
  let isTruncated: Bool

  /// Opens a file that is open as bytes, with or without a user block before its HDF5 part.
  ///
  /// The file is not locked against other programs: a lock would fail on some network file systems, and
  /// what reads must not hinder who writes.
  ///
  /// Where damage is to be skipped, a file that ends before HDF5 had meant it to is opened all the same:
  /// reading what lies behind its end fails then.
  init(_ bytes: FileBytes, damage: MATDamagePolicy) throws(MATError) {
    self.bytes = bytes
    isVerified = damage == .skip
    (id, isTruncated) = try HDF5.use(file: bytes.path) { (hdf5) throws(MATError) -> (hid_t, Bool) in
      let overlay = HDF5Overlay(bytes)
      let access = try overlay.access(hdf5)
      if damage == .skip {
        // A property without a public name, by which h5clear of HDF5 opens such files.
        var skipped: Bool = true
        _ = unsafe H5Pset(access.id, "skip_eof_check", &skipped)
      }
      let id = overlay.open(access, flags: chdf5_read_only())
      guard id >= 0 else {
        let failure = hdf5.failure(.damaged, "not a readable HDF5 file")
        throw try Self.tooNew(bytes) ?? failure
      }
      var meant: hsize_t = 0
      guard unsafe H5Fget_filesize(id, &meant) >= 0 else {
        let error = hdf5.failure(.damaged, "a file without a size")
        _ = H5Fclose(id)
        throw error
      }
      return (id, bytes.count < meant)
    }
  }

  /// The error for a file of a format that is newer than this HDF5; nil where it is not, or may be damaged.
  ///
  /// The version of a superblock stands behind the eight bytes of the signature (HDF5 File Format
  /// Specification, section II.A); HDF5 1.10 to 1.14 know versions 0 to 3.
  private static func tooNew(_ bytes: FileBytes) throws(MATError) -> MATError? {
    let newest: UInt8 = 3
    var reader = ByteReader(bytes)
    for start in [0, 512] where start + 9 <= bytes.count {
      let head = try reader.bytes(start..<start + 9)
      guard head.starts(with: FoundFile.hdf5Signature), head[8] > newest, head[8] < 16 else {
        continue
      }
      return MATError(
        .unsupported, offset: start + 8,
        expected: "an HDF5 file of superblock version 0 to \(newest)",
        found: "version \(head[8]), which needs a newer HDF5")
    }
    return nil
  }

  deinit {
    let id = id
    // Nothing was written, so a failure to close loses nothing.
    _ = try? HDF5.use(file: nil) { (_) throws(MATError) in H5Fclose(id) }
  }
}

internal import CDeflate
internal import CHDF5
internal import CMatio
internal import CZlib

/// The C libraries that read and write for MATFiles.
package enum MATFilesLibraries {
  /// Their versions by their names, such as 1.10.8 for libhdf5.
  package static var versions: [String: String] {
    var (major, minor, release) = (Int32(0), Int32(0), Int32(0))
    unsafe Mat_GetLibraryVersion(&major, &minor, &release)
    return unsafe [
      // HDF5 ends a program whose headers are of another version.
      "libhdf5": "\(H5_VERS_MAJOR).\(H5_VERS_MINOR).\(H5_VERS_RELEASE)",
      "libmatio": "\(major).\(minor).\(release)",
      "libdeflate": LIBDEFLATE_VERSION_STRING,
      "libz": String(cString: zlibVersion()),
    ]
  }
}

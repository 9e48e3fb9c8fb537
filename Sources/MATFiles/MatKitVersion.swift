/// The version of MatKit, written into every file it makes.
public let matKitVersion = "0.1.0"

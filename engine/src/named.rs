//! Names that are hashes of what they name.

/// The first 16 hexadecimal digits of a BLAKE3 over named parts. The same parts give the same name on
/// every machine.
pub fn named<'a>(parts: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hasher = blake3::Hasher::new();
    for piece in parts.flat_map(|(name, bytes)| [name.as_bytes(), bytes]) {
        hasher.update(&(piece.len() as u64).to_le_bytes());
        hasher.update(piece);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

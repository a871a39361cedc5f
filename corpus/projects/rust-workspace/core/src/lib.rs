use sha2::{Digest, Sha256};

/// The digest of an entry, in hexadecimal digits.
pub fn digest(entry: &str) -> String {
    Sha256::digest(entry.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Passwords: Argon2id with the parameters that its library recommends.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

/// The shortest password, in characters (NIST SP 800-63B asks for eight at least).
pub const PASSWORD_CHARS_MIN: usize = 12;
/// The longest, in characters, so that hashing has an end.
pub const PASSWORD_CHARS_MAX: usize = 200;

/// Why a password cannot be hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the password cannot be hashed: {0}")]
pub struct HashError(String);

/// The hash of a password with a salt of its own; takes tens of milliseconds on purpose.
///
/// # Errors
/// When the system gives no random salt.
pub fn hash(password: &str) -> Result<String, HashError> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| HashError(error.to_string()))
}

/// Whether a password is the one of a hash. Without a hash it is held against one of nobody's and wrong, by
/// the same steps, so that time does not tell which names exist.
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    static NOBODYS: LazyLock<String> = LazyLock::new(|| self::hash("").unwrap_or_default());
    let against = hash.unwrap_or(&NOBODYS);
    let fits = PasswordHash::new(against).is_ok_and(|parsed| {
        Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
    });
    fits && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::{hash, is_right};

    #[test]
    fn only_the_password_itself_is_right() {
        let one = hash("correct horse battery").unwrap();
        assert!(one.starts_with("$argon2id$"), "{one}");
        assert_ne!(one, hash("correct horse battery").unwrap());
        assert!(is_right("correct horse battery", Some(&one)));
        assert!(!is_right("correct horse batterY", Some(&one)));
        assert!(!is_right("correct horse battery", Some("no hash")));
        assert!(!is_right("correct horse battery", None));
        // Not even the password of nobody's hash.
        assert!(!is_right("", None));
    }
}

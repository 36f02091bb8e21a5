//! Passwords: argon2id with 19 MiB, two passes, one lane (ASVS 11.4.2), on at most as many threads as there are cores.

use std::sync::Arc;

use anyhow::anyhow;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// Fewest and most characters (ASVS 6.2.1, 6.2.9).
pub const MIN: usize = 12;
pub const MAX: usize = 256;

/// Hashes off the request threads, never more at once than the cores can carry.
#[derive(Clone, Debug)]
pub struct Hasher {
    permits: Arc<Semaphore>,
    /// Verified against when the account is unknown, so that it takes as long (ASVS 6.3.8).
    decoy: Arc<str>,
}

impl Default for Hasher {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let decoy = hash_now("the password of nobody").expect("the default parameters hash");
        Self { permits: Arc::new(Semaphore::new(cores)), decoy: decoy.into() }
    }
}

impl Hasher {
    pub async fn hash(&self, password: String) -> anyhow::Result<String> {
        self.run(move || hash_now(&password)).await?
    }

    /// Whether the password fits; without a hash it never does, in the same time.
    pub async fn verify(&self, password: String, hash: Option<String>) -> anyhow::Result<bool> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let fits = self.run(move || verify_now(&password, &hash)).await??;
        Ok(fits && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let _permit = self.permits.acquire().await?;
        Ok(tokio::task::spawn_blocking(work).await?)
    }
}

/// NFC: the same password typed on another keyboard is the same password.
fn normalised(password: &str) -> String {
    password.nfc().collect()
}

fn hash_now(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password(normalised(password).as_bytes());
    Ok(hash.map_err(|error| anyhow!("hashing failed: {error}"))?.to_string())
}

fn verify_now(password: &str, hash: &str) -> anyhow::Result<bool> {
    if password.chars().count() > MAX {
        return Ok(false);
    }
    let hash = PasswordHash::new(hash).map_err(|error| anyhow!("a stored hash is unreadable: {error}"))?;
    Ok(Argon2::default().verify_password(normalised(password).as_bytes(), &hash).is_ok())
}

/// What is wrong with a new password, if anything: its length, and its closeness to the person's own name or address.
pub fn weakness(password: &str, personal: &[&str]) -> Option<&'static str> {
    let length = password.chars().count();
    let folded = password.to_lowercase();
    let contains = |word: &&str| word.chars().count() >= 4 && folded.contains(&word.to_lowercase());
    if length < MIN {
        Some("it has fewer than 12 characters")
    } else if length > MAX {
        Some("it has more than 256 characters")
    } else if personal.iter().any(contains) {
        Some("it contains the person's name or address")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_hash_in_either_unicode_form_and_no_other() {
        let hash = hash_now("Zürich-Käse-12").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify_now("Zu\u{308}rich-Ka\u{308}se-12", &hash).unwrap());
        assert!(!verify_now("Zurich-Kase-12", &hash).unwrap());
    }

    #[test]
    fn short_and_personal_passwords_are_weak() {
        assert!(weakness("short", &[]).is_some());
        assert!(weakness("Anna-has-a-password", &["anna"]).is_some());
        assert_eq!(weakness("correct horse battery", &["anna", "ann@b.eu"]), None);
    }
}

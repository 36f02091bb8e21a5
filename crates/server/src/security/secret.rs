//! Random secrets, and what is kept of them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hilum_domain::AccountId;
use sha2::{Digest, Sha256};

/// Without letters and digits that are taken for one another when read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

pub fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(bytes)
}

/// 256 random bits, for cookies and links.
pub fn token() -> anyhow::Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// Five random bits a character, in groups of four: 16 characters are 80 bits.
pub fn readable(characters: usize) -> anyhow::Result<String> {
    let mut text = String::new();
    for at in 0..characters {
        if at > 0 && at % 4 == 0 {
            text.push('-');
        }
        let [byte] = random::<1>()?;
        text.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    Ok(text)
}

/// The same as read, typed or copied by people: case, spaces and hyphens do not count, nor does O for zero.
pub fn as_typed(text: &str) -> String {
    let letter = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    text.chars().filter(char::is_ascii_alphanumeric).map(letter).collect()
}

/// What is kept of a secret that has enough randomness of its own.
pub fn hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// What is kept of a code that only counts for one person (or one of their sessions).
pub fn hash_for(whose: impl std::fmt::Display, code: &str) -> String {
    hash(&format!("{whose}\0{code}"))
}

/// What is kept of a support code: whose it is, nobody knows who types it.
pub fn support_hash(typed: &str) -> String {
    hash_for("support_code", &as_typed(typed))
}

/// What is kept of a recovery code.
pub fn recovery_hash(account: AccountId, typed: &str) -> String {
    hash_for(account, &as_typed(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readable_code_is_the_same_however_it_is_typed() {
        let code = readable(16).unwrap();
        assert_eq!(code.len(), 19, "{code}");
        let account = AccountId(uuid::Uuid::nil());
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(recovery_hash(account, &code), recovery_hash(account, &typed));
        assert_ne!(readable(16).unwrap(), code);
    }
}

//! Passwords: argon2id (ASVS 11.4.2), on threads of their own, and what makes a new one weak.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use hilum_domain::FieldError;
use hilum_domain::registration::PASSWORD_MAX;
use unicode_normalization::UnicodeNormalization;

use super::secret;
use crate::config::Settings;
use crate::error::ApiResult;

mod pool;
mod strength;

use pool::{Memory, Pool};

/// Hashes off the request threads, one core less than there are, so that a flood of sign-ins leaves room for others.
#[derive(Clone, Debug)]
pub struct Hasher {
    params: Params,
    pool: Pool,
    /// Compared with when the account is unknown, so that it takes as long (ASVS 6.3.8). The hash of nothing.
    decoy: Arc<str>,
    site_words: Arc<[String]>,
}

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub fits: bool,
    /// The hash was made with less effort than is asked for now: the password hashed anew.
    pub better_hash: Option<String>,
}

impl Hasher {
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        let asked = &settings.passwords;
        let params = Params::new(asked.memory_kib, asked.iterations, 1, None)
            .map_err(|error| anyhow!("passwords: {error}"))?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            pool: Pool::start((cores - 1).max(1), params.block_count())?,
            decoy: written(&params, &secret::random::<16>()?, &secret::random::<32>()?)?.into(),
            site_words: strength::site_words(&settings.public_url()).into(),
            params,
        })
    }

    /// # Errors
    /// 503 with `Retry-After` when too many wait, or it could not be done.
    pub async fn hash(&self, password: String) -> ApiResult<String> {
        let params = self.params.clone();
        self.pool.run(move |memory| hash_now(memory, &params, &normalised(&password))).await
    }

    /// Whether the password fits; without a hash it never does, in the same time.
    ///
    /// # Errors
    /// 503 with `Retry-After` when too many wait, or it could not be done: that is never a verdict.
    pub async fn verify(&self, password: String, hash: Option<String>) -> ApiResult<Verdict> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let params = self.params.clone();
        self.pool.run(move |memory| verify_now(memory, &params, &password, &hash, known)).await
    }

    /// What is wrong with a new password. `personal`: names and addresses of its owner. Here, because looking for
    /// patterns takes as long as hashing.
    ///
    /// # Errors
    /// 503 with `Retry-After` when too many wait.
    pub async fn faults(
        &self,
        field: &'static str,
        password: &str,
        personal: &[&str],
    ) -> ApiResult<Vec<FieldError>> {
        let (password, site) = (normalised(password), Arc::clone(&self.site_words));
        let personal: Vec<String> = personal.iter().map(|text| (*text).to_owned()).collect();
        self.pool.run(move |_| Ok(strength::faults(field, &password, &personal, &site))).await
    }
}

/// NFC: the same password typed on another keyboard is the same password.
fn normalised(password: &str) -> String {
    password.nfc().collect()
}

/// As it is stored (PHC string).
fn written(params: &Params, salt: &[u8], hash: &[u8]) -> anyhow::Result<String> {
    let wrong = |error| anyhow!("a hash cannot be written: {error}");
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params)
            .map_err(|error| anyhow!("a hash cannot be written: {error}"))?,
        salt: Some(Salt::new(salt).map_err(wrong)?),
        hash: Some(Output::new(hash).map_err(wrong)?),
    };
    Ok(hash.to_string())
}

fn fill(
    memory: &mut Memory,
    argon2: &Argon2<'_>,
    password: &str,
    salt: &[u8],
    out: &mut [u8],
) -> anyhow::Result<()> {
    memory
        .blocks(argon2.params().block_count(), |blocks| {
            argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, blocks)
        })?
        .map_err(|error| anyhow!("hashing failed: {error}"))
}

fn hash_now(memory: &mut Memory, params: &Params, password: &str) -> anyhow::Result<String> {
    let (salt, mut hash) = (secret::random::<16>()?, [0; Params::DEFAULT_OUTPUT_LEN]);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    fill(memory, &argon2, password, &salt, &mut hash)?;
    written(params, &salt, &hash)
}

/// Every error is a failure of ours: a wrong password is none.
fn verify_now(
    memory: &mut Memory,
    wanted: &Params,
    password: &str,
    hash: &str,
    known: bool,
) -> anyhow::Result<Verdict> {
    let no = Verdict { fits: false, better_hash: None };
    let password = &normalised(password);
    if password.chars().count() as u64 > PASSWORD_MAX {
        return Ok(no);
    }
    let (argon2, salt, expected) = read(hash).context("a stored hash is unreadable")?;
    let mut made = [0; Output::MAX_LENGTH];
    let made = &mut made[..expected.len()];
    fill(memory, &argon2, password, &salt, made)?;
    // `Output` is compared in constant time.
    let made = Output::new(made).map_err(|error| anyhow!("hashing failed: {error}"))?;
    if made != expected || !known {
        return Ok(no);
    }
    let weaker = argon2.params().m_cost() < wanted.m_cost() || argon2.params().t_cost() < wanted.t_cost();
    let better_hash = weaker.then(|| hash_now(memory, wanted, password)).transpose()?;
    Ok(Verdict { fits: true, better_hash })
}

/// How a hash was made, whatever the settings are today.
fn read(hash: &str) -> anyhow::Result<(Argon2<'static>, Salt, Output)> {
    let hash = PasswordHash::new(hash).map_err(|error| anyhow!("{error}"))?;
    let params = Params::try_from(&hash).map_err(|error| anyhow!("{error}"))?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(|error| anyhow!("{error}"))?;
    let version = hash.version.map(Version::try_from).transpose().map_err(|error| anyhow!("{error}"))?;
    // Before version 1.3 none was written.
    let argon2 = Argon2::new(algorithm, version.unwrap_or(Version::V0x10), params);
    Ok((argon2, hash.salt.context("it has no salt")?, hash.hash.context("it has no hash")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Passwords;

    fn hasher(passwords: Passwords) -> Hasher {
        Hasher::new(&Settings { passwords, ..Settings::default() }).unwrap()
    }

    async fn verdict(hasher: &Hasher, password: &str, hash: &str) -> Verdict {
        hasher.verify(password.into(), Some(hash.into())).await.unwrap()
    }

    #[tokio::test]
    async fn a_password_fits_its_hash_in_either_unicode_form_and_no_other() {
        let hasher = hasher(Passwords::default());
        let hash = hasher.hash("Zürich-Käse-12".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verdict(&hasher, "Zu\u{308}rich-Ka\u{308}se-12", &hash).await.fits);
        assert!(!verdict(&hasher, "Zurich-Kase-12", &hash).await.fits);
        assert!(!hasher.verify("Zürich-Käse-12".into(), None).await.unwrap().fits, "nobody's");
    }

    #[tokio::test]
    async fn a_hash_made_with_less_effort_is_made_anew_when_its_password_is_there() {
        let weak = hasher(Passwords { memory_kib: 8192, iterations: 1 });
        let strong = hasher(Passwords::default());
        let old = weak.hash("a sentence of mine".into()).await.unwrap();
        let new = verdict(&strong, "a sentence of mine", &old).await.better_hash.expect("a better hash");
        assert_eq!(verdict(&strong, "a sentence of mine", &new).await.better_hash, None);
        // Made with more memory than this one keeps, and still the person's password.
        assert_eq!(
            verdict(&weak, "a sentence of mine", &new).await,
            Verdict { fits: true, better_hash: None }
        );
        assert!(!verdict(&weak, "a sentence of theirs", &new).await.fits);
    }

    #[tokio::test]
    async fn hashes_of_other_programs_and_times_are_understood() {
        let hasher = hasher(Passwords::default());
        // The reference implementation's own example (argon2 -i, version 1.0, two lanes).
        let old = "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ";
        assert!(verdict(&hasher, "password", old).await.fits);
        assert!(!verdict(&hasher, "passwort", old).await.fits);
    }

    #[tokio::test]
    async fn what_cannot_be_compared_is_no_verdict() {
        let hasher = hasher(Passwords::default());
        let good = hasher.hash("a sentence of mine".into()).await.unwrap();
        let cut = &good[..good.rfind('$').unwrap()];
        let immense = good.replace("m=19456", "m=4294967295");
        for unreadable in ["", "plain", cut, immense.as_str(), "$2b$12$abcdefghijklmnopqrstuv"] {
            let failed =
                hasher.verify("a sentence of mine".into(), Some(unreadable.into())).await.unwrap_err();
            assert_eq!(failed.code().status(), 503, "{unreadable}");
        }
        assert!(verdict(&hasher, "a sentence of mine", &good).await.fits);
    }
}

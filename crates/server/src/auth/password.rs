//! Passwords: argon2id (ASVS 11.4.2), on a bounded number of threads, and what makes a new one weak.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::registration::{PASSWORD_MAX, check_password_length};
use hilum_domain::{FieldCode, FieldError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::Score;

use crate::config::Passwords;
use crate::error::{ApiError, ApiResult};

/// How many may wait for a hash before the next is told to come back: a flood must not fill the memory.
const QUEUE: usize = 256;
/// Longer texts are not guessed from lists, and looking for patterns in them takes time.
const LOOKED_AT: usize = 72;

/// Hashes off the request threads, one core less than there are, so that a flood of sign-ins leaves room for others.
#[derive(Clone, Debug)]
pub struct Hasher {
    argon2: Argon2<'static>,
    threads: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// Verified against when the account is unknown, so that it takes as long (ASVS 6.3.8).
    decoy: Arc<str>,
}

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub fits: bool,
    /// The hash was made with less effort than is asked for now: the password hashed anew.
    pub better_hash: Option<String>,
}

impl Hasher {
    pub fn new(settings: &Passwords) -> anyhow::Result<Self> {
        let params = Params::new(settings.memory_kib, settings.iterations, 1, None)
            .map_err(|error| anyhow!("passwords: {error}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let decoy = hash_now(&argon2, "the password of nobody")?;
        Ok(Self {
            argon2,
            threads: Arc::new(Semaphore::new((cores - 1).max(1))),
            queue: Arc::new(Semaphore::new(QUEUE)),
            decoy: decoy.into(),
        })
    }

    /// # Errors
    /// 503 with `Retry-After` when too many wait.
    pub async fn hash(&self, password: String) -> ApiResult<String> {
        let argon2 = self.argon2.clone();
        Ok(self.run(move || hash_now(&argon2, &password)).await??)
    }

    /// Whether the password fits; without a hash it never does, in the same time.
    ///
    /// # Errors
    /// 503 with `Retry-After` when too many wait.
    pub async fn verify(&self, password: String, hash: Option<String>) -> ApiResult<Verdict> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let argon2 = self.argon2.clone();
        Ok(self.run(move || verify_now(&argon2, &password, &hash, known)).await??)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> ApiResult<T> {
        let full = |_| ApiError::Later(ErrorCode::Unavailable, 2);
        let place = self.queue.clone().try_acquire_owned().map_err(full)?;
        let thread = self.threads.clone().acquire_owned().await.map_err(anyhow::Error::from)?;
        let counted = move || {
            // Held until the work is done, not until somebody hangs up.
            let _held: [OwnedSemaphorePermit; 2] = [place, thread];
            work()
        };
        Ok(tokio::task::spawn_blocking(counted).await.map_err(anyhow::Error::from)?)
    }
}

/// NFC: the same password typed on another keyboard is the same password.
fn normalised(password: &str) -> String {
    password.nfc().collect()
}

fn hash_now(argon2: &Argon2<'_>, password: &str) -> anyhow::Result<String> {
    let hash = argon2.hash_password(normalised(password).as_bytes());
    Ok(hash.map_err(|error| anyhow!("hashing failed: {error}"))?.to_string())
}

fn verify_now(argon2: &Argon2<'_>, password: &str, hash: &str, known: bool) -> anyhow::Result<Verdict> {
    let no = Verdict { fits: false, better_hash: None };
    let password = &normalised(password);
    if password.chars().count() > PASSWORD_MAX {
        return Ok(no);
    }
    let hash = PasswordHash::new(hash).map_err(|error| anyhow!("a stored hash is unreadable: {error}"))?;
    if argon2.verify_password(password.as_bytes(), &hash).is_err() || !known {
        return Ok(no);
    }
    let made_with = Params::try_from(&hash).ok().context("a stored hash has no parameters")?;
    let wanted = argon2.params();
    let weaker = made_with.m_cost() < wanted.m_cost() || made_with.t_cost() < wanted.t_cost();
    let better_hash = weaker.then(|| hash_now(argon2, password)).transpose()?;
    Ok(Verdict { fits: true, better_hash })
}

/// What is wrong with a new password: its length, its closeness to the person's own name or address, or that it is
/// among the first to be guessed (lists of common passwords, words, dates and patterns, all of them embedded).
pub fn faults(field: &str, password: &str, personal: &[&str]) -> Vec<FieldError> {
    let mut faults = Vec::new();
    // What is kept counts, not how a keyboard puts it together.
    let password = &normalised(password);
    check_password_length(&mut faults, field, password);
    if !faults.is_empty() {
        return faults;
    }
    let folded = password.to_lowercase();
    let parts = personal.iter().flat_map(|text| text.split(['@', '.', '-', ' ', '+', '_']));
    let words: Vec<String> = parts.chain(personal.iter().copied()).map(str::to_lowercase).collect();
    if words.iter().any(|word| word.chars().count() >= 4 && folded.contains(word.as_str())) {
        faults.push(FieldError::new(field, FieldCode::PersonalPassword));
    }
    let beginning: String = password.chars().take(LOOKED_AT).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).chain(["hilum", "cpms", "eulogin"]).collect();
    if zxcvbn::zxcvbn(&beginning, &words).score() < Score::Three {
        faults.push(FieldError::new(field, FieldCode::CommonPassword));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argon2(settings: &Passwords) -> Argon2<'static> {
        Hasher::new(settings).unwrap().argon2
    }

    #[test]
    fn a_password_fits_its_hash_in_either_unicode_form_and_no_other() {
        let argon2 = argon2(&Passwords::default());
        let hash = hash_now(&argon2, "Zürich-Käse-12").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let fits = |password: &str| verify_now(&argon2, password, &hash, true).unwrap().fits;
        assert!(fits("Zu\u{308}rich-Ka\u{308}se-12"));
        assert!(!fits("Zurich-Kase-12"));
        assert!(!verify_now(&argon2, "Zürich-Käse-12", &hash, false).unwrap().fits, "nobody's");
    }

    #[test]
    fn a_hash_made_with_less_effort_is_made_anew_when_its_password_is_there() {
        let weak = argon2(&Passwords { memory_kib: 8192, iterations: 1 });
        let strong = argon2(&Passwords::default());
        let old = hash_now(&weak, "a sentence of mine").unwrap();
        let verdict = verify_now(&strong, "a sentence of mine", &old, true).unwrap();
        let new = verdict.better_hash.expect("a better hash");
        assert_eq!(verify_now(&strong, "a sentence of mine", &new, true).unwrap().better_hash, None);
        assert_eq!(verify_now(&weak, "a sentence of mine", &new, true).unwrap().better_hash, None);
    }

    #[tokio::test]
    async fn whoever_hangs_up_does_not_free_a_thread_that_still_works() {
        let hasher = Hasher::new(&Passwords::default()).unwrap();
        let free = hasher.threads.available_permits();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
        let client = tokio::spawn({
            let hasher = hasher.clone();
            async move {
                let work = move || (begun.send(()), may_go_on.recv());
                hasher.run(work).await
            }
        });
        has_begun.await.unwrap();
        client.abort();
        assert!(client.await.is_err());
        assert_eq!(hasher.threads.available_permits(), free - 1);
        go_on.send(()).unwrap();
        let all = hasher.threads.acquire_many(u32::try_from(free).unwrap()).await;
        drop(all.unwrap());
    }

    #[test]
    fn short_common_and_personal_passwords_are_refused_and_any_sentence_is_good() {
        let codes = |password: &str| {
            let personal = ["Anna", "Müller-Lüdenscheidt", "anna.mueller@klinik.example"];
            faults("password", password, &personal).into_iter().map(|f| f.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("short"), [FieldCode::TooShort]);
        for common in ["password1234", "qwertyuiop12", "123456789012", "iloveyou1234", "aaaaaaaaaaaa"] {
            assert_eq!(codes(common), [FieldCode::CommonPassword], "{common}");
        }
        for personal in ["Annas geheimer Garten!", "klinik-tuer-42-offen", "MÜLLER war gestern da"] {
            assert!(codes(personal).contains(&FieldCode::PersonalPassword), "{personal}");
        }
        for good in ["correct horse battery", "zwölf Boxkämpfer jagen", "Ωμέγα και άλφα 7", "x9$kQ!m2Lr#vT"]
        {
            assert!(codes(good).is_empty(), "{good}: {:?}", codes(good));
        }
        assert!(codes(&"correct horse battery ".repeat(11)).is_empty());
    }
}

//! What has to be read again and must not be readable in a stolen database: shared secrets and numbers, sealed with a
//! key that is not in it (XChaCha20-Poly1305; ASVS 11.3.2). All nodes of one database hold the same key.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hilum_store::{Author, Store, StoreError, vault as stored};
use sha2::{Digest, Sha256};

use super::secret;
use crate::config::Settings;

const NONCE: usize = 24;
const PROOF: &str = "hilum";

#[derive(Clone)]
pub struct Vault(XChaCha20Poly1305);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// The key of the setting `secret_key`; without it, that of the file in the data folder, made at the first start.
    /// In training everybody knows it: nothing real is kept there (R18).
    pub fn open(settings: &Settings) -> anyhow::Result<Self> {
        let text = match &settings.secret_key {
            Some(text) => {
                ensure!(text.len() >= 32, "the setting secret_key is too short: at least 32 characters");
                text.clone()
            }
            None if settings.training.enabled => "training".into(),
            None => from_file(&settings.data_dir.join("hilum.key"))?,
        };
        Ok(Self(XChaCha20Poly1305::new(&Sha256::digest(text.as_bytes()))))
    }

    /// `owner`: what belongs to one person cannot be moved to another.
    pub fn seal(&self, owner: impl std::fmt::Display, text: &str) -> anyhow::Result<String> {
        let nonce = secret::random::<NONCE>()?;
        let (owner, payload) = (owner.to_string(), text.as_bytes());
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), Payload { msg: payload, aad: owner.as_bytes() })
            .ok()
            .context("sealing failed")?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    pub fn unseal(&self, owner: impl std::fmt::Display, sealed: &str) -> anyhow::Result<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().context("too short to be sealed")?;
        let owner = owner.to_string();
        let opened = self
            .0
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: owner.as_bytes() })
            .ok()
            .context("this was sealed with another key, or for somebody else")?;
        Ok(String::from_utf8(opened)?)
    }

    /// Refuses to start with another key than the one this database was used with: second factors would be lost.
    pub async fn check(&self, store: &Store) -> anyhow::Result<()> {
        let Some(proof) = stored::proof(&store.db()).await? else {
            let proof = self.seal(PROOF, PROOF)?;
            return store
                .write(Author::System, async move |tx| stored::keep_proof(tx, &proof).await)
                .await
                .map_err(|error: StoreError| error.into());
        };
        if self.unseal(PROOF, &proof).is_err() {
            bail!(
                "this database was used with another secret key: give all nodes the same secret_key \
                 (HILUM_SECRET_KEY), or the file hilum.key it was begun with"
            );
        }
        Ok(())
    }
}

fn from_file(path: &Path) -> anyhow::Result<String> {
    if let Ok(text) = std::fs::read_to_string(path) {
        ensure!(text.len() >= 32, "{} is damaged: it is too short for a key", path.display());
        return Ok(text);
    }
    make(path, &secret::token()?).with_context(|| format!("cannot make {}", path.display()))?;
    Ok(std::fs::read_to_string(path)?)
}

/// Whole, or not there: half a key would be taken for the key at the next start. Of several that start at once the first
/// one's counts.
fn make(path: &Path, text: &str) -> anyhow::Result<()> {
    let part = path.with_extension(format!("part{}", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&part, path);
    std::fs::remove_file(&part)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(crate::files::keep_entry(path)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_for_its_owner_with_the_same_key_only() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings { data_dir: folder.path().into(), ..Settings::default() };
        let vault = Vault::open(&settings).unwrap();
        let sealed = vault.seal("anna", "JBSWY3DPEHPK3PXP").unwrap();
        assert!(!sealed.contains("JBSWY3DPEHPK3PXP"));
        let again = Vault::open(&settings).unwrap();
        assert_eq!(again.unseal("anna", &sealed).unwrap(), "JBSWY3DPEHPK3PXP");
        assert!(again.unseal("berta", &sealed).is_err());
        settings.secret_key = Some("another key, of at least 32 characters".into());
        assert!(Vault::open(&settings).unwrap().unseal("anna", &sealed).is_err());
    }
}

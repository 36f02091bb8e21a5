//! The ways out for mails: SMTP when configured, the training mailbox in training mode, a spool folder otherwise.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use hilum_domain::Moment;
use hilum_store::{Author, Store, StoreError, training};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use uuid::Uuid;

use crate::config::Settings;
use crate::files;
use crate::letters::letter::Rendered;

/// Time for one try.
const TRY_LIMIT: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(crate) enum Transport {
    Smtp { smtp: Box<AsyncSmtpTransport<Tokio1Executor>>, from: Mailbox },
    Mailbox(Store),
    Spool { folder: PathBuf, from: Mailbox },
}

impl Transport {
    pub(crate) fn new(settings: &Settings, store: &Store) -> anyhow::Result<Self> {
        let from: Mailbox = settings.mail.from.parse().context("mail.from is not a mail address")?;
        if settings.training.enabled {
            return Ok(Self::Mailbox(store.clone()));
        }
        match &settings.mail.smtp_url {
            Some(url) => {
                let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .context("mail.smtp_url is not right")?;
                Ok(Self::Smtp { smtp: Box::new(smtp.timeout(Some(TRY_LIMIT)).build()), from })
            }
            None => Ok(Self::Spool { folder: settings.data_dir.join("mail"), from }),
        }
    }

    /// Sends once. `id` is that of the outbox row: a repeated delivery is the same mail to the receiver.
    pub(crate) async fn send(&self, id: Uuid, mail: Rendered, now: Moment) -> anyhow::Result<()> {
        match self {
            Self::Smtp { smtp, from } => {
                let message = message(id, from, mail)?;
                tokio::time::timeout(TRY_LIMIT, smtp.send(message))
                    .await
                    .context("no answer within 10 s")??;
            }
            Self::Mailbox(store) => {
                let row = training::mail(id, mail.to, mail.subject, mail.text, mail.html, now);
                store
                    .write(Author::System, async move |tx| training::keep_mail(tx, row.clone()).await)
                    .await
                    .map_err(|error: StoreError| anyhow::anyhow!(error))?;
            }
            Self::Spool { folder, from } => {
                let message = message(id, from, mail)?;
                let (folder, text) = (folder.clone(), message.formatted());
                tokio::task::spawn_blocking(move || spool(&folder, id, &text)).await??;
            }
        }
        Ok(())
    }
}

/// What counts as sent is on the disk: the row will not be looked at again.
fn spool(folder: &Path, id: Uuid, text: &[u8]) -> std::io::Result<()> {
    files::private_folder(folder)?;
    let (part, whole) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
    let mut file = std::fs::File::create(&part)?;
    file.write_all(text)?;
    file.sync_all()?;
    std::fs::rename(&part, &whole)?;
    files::keep_entry(&whole)
}

fn message(id: Uuid, from: &Mailbox, mail: Rendered) -> anyhow::Result<Message> {
    let address = mail.to.parse().context("the recipient's address")?;
    let name = (!mail.to_name.is_empty()).then_some(mail.to_name);
    Ok(Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .subject(mail.subject)
        .multipart(MultiPart::alternative_plain_html(mail.text, mail.html))?)
}

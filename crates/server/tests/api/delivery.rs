//! How mails leave: SMTP with retries, the spool folder, and giving up (R14).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use hilum_domain::catalogue::Assurance;
use hilum_domain::policy::PortalRole;
use hilum_domain::verification::Method;
use hilum_server::people::{self, Person};
use hilum_server::security::secret;
use hilum_store::sessions::{self, Origin, Session};
use hilum_store::{Author, StoreError, new_id, outbox};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Client, People, TestApp, eventually, spawn_app_with};

const PASSWORD: &str = "correct horse battery";

/// A mail server of a few lines: refuses as often as it is told to, then takes everything.
#[derive(Clone, Default)]
struct MailServer {
    to_refuse: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
    taken: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Begins to listen; returns its address.
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.talk(connection).await });
            }
        });
        url
    }

    async fn talk(&self, connection: TcpStream) -> std::io::Result<()> {
        let (reading, mut writing) = connection.into_split();
        let mut lines = BufReader::new(reading).lines();
        if self.to_refuse.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
        {
            self.refused.fetch_add(1, Ordering::SeqCst);
            return writing.write_all(b"421 not now\r\n").await;
        }
        writing.write_all(b"220 hello\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let answer: &[u8] = match line.split(' ').next() {
                Some("DATA") => {
                    writing.write_all(b"354 go on\r\n").await?;
                    let mut mail = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        mail.push_str(&line);
                        mail.push('\n');
                    }
                    self.taken.lock().unwrap().push(mail);
                    b"250 taken\r\n"
                }
                Some("QUIT") => b"221 bye\r\n",
                _ => b"250 ok\r\n",
            };
            writing.write_all(answer).await?;
        }
        Ok(())
    }

    fn mails(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

async fn until(what: &str, done: impl Fn() -> bool) {
    eventually(what, || std::future::ready(done().then_some(()))).await;
}

/// A real person asks for access where nobody decides: mails to them and to the helpdesk, who is the same person here.
async fn submit(app: &TestApp) {
    let context = app.context.clone();
    app.inside(async move {
        let ana = Person {
            email: "Ana@klinik.example".into(),
            first_name: "Ana".into(),
            last_name: "Müller".into(),
        };
        let id = people::create(&context, ana, PortalRole::Helpdesk, PASSWORD.into()).await.unwrap();
        let now = context.now();
        let session = Session {
            id: new_id(now),
            account: id,
            assurance: Assurance::TwoStep,
            method: Method::Totp,
            verified_at: Some(now),
            failures: 0,
            created_at: now,
            last_seen_at: now,
            expires_at: now + TimeDelta::hours(1),
            origin: Origin::default(),
        };
        let kept: Result<(), StoreError> = context
            .store
            .write(Author::System, async move |tx| sessions::insert(tx, secret::hash("ana"), &session).await)
            .await;
        kept.unwrap();
    })
    .await;
    let ana: Client = app.anonymous().with_secret("ana");
    let found = ana.get("/api/v1/organisations?application=CPMS&q=DE22%20rnd").await.expect(200);
    let draft =
        json!({ "application": "CPMS", "organisation_id": found["items"][0]["id"], "profiles": ["hp"] });
    let draft = ana.post("/api/v1/access-requests").json(draft).await.expect(201);
    ana.submit(&draft).await.expect(200);
}

#[tokio::test]
async fn a_mail_that_is_refused_at_first_is_delivered_later_and_once() {
    let server = MailServer::default();
    server.to_refuse.store(2, Ordering::SeqCst);
    let url = server.start().await;
    let app = spawn_app_with(People::Nobody, |settings| settings.mail.smtp_url = Some(url));
    submit(&app).await;
    until("two refusals", || server.refused.load(Ordering::SeqCst) == 2).await;
    assert_eq!(server.mails().len(), 0);
    // The pause after the first failure is five seconds; a lease is a minute.
    let clock = app.context.clock.clone();
    until("two deliveries", || {
        clock.advance(1);
        server.mails().len() == 2
    })
    .await;
    let mails = server.mails();
    let (to_applicant, alarm): (Vec<&String>, Vec<&String>) = mails
        .iter()
        .partition(|mail| mail.contains("Subject: Your request for access to CPMS has been submitted"));
    assert_eq!((to_applicant.len(), alarm.len()), (1, 1), "{mails:#?}");
    for part in [
        "From: Hilum <no-reply@hilum.example>",
        "<Ana@klinik.example>",
        "text/plain",
        "text/html",
        "Message-ID: <",
    ] {
        assert!(to_applicant[0].contains(part), "{part}: {}", to_applicant[0]);
    }
    assert!(alarm[0].contains("Subject: Nobody can decide a request in ERN-RND"), "{}", alarm[0]);
}

#[tokio::test]
async fn a_mail_that_cannot_be_delivered_for_days_is_parked_and_delays_nothing() {
    let server = MailServer::default();
    server.to_refuse.store(usize::MAX, Ordering::SeqCst);
    let url = server.start().await;
    let app = spawn_app_with(People::Nobody, |settings| settings.mail.smtp_url = Some(url));
    submit(&app).await;
    until("two refusals", || server.refused.load(Ordering::SeqCst) >= 2).await;
    app.context.clock.advance(37 * 3600);
    eventually("nothing waits any more", || async {
        let context = app.context.clone();
        let left = app.inside(async move { outbox::count_waiting(&context.store.db()).await.unwrap() }).await;
        (left == 0).then_some(())
    })
    .await;
    assert_eq!(server.mails().len(), 0);
}

#[tokio::test]
async fn without_a_mail_server_mails_are_put_into_a_folder() {
    let app = spawn_app_with(People::Nobody, |_| {});
    let folder = app.context.settings.data_dir.join("mail");
    submit(&app).await;
    let mails = || -> Vec<String> {
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let whole = files.filter(|path| path.extension().is_some_and(|e| e == "eml"));
        whole.map(|path| std::fs::read_to_string(path).unwrap()).collect()
    };
    until("two mails", || mails().len() == 2).await;
    assert!(mails().iter().all(|mail| mail.contains("<Ana@klinik.example>")), "{:#?}", mails());
}

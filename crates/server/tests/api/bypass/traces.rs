//! What is secret is written down nowhere: not in the log, however talkative, not in answers, not in the database.

use std::fs;

use serde_json::json;

use crate::support::identity::{PASSWORD, registration};
use crate::support::{Database, People, Program, eventually};

const EMAIL: &str = "zoe@klinik.example";
const WRONG: &str = "this one is not the password";
const SECOND: &str = "Kraken tanzen leise Tango";

/// The newest link in the spool folder, once there are so many mails.
async fn link(database: &Database, mails: usize) -> String {
    let folder = database.folder.path().join("mail");
    let mut files = eventually("a mail", || async {
        let files = fs::read_dir(&folder).ok()?.flatten().map(|file| file.path());
        let whole: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "eml")).collect();
        (whole.len() == mails).then_some(whole)
    })
    .await;
    files.sort();
    let mail = fs::read_to_string(files.pop().unwrap()).unwrap();
    let text = mail.replace("=\r\n", "").replace("=3D", "=");
    let (_, rest) = text.split_once("token=").unwrap_or_else(|| panic!("no link in {text}"));
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

#[tokio::test]
async fn nothing_secret_is_in_the_log_in_answers_or_in_the_database() {
    let database = Database::new(People::Nobody);
    let log = database.folder.path().join("log.txt");
    let program = Program::serve_logging(&database, "trace", &log).await;
    let nobody = program.client(None);
    let mut answers = String::new();
    let mut secrets = vec![PASSWORD.to_owned(), WRONG.to_owned(), SECOND.to_owned()];

    nobody.post("/api/v1/accounts").json(registration(EMAIL)).await.expect(202);
    secrets.push(link(&database, 1).await);
    let body = json!({"token": secrets[3], "password": PASSWORD});
    answers += &nobody.post("/api/v1/accounts/confirmations").json(body.clone()).await.text;
    answers += &nobody.post("/api/v1/accounts/confirmations").json(body).await.refused(422, "invalid").text;
    // The page itself is asked for with the link in its address.
    nobody.get(&format!("/register/confirm?token={}", secrets[3])).await;
    let sign_in =
        |password: &str| nobody.post("/api/v1/sessions").json(json!({"email": EMAIL, "password": password}));
    answers += &sign_in(WRONG).await.refused(401, "bad_credentials").text;
    answers += &nobody.post("/api/v1/sessions").json(json!({"email": [], "password": WRONG})).await.text;
    answers += &nobody.post("/api/v1/sessions").body("application/json", format!("{{{WRONG}")).await.text;
    let signed_in = sign_in(PASSWORD).await;
    let mut client = nobody.with_secret(signed_in.session_secret());
    answers += &signed_in.text;
    secrets.extend(client.secret.clone());
    let authenticator = client.set_up_totp(hilum_server::clock::Clock::default().now()).await;
    secrets.extend(client.secret.clone());
    secrets.push(authenticator.secret);
    secrets.extend(authenticator.recovery_codes.iter().cloned());
    answers += &client.verify("recovery_code", WRONG).await.refused(401, "bad_code").text;
    let verified = client.verify("recovery_code", &authenticator.recovery_codes[0]).await;
    let client = nobody.with_secret(verified.session_secret());
    answers += &verified.text;
    secrets.extend(client.secret.clone());
    let change = json!({"current_password": PASSWORD, "new_password": SECOND});
    answers += &client.post("/api/v1/me/password").json(change).await.text;
    let weak = json!({"current_password": SECOND, "new_password": format!("{EMAIL} {WRONG}")});
    answers += &client.post("/api/v1/me/password").json(weak).await.refused(422, "invalid").text;
    nobody.post("/api/v1/password-resets").json(json!({"email": EMAIL})).await.expect(202);
    secrets.push(link(&database, 5).await);
    for path in ["/api/v1/me", "/api/v1/session", "/api/v1/me/factors", "/api/v1/me/sessions"] {
        answers += &client.get(path).await.text;
    }
    program.kill();

    let mut kept = vec![("the answers", answers.into_bytes()), ("the log", fs::read(&log).unwrap())];
    assert!(kept[1].1.len() > 1000, "there is a log");
    // On PostgreSQL the same statements write the same.
    if database.url().is_none() {
        for file in ["hilum.sqlite", "hilum.sqlite-wal"] {
            kept.push((file, fs::read(database.folder.path().join(file)).unwrap_or_default()));
        }
        assert!(kept.iter().any(|(_, bytes)| contains(bytes, EMAIL)), "the account is there");
    }
    for secret in &secrets {
        for (place, bytes) in &kept {
            assert!(!contains(bytes, secret), "{secret} is in {place}");
        }
    }
    assert_eq!(secrets.len(), 19, "{secrets:?}");
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

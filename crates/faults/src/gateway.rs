//! A gateway for text messages that takes a connection and never answers.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::database::Kind;
use crate::http::Client;
use crate::node::eventually;
use crate::world::World;

const PASSWORD: &str = "seventeen quiet herons";
const LIMIT: Duration = Duration::from_secs(60);

pub(crate) fn prove(world: &World) -> Result<String> {
    let gateway = TcpListener::bind("127.0.0.1:0")?;
    gateway.set_nonblocking(true)?;
    let url = format!("http://{}/", gateway.local_addr()?);
    let database = world.database(Kind::Sqlite)?;
    let node = world.launch().real().with("HILUM_SMS_GATEWAY_URL", &url).start(&database)?;
    let (client, spool) = (node.client(), database.data().join("mail"));
    let ana = registered(&client, &spool, "ana@klinik.example")?;
    let telephone = json!({ "kind": "sms", "label": "Telephone", "phone": "+32 475 12 34 56" });
    ana.post("/api/v1/me/factors", &telephone)?.expect(201)?;
    let mut taken = None;
    eventually("the gateway is asked", LIMIT, || {
        taken = gateway.accept().ok();
        Ok(taken.is_some())
    })?;
    let (waiting, _) = taken.context("a connection")?;
    register(&client.stranger(2), "bo@klinik.example")?;
    let took = eventually("a mail arrives", LIMIT, || Ok(token(&spool, "bo@klinik.example")?.is_some()))?;
    ensure!(is_open(&waiting)?, "the mail waited until the gateway had been given up");
    Ok(format!("a mail was delivered after {} ms while the gateway kept silent", took.as_millis()))
}

fn is_open(stream: &TcpStream) -> Result<bool> {
    stream.set_nonblocking(true)?;
    let mut block = [0; 4096];
    // What was asked of the gateway comes first.
    loop {
        match std::io::Read::read(&mut &*stream, &mut block) {
            Ok(0) => return Ok(false),
            Ok(_) => {}
            Err(error) => return Ok(error.kind() == ErrorKind::WouldBlock),
        }
    }
}

fn register(client: &Client, email: &str) -> Result<()> {
    let body = json!({"first_name": "Ana", "last_name": "M", "email": email, "email_confirmation": email,
        "language": "en", "privacy_accepted": true});
    client.post("/api/v1/accounts", &body)?.expect(202).map(drop)
}

fn registered(client: &Client, spool: &Path, email: &str) -> Result<Client> {
    register(client, email)?;
    eventually("the mail of the registration", LIMIT, || Ok(token(spool, email)?.is_some()))?;
    let confirmation = json!({ "token": token(spool, email)?, "password": PASSWORD });
    client.post("/api/v1/accounts/confirmations", &confirmation)?.expect(204)?;
    client.signed_in(email, PASSWORD)
}

/// The token of the link in the mail to somebody, if it has come.
fn token(spool: &Path, email: &str) -> Result<Option<String>> {
    for entry in std::fs::read_dir(spool).into_iter().flatten().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        // Quoted-printable, as far as it matters here.
        let text = text.replace("=\r\n", "").replace("=3D", "=");
        let whole = entry.path().extension().is_some_and(|extension| extension == "eml");
        if whole && text.contains(email) {
            let token =
                text.split_once("token=").map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
            return Ok(token.map(str::to_owned));
        }
    }
    Ok(None)
}

//! What people do on any day, each thing looked at right after it was acknowledged, and once more after a restart: a
//! database that only seems to write is found out here.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::http::{Answer, Client, PASSWORD, address_of};
use crate::node::eventually;

const ME: &str = "/api/v1/me";
const NEW_PASSWORD: &str = "seventeen quiet herons";
const MAIL: Duration = Duration::from_secs(60);

/// People to whom nothing else happens.
const CHANGES_TELEPHONE: &str = "newcomer1";
const CHANGES_PASSWORD: &str = "newcomer2";
const SIGNS_OUT: &str = "newcomer3";
const IS_SUSPENDED: &str = "newcomer4";
const REGISTERS: &str = "zoe@klinik.example";

/// Those who came before anything was broken.
#[derive(Debug)]
pub(crate) struct Life {
    telephone: Client,
    password: Client,
    leaver: Client,
    victim: Client,
    helpdesk: Client,
}

impl Life {
    /// Everybody signs in.
    pub(crate) fn begin(client: &Client) -> Result<Self> {
        let sign_in = |name| client.signed_in(name, PASSWORD);
        Ok(Self {
            telephone: sign_in(CHANGES_TELEPHONE)?,
            password: sign_in(CHANGES_PASSWORD)?,
            leaver: sign_in(SIGNS_OUT)?,
            victim: sign_in(IS_SUSPENDED)?,
            helpdesk: sign_in("helpdesk1")?,
        })
    }

    pub(crate) fn reads(&self) -> Result<()> {
        for person in [&self.telephone, &self.leaver, &self.victim] {
            person.get(ME)?.expect(200).context("reading goes on")?;
        }
        Ok(())
    }

    /// Everybody does what they came for, and it is so.
    pub(crate) fn go_on(&self) -> Result<()> {
        let before = self.telephone.get(ME)?.expect(200)?;
        let change = json!({ "phone": "+32475123456" });
        self.telephone.call("PATCH", ME).if_match(&before).json(&change).send()?.expect(200)?;
        let change = json!({ "current_password": PASSWORD, "new_password": NEW_PASSWORD });
        self.password.post("/api/v1/me/password", &change)?.expect(204)?;
        self.leaver.call("DELETE", "/api/v1/session").send()?.expect(204)?;
        self.suspend()?;
        self.helpdesk.stranger(77).post("/api/v1/accounts", &registration())?.expect(202)?;
        self.is_so(&self.telephone)
    }

    fn suspend(&self) -> Result<()> {
        let id = self.victim.get(ME)?.expect(200)?["id"].as_str().context("an id")?.to_owned();
        let path = format!("/api/v1/accounts/{id}/suspend");
        let account = self.helpdesk.get(&format!("/api/v1/accounts/{id}"))?.expect(200)?;
        let body = json!({ "reason": "Left" });
        self.helpdesk.call("POST", &path).if_match(&account).json(&body).send()?.expect(200).map(drop)
    }

    /// Everything that was acknowledged is so, at this node.
    pub(crate) fn is_so(&self, node: &Client) -> Result<()> {
        let me = self.telephone.at(node).get(ME)?.expect(200)?;
        ensure!(
            me["phone"].as_str().is_some_and(|phone| phone.contains("475")),
            "the change is not there: {me}"
        );
        let strangers = node.stranger(78);
        strangers.try_sign_in(CHANGES_PASSWORD, NEW_PASSWORD)?.expect(201).context("the new password")?;
        let old = strangers.try_sign_in(CHANGES_PASSWORD, PASSWORD)?;
        refused(&old, 401, "the old password")?;
        refused(&self.leaver.at(node).get(ME)?, 401, "a session that was ended")?;
        refused(&self.victim.at(node).get(ME)?, 401, "the session of somebody suspended")?;
        refused(&node.stranger(79).try_sign_in(IS_SUSPENDED, PASSWORD)?, 403, "somebody suspended")?;
        eventually("the mail of the registration arrives", MAIL, || Ok(mails(node, REGISTERS)? > 0)).map(drop)
    }
}

fn refused(answer: &Answer, status: u16, what: &str) -> Result<()> {
    answer.expect(status).map(drop).with_context(|| format!("{what} is still good for something"))
}

pub(crate) fn registration() -> Value {
    json!({"first_name": "Zoë", "last_name": "Müller", "email": REGISTERS, "email_confirmation": REGISTERS,
        "language": "en", "privacy_accepted": true})
}

/// How many mails somebody has in training.
pub(crate) fn mails(client: &Client, name: &str) -> Result<usize> {
    let path = format!("/api/v1/training/mailbox?to={}", address_of(name));
    Ok(client.get(&path)?.expect(200)?["items"].as_array().map_or(0, Vec::len))
}

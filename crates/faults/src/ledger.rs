//! What people were told about what they wrote, to be compared with what is there afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::http::{Answer, Client};

pub(crate) const REQUESTS: &str = "/api/v1/access-requests";

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Nothing,
    Draft,
    Patched,
    Submitted,
    Withdrawn,
}

const WAY: [Stage; 4] = [Stage::Draft, Stage::Patched, Stage::Submitted, Stage::Withdrawn];

/// One request of a writer: what was acknowledged, and what may have happened without an answer.
#[derive(Debug)]
struct Entry {
    words: String,
    id: Option<String>,
    acknowledged: Stage,
    perhaps: Stage,
}

/// Everything one person wrote.
#[derive(Debug)]
pub(crate) struct Ledger {
    person: Client,
    place: Value,
    entries: Vec<Entry>,
    /// Counts what is acknowledged to anybody.
    counter: Arc<AtomicUsize>,
    /// Writes that were answered with a refusal.
    pub refused: Vec<Answer>,
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub acknowledged: usize,
    pub lost: usize,
    pub refused: usize,
    /// Refused, and there all the same.
    pub kept: usize,
    /// Neither before nor after a change.
    pub halves: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.refused += other.refused;
        self.kept += other.kept;
        self.halves += other.halves;
    }

    pub(crate) fn ensure_honest(self) -> Result<()> {
        ensure!(self.acknowledged > 0, "nothing was acknowledged: this proves nothing");
        ensure!(self.lost + self.kept + self.halves == 0, "{self}");
        Ok(())
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { acknowledged, lost, refused, kept, halves } = self;
        write!(f, "{acknowledged} acknowledged, {lost} lost; {refused} refused, {kept} kept; {halves} halves")
    }
}

/// A place of CPMS where anybody may ask for access.
pub(crate) fn place(person: &Client) -> Result<Value> {
    let found = person.get("/api/v1/organisations?application=CPMS&q=rnd%20tubingen")?.expect(200)?;
    ensure!(found["items"][0]["id"].is_string(), "no such place: {found}");
    Ok(found["items"][0]["id"].clone())
}

impl Ledger {
    pub(crate) fn new(person: Client, place: Value, counter: Arc<AtomicUsize>) -> Self {
        Self { person, place, entries: Vec::new(), counter, refused: Vec::new() }
    }

    /// The same person, on a node that was started anew.
    pub(crate) fn move_to(&mut self, other: &Client) {
        self.person = self.person.at(other);
    }

    /// Writes request after request until nobody answers, or `most` of them.
    pub(crate) fn write(&mut self, most: usize) {
        for _ in 0..most {
            if !self.write_one() {
                return;
            }
        }
    }

    /// One request on its whole way, as far as it is acknowledged. `false`: nobody answers any more.
    pub(crate) fn write_one(&mut self) -> bool {
        let words = format!("{}: {}over", self.entries.len(), "on and on and ".repeat(90));
        let mut entry = Entry { words, id: None, acknowledged: Stage::Nothing, perhaps: Stage::Nothing };
        let answered = WAY.iter().all(|stage| self.step(&mut entry, *stage));
        let gone = entry.perhaps > entry.acknowledged;
        self.entries.push(entry);
        answered || !gone
    }

    /// `false`: refused, or not answered.
    fn step(&mut self, entry: &mut Entry, stage: Stage) -> bool {
        entry.perhaps = stage;
        let Ok(answer) = self.ask(entry, stage) else { return false };
        if answer.refused() {
            entry.perhaps = entry.acknowledged;
            self.refused.push(answer);
            return false;
        }
        entry.acknowledged = stage;
        self.counter.fetch_add(1, Ordering::Relaxed);
        if stage == Stage::Draft {
            entry.id = answer.json()["id"].as_str().map(str::to_owned);
        }
        true
    }

    fn ask(&self, entry: &Entry, stage: Stage) -> std::io::Result<Answer> {
        let path = format!("{REQUESTS}/{}", entry.id.as_deref().unwrap_or_default());
        match stage {
            Stage::Nothing | Stage::Draft => self.person.post(
                REQUESTS,
                &json!({"application": "CPMS", "organisation_id": self.place, "profiles": ["hp"], "comment": entry.words}),
            ),
            Stage::Patched => {
                let body = json!({ "comment": entry.patched() });
                self.person.call("PATCH", &path).if_match(&json!({"version": 1})).json(&body).send()
            }
            Stage::Submitted => self.person.call("POST", &format!("{path}/submit")).send(),
            Stage::Withdrawn => self.person.call("POST", &format!("{path}/withdraw")).send(),
        }
    }

    /// Compares what was said with what is there.
    pub(crate) fn compare(&self) -> Result<Tally> {
        let mut tally = Tally { refused: self.refused.len(), ..Tally::default() };
        let there = self.all()?;
        for entry in &self.entries {
            let found = there.iter().find(|request| entry.is(request));
            let stage = found.map_or(Some(Stage::Nothing), |request| entry.stage(request));
            tally.acknowledged += WAY.iter().filter(|stage| **stage <= entry.acknowledged).count();
            tally.lost += usize::from(stage.is_some_and(|stage| stage < entry.acknowledged));
            tally.kept += usize::from(stage.is_some_and(|stage| stage > entry.perhaps));
            tally.halves += usize::from(stage.is_none() || !self.history_fits(found, stage)?);
        }
        Ok(tally)
    }

    /// Every request of the person, page by page.
    fn all(&self) -> Result<Vec<Value>> {
        let (mut all, first) = (Vec::new(), format!("{REQUESTS}?limit=100"));
        let mut path = first.clone();
        loop {
            let page = self.person.get(&path)?.expect(200)?;
            for request in page["items"].as_array().into_iter().flatten() {
                let id = request["id"].as_str().unwrap_or_default();
                all.push(self.person.get(&format!("{REQUESTS}/{id}"))?.expect(200)?);
            }
            let Some(next) = page["next"].as_str() else { return Ok(all) };
            path = format!("{first}&cursor={next}");
        }
    }

    /// The state and its history are of one transaction.
    fn history_fits(&self, request: Option<&Value>, stage: Option<Stage>) -> Result<bool> {
        let (Some(request), Some(stage)) = (request, stage) else { return Ok(true) };
        let path = format!("{REQUESTS}/{}/events", request["id"].as_str().unwrap_or_default());
        let events = self.person.get(&path)?.expect(200)?["items"].as_array().map_or(0, Vec::len);
        Ok(match stage {
            Stage::Nothing | Stage::Draft | Stage::Patched => events == 0,
            Stage::Submitted => events == 1 && request["items"][0]["status"] == "pending",
            Stage::Withdrawn => events == 2 && request["items"][0]["status"] == "withdrawn",
        })
    }
}

impl Entry {
    fn patched(&self) -> String {
        format!("{} and changed", self.words)
    }

    fn is(&self, request: &Value) -> bool {
        request["comment"].as_str().is_some_and(|words| words == self.words || words == self.patched())
    }

    /// `None`: what no way leads to.
    fn stage(&self, request: &Value) -> Option<Stage> {
        let changed = request["comment"].as_str() == Some(&self.patched());
        match (request["status"].as_str(), changed) {
            (Some("draft"), false) => Some(Stage::Draft),
            (Some("draft"), true) => Some(Stage::Patched),
            (Some("submitted"), true) => Some(Stage::Submitted),
            (Some("withdrawn"), true) => Some(Stage::Withdrawn),
            _ => None,
        }
    }
}

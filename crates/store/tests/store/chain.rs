//! The chain over history: every fact has its place in it, and whoever tampers with either is found out.

use hilum_domain::fact::{AccountEvent, By, Contact, Fact};
use hilum_domain::{AccountId, Moment};
use hilum_store::chain::{self, Head, Verdict, What};
use hilum_store::{Author, Store, StoreError, events, new_id};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use uuid::Uuid;

use crate::database::{Fresh, eventually, moment, postgres};

/// A suspension with its reason, and the unlocking after it.
fn facts(person: AccountId) -> Vec<Fact> {
    let by = By::SYSTEM;
    let suspended = AccountEvent::Suspended { reason: "Ana has left the hospital".into() };
    let unlocked = AccountEvent::Unlocked { reason: "Ana is back".into() };
    [suspended, unlocked].map(|event| Fact::of_account(person, by, event)).into()
}

async fn record(store: &Store, facts: Vec<Fact>, now: Moment) {
    let written: Result<(), StoreError> = store
        .write(Author::System, async move |tx| {
            let facts: Vec<_> = facts.iter().map(|fact| (new_id(now).into(), fact.clone())).collect();
            events::append(tx, &facts, now).await
        })
        .await;
    written.unwrap();
}

async fn extend(store: &Store) -> Result<usize, StoreError> {
    store.write(Author::System, async move |tx| chain::extend(tx).await).await
}

async fn verdict(store: &Store, noted: Option<&Head>) -> Verdict {
    chain::verify(&store.db(), noted).await.unwrap()
}

async fn sound(store: &Store) -> Head {
    match verdict(store, None).await {
        Verdict::Sound { head, waiting: 0 } => head,
        other @ (Verdict::Sound { .. } | Verdict::Tampered(_)) => panic!("{other:?}"),
    }
}

/// Somebody with all the rights on the database.
async fn intruder(fresh: &Fresh) -> DatabaseConnection {
    let intruder = Database::connect(&fresh.url).await.unwrap();
    let tables = [
        ("events", &["events_refuse_update", "events_refuse_delete"][..]),
        ("chain", &["chain_refuse_update", "chain_refuse_delete", "chain_refuse_change"]),
    ];
    for (table, triggers) in tables {
        for trigger in triggers {
            let drop = match postgres() {
                Some(_) => format!("drop trigger if exists {trigger} on {table}"),
                None => format!("drop trigger if exists {trigger}"),
            };
            intruder.execute_unprepared(&drop).await.unwrap();
        }
    }
    intruder
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fact_gets_a_position_and_there_is_no_gap() {
    let fresh = Fresh::open(4).await;
    assert_eq!(sound(&fresh.store).await.position, 0, "there is nothing yet");
    let person = AccountId(new_id(moment(0)));
    for n in 0..3 {
        record(&fresh.store, facts(person), moment(n)).await;
        let waiting = verdict(&fresh.store, None).await;
        assert!(matches!(waiting, Verdict::Sound { waiting: 2, .. }), "{waiting:?}");
        assert_eq!(extend(&fresh.store).await.unwrap(), 2);
        assert_eq!(extend(&fresh.store).await.unwrap(), 0);
        assert_eq!(sound(&fresh.store).await.position, 2 * (n + 1));
    }
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_give_positions_at_once_give_each_of_them_once() {
    let fresh = Fresh::open(8).await;
    let other = Store::open(&fresh.url, 8).await.unwrap();
    let person = AccountId(new_id(moment(0)));
    let sequencers = [fresh.store.clone(), other.clone()].map(|store| {
        tokio::spawn(async move {
            loop {
                // One of two that meet begins anew.
                let _ = extend(&store).await;
            }
        })
    });
    for n in 0..20 {
        record(if n % 2 == 0 { &fresh.store } else { &other }, facts(person), moment(n)).await;
    }
    eventually("every fact has its position", || async {
        // Examined while it grows, it is sound at every moment.
        match verdict(&other, None).await {
            Verdict::Sound { head, waiting } => (head.position, waiting) == (40, 0),
            Verdict::Tampered(fault) => panic!("{fault:?}"),
        }
    })
    .await;
    for sequencer in sequencers {
        sequencer.abort();
        let _ = sequencer.await;
    }
    other.close().await.unwrap();
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tampers_with_history_is_found_out_at_the_first_place() {
    let put_in = "insert into events (id, at, kind, subject_id, office, data)
        select @5, at, kind, subject_id, office, data from events limit 1";
    let tampered: [(&[&str], i64, What); 9] = [
        (&["update events set kind = 'account_locked' where id = @2"], 2, What::Changed),
        (&["update events set actor_id = subject_id where id = @3"], 3, What::Changed),
        (&["update events set data = '{\"reason\": \"Somebody else\"}' where id = @3"], 3, What::Changed),
        (&["update events set data = '{}', redacted_at = at where id = @3"], 3, What::Changed),
        (
            &["update events set data = '{\"reason\": \"Nothing\"}', redacted_at = at where id = @3"],
            3,
            What::WordsReplaced,
        ),
        (&["delete from events where id = @2"], 2, What::FactMissing),
        (&["delete from chain where position = 2"], 2, What::LinkMissing),
        (&["delete from chain where position = 4", "delete from events where id = @4"], 4, What::LinkMissing),
        (&[put_in, "delete from unsequenced"], 5, What::PutIn),
    ];
    for (statements, position, what) in tampered {
        let fresh = Fresh::open(4).await;
        let person = AccountId(new_id(moment(0)));
        record(&fresh.store, facts(person), moment(0)).await;
        record(&fresh.store, facts(person), moment(1)).await;
        assert_eq!(extend(&fresh.store).await.unwrap(), 4);
        sound(&fresh.store).await;
        let history = events::all_of_subject(&fresh.store.db(), person).await.unwrap();
        let mut ids: Vec<Uuid> = history.into_iter().map(|fact| fact.id).collect();
        ids.sort();
        ids.push(new_id(moment(2)));
        let intruder = intruder(&fresh).await;
        for statement in statements {
            let mut sql = (*statement).to_owned();
            for (id, n) in ids.iter().zip(1..) {
                let id = match postgres() {
                    Some(_) => format!("'{id}'"),
                    None => format!("x'{}'", id.simple()),
                };
                sql = sql.replace(&format!("@{n}"), &id);
            }
            let done = intruder.execute_unprepared(&sql).await.unwrap();
            assert!(done.rows_affected() > 0, "{sql}");
        }
        intruder.close().await.unwrap();
        match verdict(&fresh.store, None).await {
            Verdict::Tampered(fault) => {
                assert_eq!((fault.position, fault.what), (position, what), "{statements:?}");
            }
            sound @ Verdict::Sound { .. } => panic!("{statements:?} was not noticed: {sound:?}"),
        }
        fresh.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_forges_the_whole_chain_is_betrayed_by_what_was_noted_elsewhere() {
    let fresh = Fresh::open(4).await;
    let person = AccountId(new_id(moment(0)));
    record(&fresh.store, facts(person), moment(0)).await;
    extend(&fresh.store).await.unwrap();
    let noted = sound(&fresh.store).await;
    let intruder = intruder(&fresh).await;
    for statement in [
        "update events set kind = 'account_locked'",
        "insert into unsequenced (event_id) select id from events",
        "delete from chain",
        "update chain_end set position = 0",
    ] {
        intruder.execute_unprepared(statement).await.unwrap();
    }
    intruder.close().await.unwrap();
    let shorter = verdict(&fresh.store, Some(&noted)).await;
    assert!(
        matches!(shorter, Verdict::Tampered(ref fault) if fault.what == What::LinkMissing),
        "{shorter:?}"
    );
    extend(&fresh.store).await.unwrap();
    sound(&fresh.store).await;
    let forged = verdict(&fresh.store, Some(&noted)).await;
    assert!(matches!(forged, Verdict::Tampered(ref fault) if fault.what == What::NotAsNoted), "{forged:?}");
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_erasure_of_a_person_is_no_tampering() {
    let fresh = Fresh::open(4).await;
    let person = AccountId(new_id(moment(0)));
    record(&fresh.store, facts(person), moment(0)).await;
    extend(&fresh.store).await.unwrap();
    let before = sound(&fresh.store).await;
    let now = moment(9);
    let erased: Result<(), StoreError> = fresh
        .store
        .write(Author::System, async move |tx| {
            crate::database::add_closed(tx, person).await?;
            for fact in events::all_of_subject(tx, person).await? {
                let mut erase = |text: &mut String| *text = "[erased]".to_owned();
                events::redact(tx, fact, &mut erase, now).await?;
            }
            let former = Contact { email: String::new(), first_name: String::new(), language: String::new() };
            let closed = Fact::own(person, AccountEvent::Closed { former });
            events::append(tx, &[(new_id(now).into(), closed)], now).await
        })
        .await;
    erased.unwrap();
    extend(&fresh.store).await.unwrap();
    let history = events::all_of_subject(&fresh.store.db(), person).await.unwrap();
    assert!(history.iter().all(|fact| !fact.data.to_string().contains("Ana")), "{history:?}");
    assert!(history.iter().all(|fact| fact.data.get("salt").is_none()), "nor what its digest was made with");
    let after = sound(&fresh.store).await;
    assert_eq!(after.position, before.position + 1);
    assert!(matches!(verdict(&fresh.store, Some(&before)).await, Verdict::Sound { .. }));
    fresh.close().await;
}

//! Two nodes on one database: what one of them changes holds on it at once, and on the other within a second (R10).

use hilum_domain::AccountId;
use hilum_domain::account::AccountStatus;
use hilum_domain::grant::{Event, Grant};
use hilum_server::facts::sequencer;
use hilum_store::chain::{self, Verdict};
use hilum_store::{Author, StoreError, Tx, accounts, events, grants};
use serde_json::json;

use crate::support::{TestApp, eventually, spawn_app};

const SESSION: &str = "/api/v1/session";

/// Something that shuts somebody out, on the node where it happens.
async fn on(app: &TestApp, account: AccountId, act: Act) {
    let store = app.context.store.clone();
    let done =
        app.inside(
            async move { store.write(Author::System, async move |tx| act.take(tx, account).await).await },
        );
    done.await.map_err(|error: StoreError| error.to_string()).unwrap();
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Status(AccountStatus),
    EndGrants,
}

impl Act {
    async fn take(self, tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
        match self {
            Self::Status(status) => accounts::set_status(tx, account, status).await,
            Self::EndGrants => {
                for before in grants::current_of(tx, account).await? {
                    let mut after = before.grant.clone();
                    hilum_domain::grant::apply(&mut after, &Event::Ended);
                    grants::update(tx, &before, &after).await?;
                }
                Ok(())
            }
        }
    }
}

async fn id_of(app: &TestApp, name: &str) -> AccountId {
    let address = app.account_of(name).await;
    AccountId(address.rsplit('/').next().unwrap().parse().unwrap())
}

/// The status of that person's call for their session.
async fn status(node: &TestApp, name: &str) -> u16 {
    node.as_person(name).get(SESSION).await.status
}

#[tokio::test]
async fn r10_whoever_is_shut_out_on_one_node_is_out_there_at_once_and_soon_on_the_other() {
    let app = spawn_app();
    let other = app.another_node();
    for name in ["newcomer1", "newcomer2", "newcomer3"] {
        assert_eq!((status(&app, name).await, status(&other, name).await), (200, 200));
    }
    for (name, act) in [("newcomer1", AccountStatus::Suspended), ("newcomer2", AccountStatus::Locked)] {
        on(&app, id_of(&app, name).await, Act::Status(act)).await;
        assert_eq!(status(&app, name).await, 401);
    }
    app.as_person("newcomer3").delete(SESSION).await.expect(204);
    assert_eq!(status(&app, "newcomer3").await, 401);
    for name in ["newcomer1", "newcomer2", "newcomer3"] {
        eventually("out on the other node", || async { (status(&other, name).await == 401).then_some(()) })
            .await;
    }
}

#[tokio::test]
async fn r10_a_right_that_is_lost_on_one_node_is_lost_there_at_once_and_soon_on_the_other() {
    let app = spawn_app();
    let other = app.another_node();
    let decides = async |node: &TestApp| {
        let session = node.as_person("rndcoordinator1").get(SESSION).await.expect(200);
        session["capabilities"] == json!(["decide"])
    };
    assert!(decides(&app).await && decides(&other).await);
    on(&app, id_of(&app, "rndcoordinator1").await, Act::EndGrants).await;
    assert!(!decides(&app).await);
    eventually("lost on the other node", || async { (!decides(&other).await).then_some(()) }).await;
    // What changes something asks again inside its transaction, whatever is remembered.
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp"]).await;
    other.as_person("rndcoordinator1").approve(&request).await.refused(404, "not_found");
}

#[tokio::test]
async fn what_happens_on_both_nodes_at_once_gets_one_row_of_positions() {
    let app = spawn_app();
    let other = app.another_node();
    let nodes = [&app, &other];
    let names = ["newcomer1", "newcomer2", "newcomer3", "newcomer4"];
    let submissions = names
        .into_iter()
        .zip(nodes.into_iter().cycle())
        .map(async |(name, node)| node.as_person(name).submitted("ERN-RND/DE/DE22", &["hp"]).await);
    futures_util::future::join_all(submissions).await;
    let given = nodes.map(|node| node.context.store.clone());
    let store = app.context.store.clone();
    app.inside(async move {
        let both = given.map(|store| async move { sequencer::catch_up(&store).await });
        futures_util::future::join_all(both).await.into_iter().for_each(Result::unwrap);
        let verdict = chain::verify(&store.db(), None).await.unwrap();
        assert!(matches!(verdict, Verdict::Sound { waiting: 0, .. }), "{verdict:?}");
    })
    .await;
}

#[tokio::test]
async fn r9_an_end_that_both_nodes_see_coming_happens_once() {
    let app = spawn_app();
    let other = app.another_node();
    let (account, end) = (id_of(&app, "rndcoordinator1").await, app.now() + chrono::TimeDelta::minutes(10));
    let store = app.context.store.clone();
    let count = app.inside(async move {
        let limited: Result<usize, StoreError> = store
            .write(Author::System, async move |tx| {
                let all = grants::current_of(tx, account).await?;
                for before in &all {
                    let after = Grant { valid_until: Some(end), ..before.grant.clone() };
                    grants::update(tx, before, &after).await?;
                }
                Ok(all.len())
            })
            .await;
        limited.unwrap()
    });
    let count = count.await;
    app.advance(700).await;
    let ended = async || {
        let store = other.context.store.clone();
        let facts =
            other.inside(async move { events::of_subject(&store.db(), account, 1000).await.unwrap() });
        facts.await.iter().filter(|fact| fact.kind == "grant_ended").count()
    };
    eventually("every end is written down", || async { (ended().await >= count).then_some(()) }).await;
    // Both have looked at the clock again by then.
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    assert_eq!(ended().await, count);
    app.all_delivered().await;
    let mails = app.mailbox("rndcoordinator1").await;
    let told = mails.iter().filter(|mail| mail["subject"].as_str().unwrap().contains("has ended")).count();
    assert_eq!(told, count);
}

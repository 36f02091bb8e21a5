//! What counts once counts once, however many come with it at the same moment, and the one who wins is never told that
//! somebody else was there (ASVS 2.3.4, 15.4.2).

use hilum_domain::AccountId;
use hilum_domain::account::EmailAddress;
use hilum_domain::verification::{FactorKind, SecretPurpose};
use hilum_store::factors::{self, Factor};
use hilum_store::secrets::{self, NewSecret};
use hilum_store::sessions::{self, Session};
use hilum_store::{Author, Store, StoreError, accounts, new_id};
use serde_json::json;
use uuid::Uuid;

use crate::database::{Fresh, add_person, moment};

const AT_ONCE: usize = 50;

async fn ana(store: &Store) -> AccountId {
    let added: Result<(), StoreError> =
        store.write(Author::System, async move |tx| add_person(tx, "ana").await).await;
    added.unwrap();
    let email = EmailAddress::parse("ana@example.eu").unwrap();
    accounts::find_by_email(&store.db(), &email).await.unwrap().unwrap().id()
}

/// Does the same fifty times at once; how often it was good. No try may end in an error.
async fn at_once<F: Future<Output = Result<bool, StoreError>> + Send + 'static>(
    work: impl Fn() -> F,
) -> usize {
    let tries: Vec<_> = (0..AT_ONCE).map(|_| tokio::spawn(work())).collect();
    let mut good = 0;
    for one in tries {
        good += usize::from(one.await.unwrap().unwrap());
    }
    good
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_of_any_purpose_is_consumed_by_one_of_fifty() {
    let fresh = Fresh::open(8).await;
    let account = ana(&fresh.store).await;
    for &purpose in SecretPurpose::ALL {
        let kept = |hash: &str| NewSecret {
            purpose,
            hash: hash.into(),
            account: Some(account),
            subject: account.to_string(),
            payload: json!({}),
        };
        let new = vec![kept("this one"), kept("another")];
        let insert: Result<(), StoreError> = fresh
            .store
            .write(Author::System, async move |tx| secrets::insert_many(tx, &new, moment(0)).await)
            .await;
        insert.unwrap();
        let good = at_once(|| {
            let store = fresh.store.clone();
            async move {
                let work = store.write(Author::System, async move |tx| {
                    Ok::<_, StoreError>(secrets::consume(tx, purpose, "this one", moment(1)).await?.is_some())
                });
                work.await
            }
        });
        assert_eq!(good.await, 1, "{purpose:?}");
        let left = secrets::count(&fresh.store.db(), purpose, &account.to_string(), moment(1)).await;
        assert_eq!(left.unwrap(), 1, "{purpose:?}: the other one is untouched");
    }
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_of_a_time_step_is_accepted_from_one_of_fifty() {
    let fresh = Fresh::open(8).await;
    let factor = Factor {
        id: new_id(moment(0)),
        account: ana(&fresh.store).await,
        kind: FactorKind::Totp,
        label: "Telephone".into(),
        secret: "sealed".into(),
        credential: None,
        created_at: moment(0),
        confirmed_at: Some(moment(0)),
        last_used_at: None,
        version: 1,
    };
    let id = factor.id;
    let inserted: Result<(), StoreError> =
        fresh.store.write(Author::System, async move |tx| factors::insert(tx, &factor).await).await;
    inserted.unwrap();
    for step in [60_000_000, 60_000_001] {
        let good = at_once(|| {
            let store = fresh.store.clone();
            async move { use_step(&store, id, step).await }
        });
        assert_eq!(good.await, 1, "step {step}");
    }
    assert!(!use_step(&fresh.store, id, 60_000_000).await.unwrap(), "never an older one afterwards");
    fresh.close().await;
}

async fn use_step(store: &Store, id: Uuid, step: i64) -> Result<bool, StoreError> {
    let work = store.write(Author::System, async move |tx| factors::use_step(tx, id, step, moment(1)).await);
    work.await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_ended_is_not_raised_from_the_dead() {
    let fresh = Fresh::open(4).await;
    let session = Session {
        id: new_id(moment(0)),
        account: ana(&fresh.store).await,
        assurance: hilum_domain::catalogue::Assurance::Password,
        method: hilum_domain::verification::Method::Password,
        verified_at: None,
        failures: 0,
        created_at: moment(0),
        last_seen_at: moment(0),
        expires_at: moment(43_200),
        origin: sessions::Origin::default(),
    };
    let work = fresh.store.write(Author::System, async move |tx| {
        sessions::insert(tx, "first".into(), &session).await?;
        let raised = sessions::raise(tx, &session, "second".into()).await?;
        sessions::delete_of_account(tx, session.account).await?;
        let dead = sessions::raise(tx, &session, "third".into()).await?;
        Ok::<_, StoreError>((raised, dead))
    });
    assert_eq!(work.await.unwrap(), (true, false));
    for secret in ["first", "second", "third"] {
        assert_eq!(sessions::find(&fresh.store.db(), secret).await.unwrap(), None, "{secret}");
    }
    fresh.close().await;
}

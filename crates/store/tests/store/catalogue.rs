//! The catalogue in memory: what this node changes is known at once, what another one changes within a second.

use std::sync::Arc;

use hilum_catalogue::Catalogue;
use hilum_domain::catalogue::NodeStatus;
use hilum_store::{Author, Store, StoreError, import};

use crate::database::{Fresh, eventually, moment};

async fn import(store: &Store, catalogue: &Catalogue) {
    let catalogue = Arc::new(catalogue.clone());
    let imported: Result<_, StoreError> = store
        .write(Author::System, async move |tx| import::catalogue(tx, &catalogue, false, moment(0)).await)
        .await;
    imported.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_imports_it_knows_at_once_and_the_others_soon() {
    let fresh = Fresh::open(4).await;
    let other = Store::open(&fresh.url, 4).await.unwrap();
    assert!(fresh.store.catalogue().is_empty() && other.catalogue().is_empty());
    let following = tokio::spawn({
        let other = other.clone();
        async move { other.follow().await }
    });
    import(&fresh.store, Catalogue::embedded()).await;
    assert!(fresh.store.catalogue().application("CPMS").is_some());
    eventually("the other node knows", || std::future::ready(!other.catalogue().is_empty())).await;
    assert_eq!(*other.catalogue(), *fresh.store.catalogue());
    following.abort();
    other.close().await.unwrap();
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_sees_the_catalogue_as_it_is_even_where_its_news_has_not_come_yet() {
    let fresh = Fresh::open(4).await;
    let other = Store::open(&fresh.url, 4).await.unwrap();
    import(&fresh.store, Catalogue::embedded()).await;
    assert!(other.catalogue().is_empty());
    let seen: Result<_, StoreError> =
        other.write(Author::System, async move |tx| Ok(tx.catalogue().revision())).await;
    assert_eq!(seen.unwrap(), fresh.store.catalogue().revision());
    assert!(!other.catalogue().is_empty());
    other.close().await.unwrap();
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_fails_leaves_what_was_known() {
    let fresh = Fresh::open(4).await;
    import(&fresh.store, Catalogue::embedded()).await;
    let before = fresh.store.catalogue();
    let failed: Result<(), StoreError> = fresh
        .store
        .write(Author::System, async move |tx| {
            let mut changed = Catalogue::embedded().clone();
            changed.applications[0].name = "Something else".into();
            import::catalogue(tx, &changed, false, moment(0)).await?;
            Err(StoreError::Conflict)
        })
        .await;
    failed.unwrap_err();
    assert_eq!(*fresh.store.catalogue(), *before);
    fresh.close().await;
}

/// After any of these changes the map in memory is the one that a node which starts now would make of the tables.
#[tokio::test(flavor = "multi_thread")]
async fn after_any_change_the_snapshot_equals_the_tables() {
    type Change = fn(&mut Catalogue);
    let changes: [Change; 6] = [
        |it| it.organisations.iter_mut().for_each(|node| node.name.push('!')),
        |it| it.organisations[0].status = NodeStatus::Retired,
        |it| it.applications.iter_mut().for_each(|application| application.guest_days = 30),
        |it| it.profiles.reverse(),
        |it| {
            let mut added = it.organisations.last().expect("a node").clone();
            added.key.push_str("-new");
            added.code = Some("NEW1".into());
            it.organisations.push(added);
        },
        |it| it.thematic_areas.iter_mut().for_each(|area| area.position = 1000 - area.position),
    ];
    let fresh = Fresh::open(4).await;
    let mut catalogue = Catalogue::embedded().clone();
    for change in changes {
        change(&mut catalogue);
        let before = fresh.store.catalogue();
        import(&fresh.store, &catalogue).await;
        let known = fresh.store.catalogue();
        assert!(known.revision() > before.revision() && *known != *before);
        let anew = Store::open(&fresh.url, 2).await.unwrap();
        assert_eq!(*anew.catalogue(), *known);
        anew.close().await.unwrap();
    }
    fresh.close().await;
}

//! A database of a size: people who asked for access, one request in ten still waiting for its decision.

use std::collections::HashMap;
use std::sync::Arc;

use hilum_catalogue::Node;
use hilum_domain::access_request::{AccessRequest, Draft, Item, ItemStatus, RequestStatus};
use hilum_domain::account::EmailAddress;
use hilum_domain::catalogue::ProfileLevel;
use hilum_domain::{AccountId, Moment};
use hilum_server::context::Context;
use hilum_store::access_requests::SubmissionDetails;
use hilum_store::accounts::NewAccount;

use hilum_store::{Author, StoreError, Tx, access_requests, accounts, new_id};

/// So many minutes before.
fn at(now: Moment, minutes: i64) -> Moment {
    Moment::from_timestamp(now.timestamp() - minutes * 60, 0).unwrap_or(now)
}

/// Requests per person.
const EACH: usize = 50;
const BATCH: usize = 1000;

pub(crate) async fn fill(context: &Context, size: usize) -> anyhow::Result<()> {
    let catalogue = context.store.catalogue();
    let networks = catalogue.networks("CPMS");
    let requestable = networks.flat_map(|network| catalogue.requestable_of_network(network.id));
    let places: Vec<Node> = requestable.filter(|n| n.code.as_deref() != Some("0000")).cloned().collect();
    let places = Arc::new(places);
    let people: Vec<AccountId> = (0..size.div_ceil(EACH)).map(|_| new_id(context.now()).into()).collect();
    let people = Arc::new(people);
    let mut first = 0;
    while first < size {
        let people = Arc::clone(&people);
        let places = Arc::clone(&places);
        let last = (first + BATCH).min(size);
        let now = context.now();
        context
            .store
            .write(Author::Maintenance, async move |tx| batch(tx, &people, &places, first..last, now).await)
            .await
            .map_err(|error: StoreError| anyhow::anyhow!(error))?;
        first += BATCH;
    }
    Ok(())
}

async fn batch(
    tx: &Tx<'_>,
    people: &[AccountId],
    places: &[Node],
    range: std::ops::Range<usize>,
    now: Moment,
) -> Result<(), StoreError> {
    for i in range {
        let person = people[i / EACH];
        if i % EACH == 0 {
            accounts::insert(tx, &account(person, i / EACH), now).await?;
        }
        // Never twice the same place for one person.
        let place = &places[(i / EACH * 7 + i % EACH) % places.len()];
        let submitted = at(now, i64::try_from(i).unwrap_or_default());
        request(tx, person, place, i % 10 == 0, submitted).await?;
    }
    Ok(())
}

/// People who can sign in, all with the same password.
pub(crate) async fn people(context: &Context, emails: Vec<String>, password: &str) -> anyhow::Result<()> {
    let hash = context.hasher.hash(password.to_owned()).await.map_err(|error| anyhow::anyhow!(error))?;
    let training = context.settings.training.enabled;
    let now = context.now();
    context
        .store
        .write(Author::Maintenance, async move |tx| {
            for (number, email) in emails.iter().enumerate() {
                let email = EmailAddress::parse(email).ok_or(StoreError::Corrupt("an address"))?;
                let password_hash = Some(hash.clone());
                let person = account(new_id(now).into(), number);
                accounts::insert(tx, &NewAccount { email, password_hash, training, ..person }, now).await?;
            }
            Ok(())
        })
        .await
        .map_err(|error: StoreError| anyhow::anyhow!(error))
}

#[expect(clippy::expect_used, reason = "it is an address")]
fn account(id: AccountId, number: usize) -> NewAccount {
    NewAccount {
        id,
        email: EmailAddress::parse(&format!("person{number}@training.hilum.example")).expect("an address"),
        first_name: "Person".into(),
        last_name: number.to_string(),
        language: "en".into(),
        password_hash: None,
        training: true,
    }
}

async fn request(
    tx: &Tx<'_>,
    person: AccountId,
    place: &Node,
    waiting: bool,
    when: Moment,
) -> Result<(), StoreError> {
    let draft = Draft {
        application: Some("CPMS".into()),
        organisation: Some(place.id),
        profiles: vec!["hp".into()],
        ..Draft::default()
    };
    let request = AccessRequest {
        id: new_id(when).into(),
        applicant: person,
        status: RequestStatus::Draft,
        draft,
        network: None,
        items: Vec::new(),
    };
    let before = access_requests::insert(tx, request.clone(), when).await?;
    let (status, item) = if waiting {
        (RequestStatus::Submitted, ItemStatus::Pending)
    } else {
        (RequestStatus::Decided, ItemStatus::Rejected)
    };
    let items = vec![Item {
        id: new_id(when).into(),
        profile: "hp".into(),
        level: ProfileLevel::Provider,
        requires: Vec::new(),
        status: item,
    }];
    let after = AccessRequest { status, network: Some(place.network), items, ..request };
    let details = SubmissionDetails {
        country: place.country.clone(),
        search_text: place.label.to_lowercase(),
        scopes: HashMap::from([("hp".to_owned(), place.id)]),
    };
    access_requests::update(tx, &before, after, Some(&details), when).await.map(drop)
}

//! Training mode (R18): per network one Coordinator, one Guest with Virtual Centre, one Researcher and five HP, beside
//! five newcomers and the portal's own offices. No real data is kept here.

use chrono::TimeDelta;
use hilum_catalogue::{Node, Snapshot};
use hilum_domain::account::EmailAddress;
use hilum_domain::catalogue::{OrganisationKind, PORTAL};
use hilum_domain::fact::{AccountEvent, By, Fact, GrantEvent};
use hilum_domain::grant::{Grant, GrantStatus};
use hilum_domain::policy::PortalRole;
use hilum_domain::preferences::{NONE, Preferences};
use hilum_domain::{Moment, OrganisationId};
use hilum_store::accounts::NewAccount;
use hilum_store::grants::StoredGrant;
use hilum_store::{Author, StoreError, accounts, grants, new_id, preferences};

use crate::context::Context;
use crate::facts::record;

/// Everybody's password in training.
pub const PASSWORD: &str = "hilum-training";
/// Reserved for examples (RFC 2606): no mail can ever go there.
const DOMAIN: &str = "training.hilum.example";
const CPMS: &str = "CPMS";
const NEWCOMERS: usize = 5;
const HP_USERS: usize = 5;

/// A training person.
#[derive(Clone, Debug)]
pub struct TrainingPerson {
    pub name: String,
    pub role: &'static str,
    /// The network they belong to.
    network: Option<Network>,
    index: usize,
}

#[derive(Clone, Debug)]
struct Network {
    id: OrganisationId,
    code: String,
}

impl TrainingPerson {
    pub fn email(&self) -> String {
        format!("{}@{DOMAIN}", self.name)
    }

    /// Code of the network.
    pub fn network(&self) -> Option<&str> {
        self.network.as_ref().map(|n| n.code.as_str())
    }

    /// What they are: profiles of CPMS, or of the portal.
    fn profiles(&self) -> &'static [&'static str] {
        match self.role {
            "coordinator" => &["hp", "coordinator"],
            "guest_virtual_centre" => &["guest", "guest_virtual_centre"],
            "researcher" => &["researcher"],
            "hp" => &["hp"],
            "helpdesk" => &["helpdesk"],
            "administrator" => &["administrator"],
            "auditor" => &["auditor"],
            _ => &[],
        }
    }
}

/// Everybody, the networks in the catalogue's order.
pub fn people(catalogue: &Snapshot) -> Vec<TrainingPerson> {
    let office = |name: &str, role| TrainingPerson { name: name.into(), role, network: None, index: 0 };
    let mut all: Vec<TrainingPerson> =
        (1..=NEWCOMERS).map(|i| office(&format!("newcomer{i}"), "newcomer")).collect();
    all.push(office("helpdesk1", PortalRole::Helpdesk.as_str()));
    all.push(office("admin1", PortalRole::Administrator.as_str()));
    all.push(office("auditor1", PortalRole::Auditor.as_str()));
    for node in catalogue.networks(CPMS).filter(|n| !n.closed) {
        let code = node.code.clone().unwrap_or_else(|| node.key.clone());
        let short = node.short_name.clone().unwrap_or_else(|| code.to_lowercase());
        let network = Network { id: node.id, code };
        let member = |suffix: &str, role, index| TrainingPerson {
            name: format!("{short}{suffix}"),
            role,
            network: Some(network.clone()),
            index,
        };
        all.push(member("coordinator1", "coordinator", 0));
        all.push(member("guest1", "guest_virtual_centre", 0));
        all.push(member("researcher1", "researcher", 0));
        all.extend((0..HP_USERS).map(|i| member(&format!("hpuser{}", i + 1), "hp", i)));
    }
    all
}

/// Makes everybody, with what they hold.
pub async fn fill(context: &Context) -> anyhow::Result<()> {
    // One hash for all: the password is public, and hashing it two hundred times would only cost time.
    let hash = context.hasher.hash(PASSWORD.into()).await?;
    let now = context.now();
    let made: Result<usize, StoreError> = context
        .store
        .write(Author::Maintenance, async move |tx| {
            let catalogue = tx.catalogue();
            let people = people(catalogue);
            let mut facts = Vec::new();
            for person in &people {
                let id = new_id(now).into();
                accounts::insert(tx, &account(person, id, hash.clone())?, now).await?;
                facts.push(Fact::of_account(id, By::SYSTEM, AccountEvent::MadeByOperator));
                let place = match &person.network {
                    Some(network) => place(person, catalogue, network.id),
                    None => catalogue.networks(PORTAL).next(),
                };
                let Some(place) = place else { continue };
                for profile in person.profiles() {
                    let stored = grant(person, id, place, profile, now);
                    grants::insert(tx, &stored).await?;
                    let made = GrantEvent::MadeByOperator;
                    facts.push(Fact::of_grant(stored.grant, None, By::SYSTEM, made));
                }
                if person.network.is_some() {
                    let given = Preferences { professional_role: "Trainee".into(), areas: vec![NONE.into()] };
                    preferences::put(tx, id, place.network, &given, 0, now).await?;
                }
            }
            record(tx, facts, now).await?;
            Ok(people.len())
        })
        .await;
    tracing::info!(people = made?, "the training people were made");
    Ok(())
}

fn account(
    person: &TrainingPerson,
    id: hilum_domain::AccountId,
    hash: String,
) -> Result<NewAccount, StoreError> {
    let (first_name, last_name) = match &person.network {
        Some(network) => (title(person.role), format!("{} {}", network.code, person.index + 1)),
        None => ("Training".to_owned(), person.name.clone()),
    };
    let email = EmailAddress::parse(&person.email()).ok_or(StoreError::Corrupt("a training address"))?;
    Ok(NewAccount {
        id,
        email,
        first_name,
        last_name,
        language: "en".into(),
        password_hash: Some(hash),
        training: true,
    })
}

fn title(role: &str) -> String {
    match role {
        "coordinator" => "Coordinator",
        "guest_virtual_centre" => "Guest",
        "researcher" => "Researcher",
        _ => "HP",
    }
    .to_owned()
}

/// Guests at a guest node, the others at a provider of the network.
fn place<'c>(person: &TrainingPerson, catalogue: &'c Snapshot, network: OrganisationId) -> Option<&'c Node> {
    let kind = if person.role == "guest_virtual_centre" {
        OrganisationKind::Guest
    } else {
        OrganisationKind::Provider
    };
    let fitting: Vec<&Node> =
        catalogue.requestable_of_network(network).filter(|node| node.kind == kind).collect();
    fitting.get(person.index % fitting.len().max(1)).copied()
}

fn grant(
    person: &TrainingPerson,
    account: hilum_domain::AccountId,
    place: &Node,
    profile: &str,
    now: Moment,
) -> StoredGrant {
    let at_network = matches!(profile, "coordinator" | "researcher") || person.network.is_none();
    let guest = person.role == "guest_virtual_centre";
    let grant = Grant {
        id: new_id(now).into(),
        account,
        application: place.application.clone(),
        organisation: place.id,
        network: place.network,
        profile: profile.to_owned(),
        status: GrantStatus::Active,
        valid_from: Some(now),
        valid_until: guest.then(|| now + TimeDelta::days(hilum_domain::access_request::GUEST_DAYS)),
    };
    let scope = if at_network { place.network } else { place.id };
    StoredGrant { scope, request: None, item: None, created_at: now, version: 1, grant }
}

//! How persons, places and profiles are named inside other answers: loaded together, never one by one.

use std::collections::HashMap;

use hilum_api_types::access_profiles::ProfileRef;
use hilum_api_types::access_requests::OrganisationRef;
use hilum_api_types::applications::{ApplicationRef, UsualDays};
use hilum_api_types::organisations::NodeRef;
use hilum_api_types::sessions::PersonRef;
use hilum_domain::{AccountId, OrganisationId};
use hilum_store::Db;
use hilum_store::accounts::{self, Account};
use hilum_store::catalogue::{self, Application, Organisation, Profile, Tree};
use uuid::Uuid;

use crate::error::ApiResult;

/// Everything that a list of views names.
#[derive(Debug)]
pub struct Names {
    applications: HashMap<String, Application>,
    profiles: HashMap<(String, String), Profile>,
    tree: Tree,
    accounts: HashMap<Uuid, Account>,
}

impl Names {
    pub async fn load(
        db: &Db<'_>,
        organisations: impl IntoIterator<Item = OrganisationId>,
        people: impl IntoIterator<Item = AccountId>,
    ) -> ApiResult<Self> {
        let mut ids: Vec<Uuid> = people.into_iter().map(Uuid::from).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Self {
            applications: catalogue::applications_by_code(db).await?,
            profiles: catalogue::profiles_by_code(db).await?,
            tree: catalogue::with_ancestors(db, organisations).await?,
            accounts: accounts::find_many(db, &ids).await?,
        })
    }

    pub fn application(&self, code: &str) -> ApplicationRef {
        let name = self.applications.get(code).map_or(code, |a| a.name.as_str());
        ApplicationRef { code: code.to_owned(), name: name.to_owned() }
    }

    pub fn usual_days(&self, application: Option<&str>) -> Option<UsualDays> {
        self.applications.get(application?).map(usual_days)
    }

    pub fn profile(&self, application: &str, code: &str) -> ProfileRef {
        let known = self.profiles.get(&(application.to_owned(), code.to_owned()));
        ProfileRef {
            code: code.to_owned(),
            name: known.map_or(code, |p| p.name.as_str()).to_owned(),
            description: known.map_or("", |p| p.description.as_str()).to_owned(),
        }
    }

    pub fn organisation(&self, id: OrganisationId) -> Option<OrganisationRef> {
        let label = self.tree.get(id)?.node.label.clone();
        Some(OrganisationRef { id, label, path: path(&self.tree, id) })
    }

    pub fn network(&self, id: OrganisationId) -> Option<&Organisation> {
        self.tree.get(id)
    }

    /// `with_address`: for those who decide, help or check, and for oneself.
    pub fn person(&self, id: AccountId, with_address: bool) -> PersonRef {
        let account = self.accounts.get(&id.0);
        PersonRef {
            id,
            name: account.map_or_else(String::new, Account::full_name),
            email: account.filter(|_| with_address).map(|a| a.email.clone()),
        }
    }
}

pub fn usual_days(application: &Application) -> UsualDays {
    UsualDays { min: application.usual_days_min, max: application.usual_days_max }
}

pub fn node_ref(organisation: &Organisation) -> NodeRef {
    NodeRef { id: organisation.id, kind: organisation.node.kind, label: organisation.node.label.clone() }
}

pub fn path(tree: &Tree, id: OrganisationId) -> Vec<NodeRef> {
    tree.path(id).into_iter().map(node_ref).collect()
}

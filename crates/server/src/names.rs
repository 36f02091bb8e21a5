//! How persons, places and profiles are named inside other answers: loaded together, never one by one.

use std::collections::HashMap;
use std::sync::Arc;

use hilum_api_types::access_profiles::ProfileRef;
use hilum_api_types::applications::{ApplicationRef, UsualDays};
use hilum_api_types::organisations::{NodeRef, OrganisationRef};
use hilum_api_types::sessions::PersonRef;
use hilum_catalogue::{Node, Snapshot};
use hilum_domain::catalogue::Application;
use hilum_domain::{AccountId, OrganisationId};
use hilum_store::Db;
use hilum_store::accounts::{self, Account};
use uuid::Uuid;

use crate::error::ApiResult;

/// Everything that a list of views names.
#[derive(Debug)]
pub(crate) struct Names<'c> {
    catalogue: &'c Snapshot,
    accounts: HashMap<Uuid, Arc<Account>>,
}

impl<'c> Names<'c> {
    pub(crate) async fn load(db: &'c Db<'_>, people: impl IntoIterator<Item = AccountId>) -> ApiResult<Self> {
        let mut ids: Vec<Uuid> = people.into_iter().map(Uuid::from).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Self { catalogue: db.catalogue(), accounts: accounts::find_many(db, &ids).await? })
    }

    pub(crate) fn application(&self, code: &str) -> ApplicationRef {
        let name = self.catalogue.application(code).map_or(code, |a| a.name.as_str());
        ApplicationRef { code: code.to_owned(), name: name.to_owned() }
    }

    pub(crate) fn usual_days(&self, application: Option<&str>) -> Option<UsualDays> {
        self.catalogue.application(application?).map(usual_days)
    }

    pub(crate) fn profile(&self, application: &str, code: &str) -> ProfileRef {
        let known = self.catalogue.profile(application, code);
        ProfileRef {
            code: code.to_owned(),
            name: known.map_or(code, |p| p.name.as_str()).to_owned(),
            description: known.map_or("", |p| p.description.as_str()).to_owned(),
        }
    }

    pub(crate) fn organisation(&self, id: OrganisationId) -> Option<OrganisationRef> {
        let label = self.catalogue.node(id)?.label.clone();
        Some(OrganisationRef { id, label, path: path(self.catalogue, id) })
    }

    pub(crate) fn network(&self, id: OrganisationId) -> Option<&'c Node> {
        self.catalogue.node(id)
    }

    pub(crate) fn account(&self, id: AccountId) -> Option<Arc<Account>> {
        self.accounts.get(&id.0).map(Arc::clone)
    }

    /// `with_address`: for those who decide, help or check, and for oneself.
    pub(crate) fn person(&self, id: AccountId, with_address: bool) -> PersonRef {
        let account = self.accounts.get(&id.0);
        PersonRef {
            id,
            name: account.map_or_else(String::new, |account| account.full_name()),
            email: account.filter(|_| with_address).map(|a| a.email.clone()),
        }
    }
}

pub(crate) fn usual_days(application: &Application) -> UsualDays {
    UsualDays { min: application.usual_days_min, max: application.usual_days_max }
}

pub(crate) fn node_ref(node: &Node) -> NodeRef {
    NodeRef { id: node.id, kind: node.kind, label: node.label.clone() }
}

pub(crate) fn path(catalogue: &Snapshot, id: OrganisationId) -> Vec<NodeRef> {
    catalogue.path(id).into_iter().map(node_ref).collect()
}
